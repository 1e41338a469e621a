"""Rows through the cache: what comes back, how much SQL it takes, and that it is never old."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import MultipleResultsFound
from sqlalchemy.orm import joinedload, load_only, selectinload
from sqlalchemy.orm.exc import DetachedInstanceError

from app.db import Database
from app.freshness import names, touch
from app.rowcache import Cache, fetch, fetch_all
from app.rowcache.memcached import MemcachedStore
from tests.rowcache.models import TryNote, TryPage, TrySite, TryTag, TryTick
from tests.rowcache.process import statements

Process = tuple[Database, Cache]


def filled(db: Database, pages: int = 3) -> None:
    with db.write() as session:
        site = TrySite(id=1, name="a.example")
        tags = [TryTag(id=number, word=f"tag{number}") for number in (1, 2)]
        session.add_all([site, *tags])
        for number in range(1, pages + 1):
            session.add(
                TryPage(
                    id=number,
                    url=f"/{number}",
                    title=f"Page {number}",
                    site=site,
                    read_at=datetime(2026, 1, number % 28 + 1, 12, 30),
                    price=Decimal("10.50"),
                    body=b"\x00\xff",
                    facts={"a": [1, None, "x"]},
                    notes=[TryNote(text=f"note {n}", long="x" * 50) for n in range(2)],
                    tags=tags[: number % 3],
                )
            )


def title(db: Database, number: int = 1) -> str:
    with db.read() as session:
        page = fetch(session, TryPage, id=number)
    assert page is not None
    return page.title


def test_second_fetch_sends_no_sql_and_gives_the_same(process: Process) -> None:
    db, cache = process
    filled(db)
    with db.read() as session:
        first = fetch(session, TryPage, url="/2")
    with statements(db) as sent, db.read() as session:
        again = fetch(session, TryPage, url="/2")
    assert sent == []
    assert first is not None
    assert again is not None
    for column in TryPage.__table__.columns:
        value = getattr(again, column.key)
        assert value == getattr(first, column.key)
        assert type(value) is type(getattr(first, column.key))
    assert (again.read_at, again.price) == (datetime(2026, 1, 3, 12, 30), Decimal("10.50"))
    assert cache.stats.table()["TryPage"]["hit"] == 1


def test_prefetch_of_many_rows_costs_one_statement_more(process: Process) -> None:
    db, _ = process
    filled(db, 20)
    load = [selectinload(TryPage.notes).load_only(TryNote.text), joinedload(TryPage.site)]
    with statements(db) as sent, db.read() as session:
        pages = fetch_all(session, TryPage, load=load)
    assert len([one for one in sent if one.startswith("SELECT")]) == 2, sent
    assert [note.text for page in pages for note in page.notes] == ["note 0", "note 1"] * 20
    assert {page.site.name for page in pages if page.site} == {"a.example"}
    with statements(db) as sent, db.read() as session:
        one = fetch(session, TryPage, load=load, id=7)
    assert sent == []
    assert one is not None
    assert len(one.notes) == 2


def test_what_was_not_asked_for_raises_instead_of_sending_sql(process: Process) -> None:
    db, _ = process
    filled(db)
    load = [selectinload(TryPage.notes).load_only(TryNote.text), load_only(TryPage.url)]
    for _ in range(2):  # from the database, then from the cache
        with db.read() as session:
            page = fetch(session, TryPage, load=load, id=1)
        assert page is not None
        with statements(db) as sent:
            with pytest.raises(DetachedInstanceError):
                _ = page.title
            with pytest.raises(DetachedInstanceError):
                _ = page.site
            with pytest.raises(DetachedInstanceError):
                _ = page.notes[0].long
        assert sent == []


def test_change_is_seen_at_once_by_this_process_and_another(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)
    assert title(db) == title(other) == "Page 1"
    with other.write() as session:
        session.get_one(TryPage, 1).title = "New"
    assert title(db) == title(other) == "New"


def test_slow_fill_leaves_what_another_process_kept_meanwhile(
    process: Process, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, cache = process
    filled(db)
    take = cache.store.ticket

    def slowly(key: str) -> object:
        ticket = take(key)
        monkeypatch.undo()
        assert title(other) == "Page 1"
        return ticket

    monkeypatch.setattr(cache.store, "ticket", slowly)
    assert title(db) == "Page 1"
    shared = isinstance(cache.store, MemcachedStore)
    counted = cache.stats.table()["TryPage"]
    assert (counted.get("fill", 0), counted.get("lost", 0)) == ((0, 1) if shared else (1, 0))
    with statements(db) as sent:
        assert title(db) == title(other) == "Page 1"
    assert sent == []


def test_another_row_stays_kept_when_one_changes(process: Process) -> None:
    db, _ = process
    filled(db)
    assert title(db, 2) == "Page 2"
    with db.write() as session:
        session.get_one(TryPage, 1).title = "New"
    with statements(db) as sent:
        assert title(db, 2) == "Page 2"
    assert sent == []


def test_members_of_a_collection_come_and_go(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)

    def notes(number: int = 1) -> list[str]:
        with db.read() as session:
            page = fetch(session, TryPage, load=[selectinload(TryPage.notes)], id=number)
        assert page is not None
        return [note.text for note in page.notes]

    assert notes() == ["note 0", "note 1"]
    with other.write() as session:
        session.add(TryNote(page_id=1, text="third"))
    assert notes() == ["note 0", "note 1", "third"]
    with other.write() as session:
        moved = session.get_one(TryPage, 1).notes[0]
        moved.text, moved.page_id = "moved", 2
    assert notes() == ["note 1", "third"]
    assert notes(2).count("moved") == 1
    with other.write() as session:
        session.delete(session.get_one(TryPage, 1).notes[0])
    assert notes() == ["third"]


def test_many_to_many_and_many_to_one_are_followed(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)

    def seen() -> tuple[str | None, list[str]]:
        with db.read() as session:
            page = fetch(session, TryPage, load=[selectinload(TryPage.tags), joinedload(TryPage.site)], id=1)
        assert page is not None
        return page.site.name if page.site else None, [tag.word for tag in page.tags]

    assert seen() == ("a.example", ["tag1"])
    with other.write() as session:
        session.get_one(TrySite, 1).name = "b.example"
        page = session.get_one(TryPage, 1)
        page.tags.append(session.get_one(TryTag, 2))
    assert seen() == ("b.example", ["tag1", "tag2"])
    with other.write() as session:
        session.delete(session.get_one(TrySite, 1))  # the database itself empties site_id
    assert seen() == (None, ["tag1", "tag2"])


def test_deleted_page_takes_its_notes_along(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)
    with db.read() as session:
        note = fetch(session, TryNote, id=1)
    assert note is not None
    with other.write() as session:
        session.delete(session.get_one(TryPage, note.page_id))
    with db.read() as session:
        assert fetch(session, TryNote, id=1) is None


def test_page_deleted_by_a_statement_takes_its_notes_along_too(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)
    names.dependents.cache_clear()
    with db.read() as session:
        note = fetch(session, TryNote, id=1)
    assert note is not None
    with other.write() as session:
        session.execute(delete(TryPage).where(TryPage.id == note.page_id))
    with db.read() as session:
        assert fetch(session, TryNote, id=1) is None


def test_missing_row_is_remembered_until_it_comes(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)
    with db.read() as session:
        assert fetch(session, TryPage, url="/new") is None
    with statements(db) as sent, db.read() as session:
        assert fetch(session, TryPage, url="/new") is None
    assert sent == []
    with other.write() as session:
        session.add(TryPage(id=99, url="/new", title="Here"))
    with db.read() as session:
        assert fetch(session, TryPage, url="/new") is not None


def test_bulk_statements_are_noticed_and_raw_ones_when_told(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)
    assert title(db) == "Page 1"
    with other.write() as session:
        session.execute(update(TryPage).where(TryPage.id == 1).values(title="Bulk"))
    assert title(db) == "Bulk"
    with other.write() as session:
        session.execute(update(TryPage.__table__).values(title="Core"))  # type: ignore[arg-type]
    assert title(db) == "Core"
    with other.write() as session:
        session.execute(text("UPDATE try_page SET title = 'Raw' WHERE id = 1"))
        touch(session, TryPage, id=1)
    assert title(db) == "Raw"


def test_savepoint_and_rollback_publish_nothing_that_is_not_so(process: Process, other: Database) -> None:
    db, _ = process
    filled(db)
    assert title(db) == "Page 1"
    with other.write() as session:
        with session.begin_nested():
            session.get_one(TryPage, 1).title = "Inner"
        assert title(db) == "Page 1", "nobody else sees what is not committed"
        session.rollback()
    assert title(db) == "Page 1"
    with other.write() as session, session.begin_nested():
        session.get_one(TryPage, 1).title = "Outer"
    assert title(db) == "Outer"


def test_transaction_that_has_written_reads_its_own_and_stores_nothing(process: Process) -> None:
    db, cache = process
    filled(db)
    with pytest.raises(ZeroDivisionError), db.write() as session:  # noqa: PT012
        session.get_one(TryPage, 1).title = "Mine"
        own = fetch(session, TryPage, id=1)
        assert own is not None
        assert own.title == "Mine"
        assert next(page.title for page in fetch_all(session, TryPage)) == "Mine"
        _ = 1 // 0
    assert title(db) == "Page 1"
    assert cache.stats.table()["TryPage"]["direct"] == 2


def test_two_rows_where_one_is_asked_for_are_an_error(process: Process) -> None:
    db, _ = process
    filled(db)
    with db.read() as session, pytest.raises(MultipleResultsFound):
        fetch(session, TryPage, site_id=1)


def test_wrong_questions_are_refused(process: Process) -> None:
    db, _ = process
    with db.read() as session:
        with pytest.raises(TypeError, match="at least one field"):
            fetch(session, TryPage)
        with pytest.raises(TypeError, match="change too often"):
            fetch(session, TryTick, id=1)
        with pytest.raises(TypeError, match="no conditions"):
            fetch(session, TryPage, id=1, load=[selectinload(TryPage.notes.and_(TryNote.text == "x"))])
