"""Re-reading: a page's past as a newer extractor reads it, under the times and numbers it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import jobs
from app.clock import HOUR
from app.db import Database
from app.db.changes import after
from app.extract import EXTRACTOR_VERSION, Extracted, ExtractError
from app.pages import bodies, content, redraw, reread, service, texts, timeline
from app.pages.models import JoinedVersion, Page, PageBody, PageText, Reading, Version
from app.pages.reread_models import Draft
from app.pages.summary import from_json
from app.pages.texts import Text
from tests.soak import times

BEGUN = 1_780_000_000_000_000
OLD, NEW = EXTRACTOR_VERSION, EXTRACTOR_VERSION + 1
TYPE = "text/html"


def made(title: str, main: str, rest: str) -> Extracted:
    return Extracted(title, main, rest, "en", None, False, False, (), None)


def old(body: bytes) -> Extracted:
    """What the old extractor reads: three parts, all of which but title and menu are main text."""
    title, main, ads, menu = body.decode().split("|")
    return made(title, f"{main} {ads}".strip(), menu)


@dataclass
class New:
    """The made-up new extractor, which has learnt that advertisements are not main text."""

    refuses: bytes | None = None
    asked: list[bytes] = field(default_factory=list)

    def extract(self, body: bytes, *, url: str, content_type: str, x_robots_tag: str) -> Extracted:
        assert (url, content_type, x_robots_tag) == ("https://example.org/", TYPE, "")
        self.asked.append(body)
        if body == self.refuses:
            raise ExtractError("timeout", "expected an answer, got none")
        return new(body)


def new(body: bytes) -> Extracted:
    title, main, ads, menu = body.decode().split("|")
    return made(title, main, f"{menu} {ads}".strip())


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, HUD has the new extractor."""

    def upgrade() -> None:
        for module in (reread, redraw, content):
            monkeypatch.setattr(module, "EXTRACTOR_VERSION", NEW)

    return upgrade


def history(db: Database, seen: Sequence[bytes | None]) -> int:
    """A page that was read every hour, and each time showed these bytes, or was gone; returns its id."""
    with db.write() as session:
        page = service.add(session, "https://example.org/").page
        for hour, body in enumerate(seen):
            _see(session, page, body, BEGUN + hour * HOUR)
        return page.id


def _see(session: Session, page: Page, body: bytes | None, at: int) -> None:
    if body is None:
        version = timeline.vanish(session, page, "404", at)
    else:
        version = timeline.keep(session, page, body, old(body), at, TYPE)
    session.flush()
    session.add(Reading(page_id=page.id, at=at, version_id=version.id if version else None))


def again(db: Database, page_id: int, extractor: New) -> None:
    reread.read_again(db, page_id, extractor, lambda _more: db.write())


def versions(db: Database) -> list[Version]:
    with db.read() as session:
        return list(session.scalars(select(Version).order_by(Version.first_read)))


def lives(db: Database) -> list[tuple[int | None, int | None, int | None, str, str, bool]]:
    """Hour it begins, hour it was last read, hour it ends, main text, rest, whether it is minor."""

    def hour(at: int | None) -> int | None:
        return None if at is None else (at - BEGUN) // HOUR

    with db.read() as session:
        rows = session.scalars(select(Version).order_by(Version.first_read)).all()
        said = texts.read_many(session, rows)
        return [
            (
                hour(row.first_read) or 0,
                hour(row.last_read) or 0,
                hour(row.until),
                text.main,
                text.rest,
                row.minor,
            )
            for row in rows
            for text in [said.get(row.id, texts.NOTHING)]
        ]


def news(db: Database) -> list[tuple[str, int]]:
    """What the index is told."""
    with db.read() as session:
        return [(change.kind, change.at) for change in after(session, 0)]


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
        def extract(self, body: bytes, *, url: str, content_type: str, x_robots_tag: str) -> Extracted:
            read = super().extract(body, url=url, content_type=content_type, x_robots_tag=x_robots_tag)
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
    for module in (reread, redraw):
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
                _see(session, row, f"T|{number} {hour}|ad|menu".encode(), BEGUN + hour * HOUR)
            pages.append(row.id)
    later()
    monkeypatch.setattr(reread, "SLICE", 2)

    class Anywhere(New):
        def extract(self, body: bytes, *, url: str, content_type: str, x_robots_tag: str) -> Extracted:
            del url, content_type, x_robots_tag
            return new(body)

    def work(db: Database, job: jobs.Long) -> None:
        reread.work(db, job, Anywhere())

    with database.write() as session:
        assert reread.ask(session)
    turns = 0
    while True:
        with database.write() as session:
            lease = next(one for one in jobs.lease(session, limit=9) if one.actor == reread.ACTOR)
        turns += 1
        if jobs.take_turn(database, lease, work, stopping=lambda: True):
            break
    assert turns > 3
    with database.read() as session:
        (state,) = jobs.long.listing(session)
        assert reread.count(session) == 0
    assert (state.state, state.done, state.total) == ("done", 9, 9)
    assert state.said % state.figures == "9 versions re-read"
    assert sorted(row[3:5] for row in lives(database)) == sorted(
        (f"{number} {hour}", "menu ad") for number in range(3) for hour in range(3)
    )


WORDS = st.sampled_from(["one", "two", "three"])
BODY = st.builds(lambda main, ad, menu: f"T|{main}|{ad}|{menu}".encode(), WORDS, WORDS, WORDS)


@pytest.mark.soak
@given(st.lists(st.one_of(st.none(), BODY), min_size=1, max_size=12).filter(lambda seen: seen[0] is not None))
@settings(
    max_examples=times("histories that are re-read", 40, 1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_begins_that_no_reading_began_and_no_word_is_seen_later(
    database: Database, seen: list[bytes | None]
) -> None:
    patch = pytest.MonkeyPatch()
    with database.write() as session:
        service.remove(session, list(session.scalars(select(Page.id))))
    page = history(database, seen)
    with database.read() as session:
        stored = [
            (one.first_read, kept.data if (kept := bodies.read(session, one)) else None)
            for one in versions(database)
        ]
    with patch.context() as patched:
        for module in (reread, redraw):
            patched.setattr(module, "EXTRACTOR_VERSION", NEW)
        again(database, page, New())
    rows = versions(database)
    assert {one.first_read for one in rows} <= {at for at, _ in stored}
    with database.read() as session:
        said = texts.read_many(session, rows)
        assert {one.body_number for one in rows} - {None} == set(session.scalars(select(PageBody.number)))
    for at, body in stored:
        standing = [one for one in rows if one.first_read <= at and (one.until is None or at < one.until)]
        newest = max(standing, key=lambda one: one.first_read)
        assert (newest.gone is not None) == (body is None)
        if body is not None:
            read = new(body)
            assert said[newest.id] == Text(read.main, read.rest)
    majors = [one for one in rows if not one.minor]
    assert [one.until for one in majors] == [*(one.first_read for one in majors[1:]), None]
