"""Re-reading: a page's past as a newer extractor reads it, under the times and numbers it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import jobs
from app.clock import HOUR
from app.db import Database
from app.extract import WHOLE, Extracted, Parts
from app.pages import reread, reread_apply, service, timeline
from app.pages.models import JoinedVersion, Page, PageBody, PageText, Reading, Version
from app.pages.reread_models import Draft
from app.pages.summary import from_json
from tests.pages.rereading import (
    ASK,
    BEGUN,
    NEW,
    OLD,
    TYPE,
    New,
    again,
    finish,
    history,
    lives,
    made,
    new,
    news,
    old,
    see,
    versions,
)


def test_each_version_says_what_the_new_extractor_reads_under_its_number_and_times(
    any_database: Database, later: Callable[[], None]
) -> None:
    db = any_database
    page = history(db, [b"T|one|ad|menu", b"T|two|ad|menu", b"T|two|ad|menu", b"T|three|ad|menu"])
    before, told = versions(db), news(db)
    later()
    again(db, page, New())
    assert lives(db) == [
        (0, 0, 1, "one", "menu ad", False),
        (1, 2, 3, "two", "menu ad", False),
        (3, 3, None, "three", "menu ad", False),
    ]
    after_it = versions(db)
    assert [(one.id, one.ordinal) for one in after_it] == [(one.id, one.ordinal) for one in before]
    assert {one.extractor for one in after_it} == {NEW}
    assert [_changed(one) for one in after_it] == [None, (["one"], ["two"]), (["two"], ["three"])]
    assert news(db)[len(told) :] == [("put", 0)]
    with db.read() as session:
        assert session.scalars(select(Draft)).all() == []
        assert session.scalar(select(Page.versions)) == 3


def test_neighbours_that_become_equal_are_joined_and_their_number_leads_on(
    any_database: Database, later: Callable[[], None]
) -> None:
    db = any_database
    page = history(db, [b"T|one|lower|menu", b"T|one|higher|menu", b"T|one|lower|menu", b"T|two||menu"])
    later()

    class Blind(New):
        def extract(
            self, body: bytes, *, url: str, content_type: str, x_robots_tag: str, parts: Parts = WHOLE
        ) -> Extracted:
            read = super().extract(
                body, url=url, content_type=content_type, x_robots_tag=x_robots_tag, parts=parts
            )
            return made(read.title, read.main, "menu")

    again(db, page, Blind())
    assert lives(db) == [(0, 2, 3, "one", "menu", False), (3, 3, None, "two", "menu", False)]
    with db.read() as session:
        led = session.execute(select(JoinedVersion.ordinal, JoinedVersion.into_ordinal)).all()
        assert sorted(tuple(row) for row in led) == [(2, 1), (3, 1)]
        shown = session.scalars(select(Reading.version_id).order_by(Reading.at)).all()
        first, last = versions(db)
        assert shown == [first.id, first.id, first.id, last.id]
        # The bytes of what was joined are let go.
        kept = session.scalars(select(PageBody.number)).all()
        assert set(kept) == {first.body_number, last.body_number}


def test_what_differs_in_the_rest_alone_becomes_minor(
    any_database: Database, later: Callable[[], None]
) -> None:
    db = any_database
    page = history(db, [b"T|one|lower|menu", b"T|one|higher|menu", b"T|two|higher|menu"])
    later()
    again(db, page, New())
    assert lives(db) == [
        (0, 1, 2, "one", "menu lower", False),
        (1, 1, 2, "one", "menu higher", True),
        (2, 2, None, "two", "menu higher", False),
    ]
    with db.read() as session:
        assert session.scalar(select(Page.versions)) == 2


def test_an_absence_is_a_break_and_stays(any_database: Database, later: Callable[[], None]) -> None:
    db = any_database
    page = history(db, [b"T|one|lower|menu", None, b"T|one|higher|menu"])
    later()
    again(db, page, New())
    assert lives(db) == [
        (0, 0, 1, "one", "menu lower", False),
        (1, 1, 2, "", "", False),
        (2, 2, None, "one", "menu higher", False),
    ]
    assert [one.back_to for one in versions(db)] == [None, None, 1]


def test_a_text_whose_bytes_are_gone_or_refused_stays(
    any_database: Database, later: Callable[[], None]
) -> None:
    db = any_database
    page = history(db, [b"T|one|ad|menu", b"T|two|ad|menu", b"T|three|ad|menu"])
    with db.write() as session:
        session.execute(update(Version).where(Version.ordinal == 1).values(body_number=None))
    later()
    again(db, page, New(refuses=b"T|two|ad|menu"))
    assert [(main, rest) for _, _, _, main, rest, _ in lives(db)] == [
        ("one ad", "menu"),
        ("two ad", "menu"),
        ("three", "menu ad"),
    ]
    assert [one.extractor for one in versions(db)] == [OLD, NEW, NEW]
    with db.read() as session:
        assert reread.count(session) == 0


def test_a_page_that_the_new_extractor_reads_as_before_is_not_restated(
    any_database: Database, later: Callable[[], None]
) -> None:
    db = any_database
    page = history(db, [b"T|one||menu", b"T|two||menu"])
    before, told = lives(db), news(db)
    later()
    again(db, page, New())
    assert lives(db) == before
    assert news(db) == told
    assert {one.extractor for one in versions(db)} == {NEW}


def _changed(version: Version) -> tuple[list[str], list[str]] | None:
    """The first words that went and came with a version."""
    summary = from_json(version.summary)
    return None if summary is None else (list(summary.first_removed), list(summary.first_added))


class Broken(Exception):
    """A worker's end."""


def test_broken_off_before_or_after_any_step_it_goes_on_and_loses_nothing(
    any_database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = any_database
    monkeypatch.setattr(reread, "SLICE", 2)
    page = history(db, [f"T|{number}|ad {number % 3}|menu".encode() for number in range(7)])
    before = lives(db)
    later()
    steps = 0

    @contextmanager
    def step(_more: int) -> Iterator[Session]:
        nonlocal steps
        steps += 1
        with db.write() as session:
            yield session
            if steps % 3 == 1:
                raise Broken
        if steps % 3 == 2:
            raise Broken

    extractor = New()
    for _ in range(30):
        try:
            reread.read_again(db, page, extractor, step)
            break
        except Broken:
            with db.read() as session:
                whole = reread.count(session) in (0, 7)
            assert whole
            assert lives(db) == before or lives(db)[0][3:5] == ("0", "menu ad 0")
    assert [row[3:5] for row in lives(db)] == [(f"{n}", f"menu ad {n % 3}") for n in range(7)]
    # What was drafted is not made again: at most one slice a break.
    assert len(extractor.asked) <= 7 + 2 * 6
    with db.read() as session:
        numbers = {one.text_number for one in versions(db)}
        assert set(session.scalars(select(PageText.number))) == numbers


def test_a_version_that_is_added_meanwhile_is_taken_along(
    any_database: Database, later: Callable[[], None]
) -> None:
    db = any_database
    page = history(db, [b"T|one|ad|menu", b"T|two|ad|menu"])
    later()
    came = False

    @contextmanager
    def step(_more: int) -> Iterator[Session]:
        nonlocal came
        with db.write() as session:
            yield session
        if not came:
            came = True
            with db.write() as session:
                # It shares the text of a version that is about to be deleted.
                row = session.get_one(Page, page)
                timeline.vanish(session, row, "404", BEGUN + 5 * HOUR)
                timeline.keep(
                    session, row, b"T|two ad||menu", old(b"T|two ad||menu"), BEGUN + 90 * HOUR, TYPE
                )

    reread.read_again(db, page, New(), step)
    assert lives(db) == [
        (0, 0, 1, "one", "menu ad", False),
        (1, 1, 5, "two", "menu ad", False),
        (5, 5, 90, "", "", False),
        (90, 90, None, "two ad", "menu", False),
    ]


def test_a_page_that_is_deleted_meanwhile_is_let_go(
    any_database: Database, later: Callable[[], None]
) -> None:
    db = any_database
    page = history(db, [b"T|one|ad|menu"])
    later()

    @contextmanager
    def step(_more: int) -> Iterator[Session]:
        with db.write() as session:
            yield session
        with db.write() as session:
            service.remove(session, page)

    reread.read_again(db, page, New(), step)
    assert versions(db) == []


def test_a_still_newer_extractor_begins_anew(
    any_database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = any_database
    monkeypatch.setattr(reread, "SLICE", 1)
    page = history(db, [b"T|one|ad|menu", b"T|two|ad|menu"])
    later()

    @contextmanager
    def once(_more: int) -> Iterator[Session]:
        with db.write() as session:
            yield session
        raise Broken

    with pytest.raises(Broken):
        reread.read_again(db, page, New(), once)
    for module in (reread, reread_apply):
        monkeypatch.setattr(module, "EXTRACTOR_VERSION", NEW + 1)
    extractor = New()
    again(db, page, extractor)
    assert extractor.asked == [b"T|one|ad|menu", b"T|two|ad|menu"]
    assert [row[3:5] for row in lives(db)] == [("one", "menu ad"), ("two", "menu ad")]
    with db.read() as session:
        assert session.scalars(select(PageText.number)).all() == [one.text_number for one in versions(db)]


def test_before_a_page_is_read_next_a_short_past_is_re_read_and_a_long_one_asked_for(
    database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = history(database, [b"T|one|ad|menu", b"T|two|ad|menu"])
    later()
    monkeypatch.setattr(reread, "AT_ONCE", 1)
    assert not reread.catch_up(database, page, New())
    with database.read() as session:
        assert [one.key for one in jobs.long.listing(session)] == [f"reread:{page}"]
    monkeypatch.setattr(reread, "AT_ONCE", 2)
    assert reread.catch_up(database, page, New())
    assert [row[3] for row in lives(database)] == ["one", "two"]
    assert reread.catch_up(database, page, New(refuses=b""))


def test_the_long_job_goes_through_all_pages_in_turns(
    database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = []
    for number in range(3):
        with database.write() as session:
            row = service.add(session, f"https://example.org/{number}").page
            for hour in range(3):
                see(session, row, f"T|{number} {hour}|ad|menu".encode(), BEGUN + hour * HOUR)
            pages.append(row.id)
    later()
    monkeypatch.setattr(reread, "SLICE", 2)

    class Anywhere(New):
        def extract(
            self, body: bytes, *, url: str, content_type: str, x_robots_tag: str, parts: Parts = WHOLE
        ) -> Extracted:
            del url, content_type, x_robots_tag, parts
            return new(body)

    with database.write() as session:
        assert reread.ask(session)
    assert finish(database, Anywhere()) > 3
    with database.read() as session:
        (state,) = jobs.long.listing(session)
        assert reread.count(session) == 0
    assert (state.state, state.done, state.total) == ("done", 9, 9)
    assert state.said % state.figures == "9 versions re-read"
    assert sorted(row[3:5] for row in lives(database)) == sorted(
        (f"{number} {hour}", "menu ad") for number in range(3) for hour in range(3)
    )


def test_an_older_extractor_takes_the_bytes_that_a_newer_one_read_for_what_that_read(
    any_database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = any_database
    page = history(db, [b"T|one|ad|menu", b"T|two|ad|menu"])
    later()
    again(db, page, New())
    for module in ASK:
        monkeypatch.setattr(module, "EXTRACTOR_VERSION", OLD)
    with db.write() as session:
        see(session, session.get_one(Page, page), b"T|two|ad|menu", BEGUN + 5 * HOUR)
    kept = [(0, 0, 1, "one", "menu ad", False), (1, 5, None, "two", "menu ad", False)]
    assert lives(db) == kept
    with db.write() as session:
        assert reread.read_by_newer(session) == 2
        # It says something else now, as far as this one knows.
        see(session, session.get_one(Page, page), b"T|two|offer|menu", BEGUN + 6 * HOUR)
    assert [row[3:5] for row in lives(db)] == [("one", "menu ad"), ("two", "menu ad"), ("two offer", "menu")]
    later()
    again(db, page, New())
    assert lives(db) == [
        kept[0],
        (1, 6, None, "two", "menu ad", False),
        (6, 6, None, "two", "menu offer", True),
    ]
