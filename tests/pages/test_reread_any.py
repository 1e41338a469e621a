"""Any history through two newer extractors: nothing begins that no reading began, no word is seen later.

The histories have minor versions, absences, doubts, parts of pages, imports of earlier times and versions
whose bytes are not kept; the extractors move words between main text and rest, and drop some, so that
versions are joined, become minor or are that no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import DAY, HOUR, MINUTE
from app.db import Database
from app.db.changes import note
from app.extract import WHOLE, Extracted, Parts
from app.net.fetch import Fetched
from app.pages import bodies, content, reread, texts
from app.pages.models import Page, Reading, Version
from app.pages.ordinals import next_ordinal, version_at, version_by_ordinal
from app.pages.reading import record
from app.pages.seen import Seen
from app.pages.texts import Text
from app.search.engine import ENGINES
from app.search.follow import Follower
from app.search.index import IndexHandle
from tests.pages.rereading import ASK, OLD, TYPE, made
from tests.soak import times

Read = Callable[[bytes], Extracted]
Look = tuple[int, str, bytes]
"""How long after the one before (µs), its kind, and the bytes that came."""


def parts(body: bytes) -> list[str]:
    """Title, main text, advertisements and menu."""
    return body.decode().split("|")


def second(body: bytes) -> Extracted:
    """The extractor of the day: advertisements are main text."""
    title, main, ads, menu = parts(body)
    return made(title, f"{main} {ads}".strip(), menu)


def knows_ads(body: bytes) -> Extracted:
    """Advertisements are rest."""
    title, main, ads, menu = parts(body)
    return made(title, main, f"{menu} {ads}".strip())


def drops_ads(body: bytes) -> Extracted:
    """Advertisements are nothing."""
    title, main, _, menu = parts(body)
    return made(title, main, menu)


def takes_menus(body: bytes) -> Extracted:
    """Menus are main text."""
    title, main, ads, menu = parts(body)
    return made(title, f"{main} {menu}".strip(), ads)


def finds_little(body: bytes) -> Extracted:
    """Main text is nothing: pages of which only that changed are all the same."""
    title, _, ads, menu = parts(body)
    return made(title, "", f"{menu} {ads}".strip())


WORDS = st.sampled_from(["", "flood", "flood", "flood dike"])
BODIES = st.builds(
    lambda title, main, ads, menu: f"{title}|{main}|{ads}|{menu}".encode(),
    st.sampled_from(["Sea"] * 5 + ["Shore"]),
    WORDS,
    st.sampled_from(["", "offer", "bargain"]),
    st.sampled_from(["", "menu", "menu login"]),
)
GAPS = st.sampled_from([MINUTE, HOUR, DAY, DAY + HOUR // 2, 2 * DAY])
KINDS = st.sampled_from(["text"] * 8 + ["404", "404", "410", "fault", "incomplete", "earlier"])
LOOKS = st.lists(st.tuples(GAPS, KINDS, BODIES), min_size=1, max_size=25)
NEWER = st.sampled_from([knows_ads, drops_ads, takes_menus, finds_little])
MANY_MINORS: list[Look] = [
    (20 * MINUTE, "text", f"Sea|flood||menu {number}".encode()) for number in range(30)
]
SOME_OF_ALL: list[Look] = [
    (HOUR, "incomplete", b"Sea|flood||"),
    (HOUR, "text", b"Sea|flood|offer|menu"),
    (HOUR, "text", b"Sea|flood|offer|menu login"),
    (HOUR, "text", b"Sea|flood|bargain|menu login"),
    (HOUR, "text", b"Sea|flood|bargain|menu login"),
    (HOUR, "earlier", b"Sea|dike|offer|menu"),
    (HOUR, "404", b""),
    (HOUR, "text", b"Sea|flood||menu login"),
    (HOUR, "404", b""),
    (HOUR, "410", b""),
    (HOUR, "text", b"Sea|flood||menu login"),
    (HOUR, "404", b""),
    (HOUR, "text", b"Sea|||"),
    (HOUR, "404", b""),
    (2 * DAY, "text", b"Sea|flood|offer|menu login"),
    (HOUR, "text", b"Sea|flood|offer|menu"),
    (HOUR, "text", b"Sea|flood|bargain|menu"),
]
"""A part, minor and joined versions, one imported, a doubt, an absence taken back and one that stays."""

numbers = count(1)


class Extractor:
    """One of them as the re-reading asks for it."""

    def __init__(self, read: Read) -> None:
        self.read = read

    def extract(
        self, body: bytes, *, url: str, content_type: str, x_robots_tag: str, parts: Parts = WHOLE
    ) -> Extracted:
        """What it reads; nothing depends on the address here."""
        assert (url, content_type, x_robots_tag, parts) == (url, TYPE, "", WHOLE)
        return self.read(body)


class Told:
    """What a page says by its versions: the rows, their texts, and the bytes that are kept of them."""

    def __init__(self, session: Session, page_id: int) -> None:
        query = select(Version).where(Version.page_id == page_id).order_by(Version.first_read)
        self.rows = list(session.scalars(query))
        said = texts.read_many(session, self.rows)
        self.texts = {row.first_read: said[row.id] for row in self.rows if row.gone is None}
        self.bodies = {row.first_read: bodies.read(session, row) for row in self.rows}
        shown = select(Reading.at, Reading.version_id).where(Reading.page_id == page_id)
        self.shown = {at: version for at, version in session.execute(shown) if version is not None}
        self.page = session.get_one(Page, page_id)
        session.expunge_all()

    def standing(self, at: int) -> Version:
        """The version that stood at a time, the newest minor one if there are any."""
        return max((row for row in self.rows if row.first_read <= at), key=lambda row: row.first_read)

    def own_last_read(self, row: Version) -> int:
        """When a reading showed this very version last."""
        return max((at for at, version in self.shown.items() if version == row.id), default=row.first_read)


class Watched:
    """A page that one extractor after the other reads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.at = 100 * DAY
        self.extract: Read = second
        with database.write() as session:
            page = Page(url=f"https://a.org/{next(numbers)}", site="a.org", added_at=0, every=DAY)
            session.add(page)
            session.flush()
            self.page_id = page.id

    def read(self, looks: Sequence[Look]) -> None:
        """Readings, and imports of what the page said before all that is known of it."""
        with self.database.write() as session:
            page = session.get_one(Page, self.page_id)
            for gap, kind, body in looks:
                self.at += gap
                if kind == "earlier":
                    self._import(session, gap, body)
                else:
                    record(session, page, self._seen(kind, body))

    def _seen(self, kind: str, body: bytes) -> Seen:
        if kind in ("404", "410", "fault"):
            return Seen(self.at, error="timeout" if kind == "fault" else kind)
        fetched = Fetched("https://a.org/", 200, {"content-type": TYPE}, body, (), False, 1)
        if kind == "incomplete":
            return Seen(self.at, fetched, self.extract(body), "closed", incomplete=True)
        return Seen(self.at, fetched, self.extract(body))

    def _import(self, session: Session, gap: int, body: bytes) -> None:
        session.flush()
        mine = select(Version).where(Version.page_id == self.page_id).order_by(Version.first_read)
        first = session.scalars(mine.limit(1)).one_or_none()
        read = self.extract(body)
        if first is None or first.digest == content.digest(read):
            return
        earliest = select(func.min(Reading.at)).where(Reading.page_id == self.page_id)
        at = min(first.first_read, session.scalar(earliest) or first.first_read) - gap
        version = Version(page_id=self.page_id, ordinal=next_ordinal(session, self.page_id))
        version.first_read, version.last_read, version.until = at, at, first.first_read
        session.add(version)
        content.fill(session, version, content.Content(read, body, TYPE, at))
        session.get_one(Page, self.page_id).versions += 1
        session.add(Reading(page_id=self.page_id, at=at, version_id=version.id))
        note(session, "put", self.page_id, at)

    def forget_bytes(self, places: Sequence[int]) -> None:
        """Keep the bytes of some versions no longer."""
        with self.database.write() as session:
            rows = session.scalars(select(Version).where(Version.page_id == self.page_id)).all()
            for place in places:
                rows[place % len(rows)].body_number = None

    def told(self) -> Told:
        """What it says now."""
        with self.database.read() as session:
            return Told(session, self.page_id)

    def upgrade(self, newer: Read) -> None:
        """From now on `newer` reads the page, its past as well."""
        self.extract = newer
        reread.read_again(self.database, self.page_id, Extractor(newer), lambda _more: self.database.write())


def read_as(told: Told, row: Version, newer: Read) -> tuple[str, Text]:
    """Title and text of a version as the newer extractor reads them; without bytes they stay."""
    body = told.bodies[row.first_read]
    if body is None:
        return row.title, told.texts[row.first_read]
    read = newer(body.data)
    return read.title, Text(read.main, read.rest)


def words_of(title: str, text: Text, *, everywhere: bool) -> set[str]:
    """The words that a search finds, in the rest too if it looks everywhere."""
    return {word.lower() for word in f"{title} {text.main} {text.rest if everywhere else ''}".split()}


def check(before: Told, after: Told, newer: Read) -> None:
    """Hold what a re-reading made of a page against what it was."""
    # Nothing begins that did not begin before, and what is left has its number.
    known = {row.id: (row.ordinal, row.first_read, row.gone) for row in before.rows}
    assert {row.id: (row.ordinal, row.first_read, row.gone) for row in after.rows}.items() <= known.items()
    for row in before.rows:
        held = after.standing(row.first_read)
        assert held.gone == row.gone
        if row.gone is None:
            title, text = read_as(before, row, newer)
            assert (held.title, after.texts[held.first_read]) == (title, text)
            assert held.last_read >= before.own_last_read(row)
        else:
            assert held.id == row.id
    # Each reading shows the version that stood then.
    assert after.shown.keys() == before.shown.keys()
    for at, version in after.shown.items():
        assert after.standing(at).id == version
    check_lives(after)


def check_lives(told: Told) -> None:
    """Hold the versions of a page against each other."""
    majors = [row for row in told.rows if not row.minor]
    ends = [*(row.first_read for row in majors[1:]), None][: len(majors)]
    assert [row.until for row in majors] == ends
    following = [*told.rows[1:], None][: len(told.rows)]
    for row, after in zip(told.rows, following, strict=True):
        assert row.until is None or row.first_read <= row.last_read < row.until
        if row.minor:
            assert row.until == (after and after.first_read)
    for major, end in zip(majors, ends, strict=True):
        inside = [
            row for row in told.rows if major.first_read <= row.first_read < (end or row.first_read + 1)
        ]
        assert [row.last_read for row in inside[1:]] == [told.own_last_read(row) for row in inside[1:]]
        assert major.last_read == max(told.own_last_read(row) for row in inside)
        assert {(row.title, row.digest) for row in inside} == {(major.title, major.digest)}
    there = [row for row in majors if row.gone is None]
    assert (told.page.versions, told.page.title) == (len(there), there[-1].title if there else "")


def first_seen(told: Told, newer: Read, *, everywhere: bool) -> dict[str, int]:
    """When each word was first seen that the newer extractor reads in the same bytes, too."""
    first: dict[str, int] = {}
    for row in told.rows:
        if row.gone is None:
            old = words_of(row.title, told.texts[row.first_read], everywhere=everywhere)
            for word in old & words_of(*read_as(told, row, newer), everywhere=everywhere):
                first.setdefault(word, row.first_read)
    return first


@pytest.mark.soak
@given(LOOKS, st.lists(st.integers(0, 50), max_size=3), NEWER, NEWER)
@settings(
    max_examples=times("histories that are re-read", 20, 1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(MANY_MINORS, [], takes_menus, knows_ads)
@example(SOME_OF_ALL, [], drops_ads, takes_menus)
@example(SOME_OF_ALL, [2], takes_menus, finds_little)
@example(SOME_OF_ALL, [0, 3], finds_little, knows_ads)
def test_nothing_begins_that_no_reading_began_and_no_word_is_first_seen_later(
    database: Database, looks: list[Look], forgotten: list[int], third: Read, fourth: Read
) -> None:
    watched = Watched(database)
    watched.read(looks)
    before = watched.told()
    check_lives(before)
    if before.rows:
        watched.forget_bytes(forgotten)
    with pytest.MonkeyPatch.context() as patch:
        for version, newer in enumerate((third, fourth), OLD + 1):
            for module in ASK:
                patch.setattr(module, "EXTRACTOR_VERSION", version)
            before = watched.told()
            watched.upgrade(newer)
            check(before, watched.told(), newer)
            check_numbers(watched, before)
        check_goes_on(watched)


def check_numbers(watched: Watched, before: Told) -> None:
    """The number of a version leads to the one that says what it said."""
    with watched.database.read() as session:
        for row in before.rows:
            held = version_by_ordinal(session, watched.page_id, row.ordinal)
            stood = version_at(session, watched.page_id, row.first_read)
            assert held is not None
            assert stood is not None
            assert held.id == stood.id


def check_goes_on(watched: Watched) -> None:
    """The page that says still what it said, in the same bytes, begins no version."""
    told = watched.told()
    newest = told.rows[-1] if told.rows else None
    body = told.bodies[newest.first_read] if newest is not None else None
    if newest is not None and body is not None and not newest.incomplete:
        watched.read([(DAY, "text", body.data)])
        assert [row.id for row in watched.told().rows] == [row.id for row in told.rows]


@pytest.mark.soak
@given(LOOKS, NEWER, NEWER)
@settings(
    max_examples=times("histories that are re-read, in the index", 6, 400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(SOME_OF_ALL, drops_ads, takes_menus)
def test_index_finds_no_word_first_seen_later_than_it_was(
    database: Database, tmp_path: Path, looks: list[Look], third: Read, fourth: Read
) -> None:
    watched, follower = Watched(database), Follower(database, tmp_path / "index", ENGINES["trie"])
    watched.read(looks)
    with pytest.MonkeyPatch.context() as patch:
        for version, newer in enumerate((third, fourth), OLD + 1):
            for module in ASK:
                patch.setattr(module, "EXTRACTOR_VERSION", version)
            before = watched.told()
            watched.upgrade(newer)
            while follower.step():
                pass
            index = IndexHandle(tmp_path / "index", ENGINES["trie"]).current()
            rows = watched.told().rows
            lives = [(row[0], *row[3:]) for row in index.timeline(watched.page_id)]
            assert lives == [(row.first_read, row.gone is not None, row.minor) for row in rows]
            for everywhere in (False, True):
                for word, at in first_seen(before, newer, everywhere=everywhere).items():
                    runs = [
                        run[3] for run in index.history(word, all=everywhere) if run[0] == watched.page_id
                    ]
                    assert min(runs) <= at, (word, everywhere)
