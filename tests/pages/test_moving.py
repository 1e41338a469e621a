"""Texts and bodies of before are moved into chains: nothing is lost or altered, wherever it is broken off."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db import Database, changes
from app.pages import bodies, moving, service, texts
from app.pages.legacy_tables import OLD_BODY, OLD_VERSION
from app.pages.models import PageBody, PageText, Version
from app.pages.texts import Text
from tests.killing import kill_everywhere
from tests.pages import before
from tests.pages.site import Site

Known = dict[int, tuple[Text, bytes | None]]
WORDS = [f"word{number}" for number in range(200)]


class Job:
    """A long job as its work sees it, without turns."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.done = 0
        self.steps: list[tuple[int, int]] = []
        self.is_finished = False

    @contextmanager
    def step(self, done: int, total: int, said: str = "", **figures: int | str) -> Iterator[Session]:
        """A part of the work."""
        assert (said, figures) == ("", {})
        with self.db.write() as session:
            yield session
        self.done = done
        self.steps.append((done, total))

    def finish(self, session: Session, said: str = "", **figures: int | str) -> None:
        """The end of it."""
        assert session.is_active
        assert (said, figures) == ("", {})
        self.is_finished = True


def text(number: int) -> Text:
    """What version `number` of a page says: the same as the one before it three times out of ten."""
    number -= number % 10 in (3, 6, 9)
    return Text(" ".join(WORDS[number % 7 :]) + f" {number}", f"menu {number // 4}")


def body(number: int) -> bytes:
    """The bytes that showed it."""
    return f"<p>{text(number).main}<p>{text(number).rest}".encode()


def fill(db: Database, versions: int = 20) -> Known:
    """Two pages, which share some of their bodies, one of them with a version whose bytes are not there."""
    known: Known = {}
    with db.write() as session:
        first, second = before.page(session, "https://a.org/1"), before.page(session, "https://a.org/2")
        for number in range(1, versions + 1):
            said, came = text(number), body(number)
            known[before.version(session, first, number, said, came)] = (said, came)
            if number % 2:
                known[before.version(session, second, number, said, came)] = (said, came)
        known[before.version(session, second, versions + 1, Text("bare"), None)] = (Text("bare"), None)
    return known


def read(db: Database) -> Known:
    """What every version says now."""
    with db.read() as session:
        versions = session.scalars(select(Version)).all()
        said = texts.read_many(session, versions)
        came = {version.id: bodies.read(session, version) for version in versions}
    return {number: (said[number], None if one is None else one.data) for number, one in came.items()}


def left(db: Database) -> int:
    with db.read() as session:
        return sum(
            session.scalar(select(func.count()).select_from(one)) or 0 for one in (OLD_VERSION, OLD_BODY)
        )


def test_what_is_not_moved_yet_is_read_where_it_was(any_database: Database) -> None:
    known = fill(any_database)
    assert read(any_database) == known
    with any_database.read() as session:
        assert moving.is_needed(session)
        assert bodies.digests(session, list(known)) == {
            number: bodies.digest(came) for number, (_, came) in known.items() if came is not None
        }


def test_moving_keeps_every_text_and_body_and_leaves_nothing_behind(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pages.moving.SLICE", 7)
    known, job = fill(any_database), Job(any_database)
    moving.move(any_database, job)
    assert read(any_database) == known
    assert left(any_database) == 0
    assert job.is_finished
    assert [done for done, _ in job.steps] == [7, 14, 20, 27, 31, 31]
    assert {total for _, total in job.steps} == {31}
    with any_database.read() as session:
        assert not moving.is_needed(session)
        kept = session.scalar(select(func.count()).select_from(PageText))
        assert session.scalar(select(func.count()).select_from(Version)) == 31
        assert changes.latest(session) == 0, "nothing has changed for the index"
    assert kept == 14 + 10 + 1, "a version that says what one shortly before it said shares its text"


def test_a_slice_ends_early_when_its_texts_are_long(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pages.moving.SLICE_BYTES", 1)
    known, job = fill(database, 4), Job(database)
    moving.move(database, job)
    assert read(database) == known
    assert len(job.steps) == 7 + 1


def test_what_belongs_to_no_version_is_dropped(any_database: Database) -> None:
    known = fill(any_database, 6)
    with any_database.write() as session:
        version = session.scalars(select(Version).order_by(Version.id).limit(1)).one()
        session.delete(version)
        del known[version.id]
    moving.move(any_database, Job(any_database))
    assert read(any_database) == known
    assert left(any_database) == 0


def test_a_body_that_is_damaged_keeps_nothing_from_being_moved(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    known = fill(database, 6)
    bad = bodies.digest(body(2))
    with database.write() as session:
        session.execute(update(OLD_BODY).where(OLD_BODY.c.sha256 == bad.hex()).values(zstd=b"no frame"))
    moving.move(database, Job(database))
    assert "cannot be moved" in caplog.text
    assert read(database) == {
        number: (said, None if came == body(2) else came) for number, (said, came) in known.items()
    }


def test_two_that_move_at_once_move_each_version_once(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pages.moving.SLICE", 3)
    known = fill(any_database)
    pages = {1, 2}
    movers = [threading.Thread(target=moving.move_page, args=(any_database, page)) for page in pages]
    movers += [threading.Thread(target=moving.move, args=(any_database, Job(any_database))) for _ in range(2)]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join()
    assert read(any_database) == known
    moving.move(any_database, Job(any_database))
    assert left(any_database) == 0
    assert read(any_database) == known


def test_a_page_is_moved_before_its_next_version_is_kept(
    database: Database, site: Site, crawl: Callable[[], int]
) -> None:
    url = site.page("/a", "A new text.")
    with database.write() as session:
        page = before.page(session, url)
        version = before.version(session, page, 1, Text("An old text."), b"old")
        session.get_one(Version, version).until = None
        service.read_now(session, page)
    assert crawl() == 1
    assert left(database) == 0
    with database.read() as session:
        rows = session.scalars(select(Version).order_by(Version.first_read)).all()
        assert [row.text_number for row in rows] == [1, 2]
        assert texts.read(session, rows[0]) == Text("An old text.")
        assert "A new text." in texts.read(session, rows[1]).main


def test_a_text_that_was_kept_before_the_page_was_moved_is_read_as_well(database: Database) -> None:
    known = fill(database, 6)
    with database.write() as session:
        version = Version(page_id=1, ordinal=50, first_read=500, last_read=500)
        version.text_number = texts.keep(session, 1, Text("new"), "")
        version.body_number = bodies.keep(session, 1, b"new", "")
        session.add(version)
    known[version.id] = Text("new"), b"new"
    moving.move_page(database, 1)
    assert read(database) == known


def test_a_row_that_was_read_before_its_text_moved_still_finds_it(any_database: Database) -> None:
    known = fill(any_database, 6)
    with any_database.read() as session:
        versions = session.scalars(select(Version)).all()
    moving.move(any_database, Job(any_database))
    with any_database.read() as session:
        assert texts.read_many(session, versions) == {number: said for number, (said, _) in known.items()}
        for version in versions:
            came = bodies.read(session, version)
            assert (came and came.data) == known[version.id][1]


def test_a_page_that_is_deleted_before_it_is_moved_leaves_what_others_share(any_database: Database) -> None:
    known = fill(any_database)
    with any_database.write() as session:
        service.remove(session, 1)
        mine = set(session.scalars(select(Version.id).where(Version.page_id == 2)))
    known = {number: one for number, one in known.items() if number in mine}
    assert read(any_database) == known
    moving.move(any_database, Job(any_database))
    assert read(any_database) == known
    with any_database.write() as session:
        service.remove(session, 2)
    with any_database.read() as session:
        for model in (PageText, PageBody):
            assert session.scalar(select(func.count()).select_from(model)) == 0


@pytest.mark.soak
def test_killed_at_any_step_it_loses_nothing_and_goes_on(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.pages.moving.SLICE", 4)
    known = fill(any_database, 8)

    def look() -> int:
        assert read(any_database) == known
        return left(any_database)

    kills = kill_everywhere(any_database, lambda mine: moving.move(mine, Job(mine)), look)
    assert kills > 8
    assert read(any_database) == known
    assert left(any_database) == 0
