"""The registry: one source for each prefix, asked for what it knows, and offers of all of them in turn."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from app.db import Database
from app.pages.series import NewVersions
from app.search.series import sources
from app.series.source import Asked, Given, Registry, SeriesError
from app.settings import Settings
from tests.search.corpus import Corpus


@pytest.fixture
def registry(corpus: Corpus, settings: Settings) -> Registry:
    """What an installation with pages and the search has."""
    given = Given(settings=settings, db=corpus.database, index=corpus.handle)
    return Registry([NewVersions(), *sources(given)])


def test_two_sources_of_one_prefix_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="'pages'"):
        Registry([NewVersions(), NewVersions()])


def test_what_somebody_may_mean_is_found_in_every_source(
    registry: Registry, corpus: Corpus, database: Database
) -> None:
    corpus.says("https://flood.example/", "2026-01-01", "floodgate flood")
    corpus.says("https://other.example/", "2026-01-01", "flood")
    corpus.follow()
    with database.read() as session:
        assert [one.key for one in registry.find(session, "Flood", 4)] == [
            *("pages:", "word:flood", "pages:flood.example", "word:floodgate")
        ]
        assert [one.key for one in registry.find(session, "flood", 1)] == ["pages:"]
        for found in registry.find(session, "flood"):
            assert registry.describe(session, found.key) == found


def test_a_key_that_nobody_answers_for_is_refused(registry: Registry, database: Database) -> None:
    with database.read() as session:
        assert registry.describe(session, "nobody:x") is None
        with pytest.raises(SeriesError, match="nobody:x"):
            registry.points(session, "nobody:x", Asked(step="day", zone=ZoneInfo("UTC"), now=10**15))


def test_without_an_index_there_is_no_series_of_words(settings: Settings, database: Database) -> None:
    assert sources(Given(settings=settings, db=database)) == []
