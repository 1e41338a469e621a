"""Any sequence of readings gives the timeline that a plain model says, in the database and in the index."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.clock import DAY, HOUR, MINUTE
from app.db import Database
from app.extract import Extracted
from app.net.fetch import Fetched
from app.pages import texts
from app.pages.models import JoinedVersion, Page, Version
from app.pages.ordinals import version_by_ordinal
from app.pages.reading import record
from app.pages.seen import Seen
from app.search.engine import TRIE
from app.search.follow import Follower
from app.search.index import IndexHandle
from tests import soak
from tests.pages.timeline_model import GONE, Stood, Timeline

EVERY = 2 * HOUR
Reading = tuple[int, str, str, str]
"""How long after the one before (µs), its kind, main text and rest."""

WORDS = st.sampled_from(["", "flood", "dike", "flood dike"])
RESTS = st.sampled_from(["", "menu", "footer", "menu footer"])
HALF = 30 * MINUTE
GAPS = st.sampled_from(
    [MINUTE, 20 * MINUTE, HOUR, EVERY, EVERY + HALF, EVERY + HALF + MINUTE, 2 * EVERY, DAY]
)
KINDS = st.sampled_from(["text"] * 6 + ["fault", "incomplete", *GONE])
READINGS = st.lists(st.tuples(GAPS, KINDS, WORDS, RESTS), min_size=1, max_size=40)
numbers = count(1)


def seen(at: int, kind: str, main: str, rest: str) -> Seen:
    """One look at a page, as the reader hands it over."""
    if kind == "fault":
        return Seen(at, error="timeout")
    if kind in ("404", "410", "robots"):
        return Seen(at, error=kind)
    noindex = kind == "noindex"
    extracted = Extracted("A page", main, rest, "en", None, noindex, False, (), None)
    fetched = Fetched("https://a.org/", 200, {}, f"{main}|{rest}".encode(), (), False, 1)
    if kind == "incomplete":
        return Seen(at, fetched, extracted, "closed", incomplete=True)
    return Seen(at, fetched, extracted, "noindex" if noindex else None)


class Both:
    """A page of HUD's and the model of its timeline, told the same."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.model = Timeline(EVERY)
        self.at = DAY
        with database.write() as session:
            page = Page(url=f"https://a.org/{next(numbers)}", site="a.org", added_at=0, every=EVERY)
            session.add(page)
            session.flush()
            self.page_id = page.id

    def read(self, readings: list[Reading]) -> None:
        """In one transaction: what stands between two readings is asked of the database all the same."""
        with self.database.write() as session:
            page = session.get_one(Page, self.page_id)
            for gap, kind, main, rest in readings:
                self.at += gap
                record(session, page, seen(self.at, kind, main, rest))
                self.model.read(self.at, kind, main, rest)


def rows(database: Database, page_id: int) -> list[Stood]:
    """The versions in the database as the model writes them."""
    with database.read() as session:
        found = session.scalars(
            select(Version).where(Version.page_id == page_id).order_by(Version.first_read)
        ).all()
        said = texts.read_many(session, found)
        return [
            Stood(
                row.ordinal,
                row.first_read,
                row.last_read,
                said.get(row.id, texts.NOTHING).main,
                said.get(row.id, texts.NOTHING).rest,
                row.gone or "",
                row.minor,
                row.incomplete,
                row.back_to,
                row.until,
            )
            for row in found
        ]


RESTS_THAT_CHANGE: list[Reading] = [(20 * MINUTE, "text", "flood", ("", "menu")[at % 2]) for at in range(40)]


@pytest.mark.soak
@settings(
    max_examples=soak.times("timelines held against a model", 30, 1_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(READINGS)
@example(RESTS_THAT_CHANGE)
def test_timeline_is_what_the_model_says(any_database: Database, readings: list[Reading]) -> None:
    database = any_database
    both = Both(database)
    both.read(readings)
    page_id, model = both.page_id, both.model
    assert rows(database, page_id) == model.versions
    with database.read() as session:
        page = session.get_one(Page, page_id)
        assert page.versions == sum(not row.minor and not row.gone for row in model.versions)
        assert (page.doubt in GONE, page.doubt == "empty") == (model.doubt == "gone", model.doubt == "empty")
        joined = session.scalars(select(JoinedVersion).where(JoinedVersion.page_id == page_id)).all()
        assert {row.ordinal: row.into_ordinal for row in joined} == model.joined
        for number in range(1, model.given + 1):
            held = version_by_ordinal(session, page_id, number)
            assert (held and held.ordinal) == model.joined.get(number, number)


@pytest.mark.soak
@settings(
    max_examples=soak.times("timelines followed into the index", 15, 400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(READINGS, st.integers(0, 40), st.integers(DAY, 5 * DAY), st.sampled_from([HOUR, DAY]))
@example(RESTS_THAT_CHANGE, 30, 2 * DAY, HOUR)
def test_index_finds_what_the_model_says_in_any_window(
    database: Database, tmp_path: Path, readings: list[Reading], split: int, start: int, length: int
) -> None:
    both, follower = Both(database), Follower(database, tmp_path / "index", TRIE)
    cut = split % len(readings)
    for part in (readings[:cut], readings[cut:]):
        both.read(part)
        while follower.step():
            pass
    page_id, stood = both.page_id, both.model.versions
    index = IndexHandle(tmp_path / "index", TRIE).current()
    index.verify()
    ends = _ends(stood)
    lives = [
        (version.first, end, bool(version.gone), version.minor)
        for version, end in zip(stood, ends, strict=True)
    ]
    assert [(row[0], *row[2:]) for row in index.timeline(page_id)] == lives
    window = (start, start + length)
    for word in ("flood", "menu"):
        for everywhere in (False, True):
            hits = index.search(f"{word} in:all" if everywhere else word, window=window, page=page_id).hits
            found = [
                (hit.first_read, hit.last_read, hit.until, hit.since, hit.versions, hit.minor) for hit in hits
            ]
            assert found == expected(stood, word, window, everywhere=everywhere)


def _ends(stood: list[Stood]) -> list[int | None]:
    """When the next of each begins."""
    return [*(version.first for version in stood[1:]), None][: len(stood)]


def expected(
    stood: list[Stood], word: str, window: tuple[int, int], *, everywhere: bool
) -> list[tuple[int, int, int | None, int, int, bool]]:
    """The hit of the page, at most one: the latest version of which a moment lies in the window."""
    majors = sum(not version.minor and not version.gone for version in stood)
    shown = stood if everywhere else [version for version in stood if not version.minor]
    ends = _ends(shown)
    fits = [
        not version.gone and word in f"{version.main} {version.rest if everywhere else ''}".split()
        for version in shown
    ]
    for at in reversed(range(len(shown))):
        until = ends[at]
        if fits[at] and shown[at].first <= window[1] and (until is None or until > window[0]):
            since = at
            while since and fits[since - 1]:
                since -= 1
            version = shown[at]
            last = version.own if everywhere else version.last
            return [(version.first, last, until, shown[since].first, majors, version.minor)]
    return []
