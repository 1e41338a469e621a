"""Re-reading: a page's past as a newer extractor reads it, under the times and numbers it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
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
from tests.killing import kill_everywhere
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


def damage(db: Database, *, texts: Sequence[int] = (), bodies: Sequence[int] = ()) -> None:
    """Spoil links of the page's chains, and the bytes of versions that have none."""
    with db.write() as session:
        for model, numbers in ((PageText, texts), (PageBody, bodies)):
            session.execute(update(model).where(model.number.in_(numbers)).values(data=b"spoilt"))


def words(db: Database) -> list[str]:
    """What each version says in its main text, or that it cannot be read."""
    with db.read() as session:
        rows = session.scalars(select(Version).order_by(Version.first_read)).all()
        found = texts.look(session, [(row.id, row.page_id, row.text_number) for row in rows])
    return [text.main if isinstance(text := found[row.id], Text) else "damaged" for row in rows]


def test_a_damaged_text_without_bytes_stays_and_the_others_are_re_read(
    any_database: Database, later: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    db = any_database
    page = history(db, [f"T|{word}|ad|menu".encode() for word in ("one", "two", "three", "four")])
    with db.write() as session:
        session.execute(update(Version).where(Version.ordinal.in_((1, 2))).values(body_number=None))
        sound = session.execute(select(PageText.data).where(PageText.number == 2)).scalar_one()
    damage(db, texts=[2])
    assert words(db) == ["damaged", "damaged", "three ad", "four ad"]
    later()
    again(db, page, New())
    assert words(db) == ["damaged", "damaged", "three", "four"]
    assert [row.extractor for row in versions(db)] == [OLD, OLD, NEW, NEW]
    assert "version 1 of page 1 is damaged" in caplog.text
    assert "version 2 of page 1 is damaged" in caplog.text
    with db.read() as session:
        assert (reread.count(session), reread.damaged(session), reread.damaged(session, page)) == (0, 2, 2)
        assert [row.text_number for row in versions(db)][:2] == [1, 2]
    # A page that is read next is not tried again.
    caplog.clear()
    assert reread.catch_up(db, page, New())
    assert caplog.text == ""
    # Repaired, they say what they said: nothing that they rest on was deleted.
    with db.write() as session:
        session.execute(update(PageText).where(PageText.number == 2).values(data=sound))
    assert words(db) == ["one ad", "two ad", "three", "four"]


def test_a_version_whose_bytes_and_text_are_damaged_is_tried_again_when_somebody_asks(
    any_database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = any_database
    page = history(db, [f"T|{word}|ad|menu".encode() for word in ("one", "two", "three")])
    with db.read() as session:
        sound = session.execute(select(PageBody.data).where(PageBody.number == 1)).scalar_one()
    damage(db, texts=[1], bodies=[1])
    later()
    monkeypatch.setattr(reread, "AT_ONCE", 0)
    again(db, page, New())
    assert words(db) == ["damaged", "two", "three"]
    assert [row.extractor for row in versions(db)] == [OLD, NEW, NEW]
    with db.write() as session:
        # Nothing waits for it, however many there are.
        assert (reread.count(session), reread.damaged(session)) == (0, 1)
        session.execute(update(PageBody).where(PageBody.number == 1).values(data=sound))
    assert reread.catch_up(db, page, New())
    with db.write() as session:
        reread.try_again(session, page)
        assert (reread.count(session), reread.damaged(session)) == (1, 0)
    again(db, page, New())
    assert words(db) == ["one", "two", "three"]
    with db.read() as session:
        assert (reread.count(session), reread.damaged(session)) == (0, 0)
        numbers = {row.text_number for row in versions(db)}
        assert set(session.scalars(select(PageText.number))) == numbers
        assert session.scalars(select(Draft)).all() == []


def test_two_versions_whose_texts_are_lost_are_not_taken_for_the_same(
    any_database: Database, later: Callable[[], None]
) -> None:
    db = any_database
    page = history(db, [b"T|one||menu", b"T|one||other", b"T|two||other"])
    with db.write() as session:
        session.execute(update(Version).where(Version.ordinal < 3).values(body_number=None))
        session.execute(delete(PageText).where(PageText.number < 3))
    later()
    again(db, page, New())
    assert [(row.ordinal, row.minor) for row in versions(db)] == [(1, False), (2, True), (3, False)]
    assert words(db) == ["damaged", "damaged", "two"]


def test_a_page_that_is_damaged_throughout_is_read_all_the_same(
    database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = history(database, [f"T|{number}|ad|menu".encode() for number in range(4)])
    damage(database, texts=range(9), bodies=range(9))
    later()
    monkeypatch.setattr(reread, "AT_ONCE", 3)
    assert not reread.catch_up(database, page, New())
    with database.read() as session:
        assert [one.key for one in jobs.long.listing(session)] == [f"reread:{page}"]
    finish(database, New())
    assert reread.catch_up(database, page, New())
    with database.read() as session:
        (state,) = jobs.long.listing(session)
    assert state.said % state.figures == "0 versions re-read; 4 damaged ones stay as they were"


def finish(db: Database, extractor: New, key: str = reread.ACTOR) -> int:
    """Do the long job, with a turn for each step; returns how many turns that took."""
    for turn in range(1, 100):
        with db.write() as session:
            lease = next(one for one in jobs.lease(session, limit=9) if one.actor == key)
        work = partial(reread.work, extractor=extractor)
        if jobs.take_turn(db, lease, work, stopping=lambda: True):
            return turn
    raise AssertionError("the job does not end")


def test_the_long_job_tells_how_many_versions_it_left_as_they_were(
    database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    history(database, [f"T|{number}|ad|menu".encode() for number in range(6)])
    # The newest links rest on nothing: what is spoilt there is only what stands there.
    damage(database, texts=[1, 3], bodies=[1, 3])
    later()
    monkeypatch.setattr(reread, "SLICE", 2)
    with database.write() as session:
        assert reread.ask(session)
    assert finish(database, New()) > 2
    with database.read() as session:
        (state,) = jobs.long.listing(session)
    assert (state.state, state.done, state.total) == ("done", 6, 6)
    # Text and bytes of those before a spoilt link rest on it.
    assert state.said % state.figures == "3 versions re-read; 3 damaged ones stay as they were"


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


@pytest.mark.soak
def test_killed_at_any_step_a_page_says_all_of_the_old_or_all_of_the_new(
    any_database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = any_database
    monkeypatch.setattr(reread, "SLICE", 3)
    # The third becomes a minor version, the last one is joined with the one before.
    seen = [b"T|one|ad|menu", None, b"T|two|ad|menu", b"T|two|more|menu", b"T|six||menu x", b"T|six|x|menu"]
    page = history(db, seen)
    before, told = lives(db), news(db)
    later()

    def look() -> int:
        """How many drafts there are, or that there are none any more."""
        with db.read() as session:
            left = reread.count(session)
            drafts = len(session.scalars(select(Draft)).all())
        assert (lives(db), news(db)) == (before, told) if left else (lives(db) != before)
        return drafts if left else -1

    kills = kill_everywhere(db, lambda mine: again(mine, page, New()), look)
    assert kills > 8
    assert lives(db) == [
        (0, 0, 1, "one", "menu ad", False),
        (1, 1, 2, "", "", False),
        (2, 3, 4, "two", "menu ad", False),
        (3, 3, 4, "two", "menu more", True),
        (4, 5, None, "six", "menu x", False),
    ]
    assert news(db)[len(told) :] == [("put", 0)]
    with db.read() as session:
        numbers = {one.text_number for one in versions(db)} - {None}
        assert set(session.scalars(select(PageText.number))) == numbers
        assert session.scalars(select(Draft)).all() == []


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


WORDS = st.sampled_from(["one", "two", "three"])
BODY = st.builds(lambda main, ad, menu: f"T|{main}|{ad}|{menu}".encode(), WORDS, WORDS, WORDS)


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
    for at, body in stored:
        standing = [one for one in rows if one.first_read <= at and (one.until is None or at < one.until)]
        newest = max(standing, key=lambda one: one.first_read)
        assert (newest.gone is not None) == (body is None)
        if body is not None:
            read = new(body)
            assert said[newest.id] == Text(read.main, read.rest)
    majors = [one for one in rows if not one.minor]
    assert [one.until for one in majors] == [*(one.first_read for one in majors[1:]), None]
