"""Meaning of a search: now, in a window, ever, at a day; and its cost in statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from app.clock import DAY
from app.search.errors import SearchError
from app.search.request import SearchRequest
from app.search.results import SearchPage
from app.search.service import search
from tests.search.corpus import Corpus, at

NOW = at("2026-11-23T12:00:00")


def ask(corpus: Corpus, q: str, *, zone: str = "UTC", **params: Any) -> SearchPage:
    corpus.follow()
    with corpus.database.read() as session:
        return search(
            session,
            corpus.handle.current(),
            SearchRequest(q=q, **params),
            zone=ZoneInfo(zone),
            site_url="https://hud.example.org",
            now=NOW,
        )


def urls(page: SearchPage) -> list[str]:
    return [result.url for result in page.results]


@contextmanager
def statements(corpus: Corpus) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(corpus.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(corpus.database.engine, "before_cursor_execute", note)


A, B, C = "https://a.org/one", "https://www.b.org/two", "https://c.org/three"


@pytest.fixture
def flooded(corpus: Corpus) -> Corpus:
    """a: says flood, then dike; b: says flood and dike throughout; c: said both, is gone."""
    corpus.says(A, "2026-01-01", "the flood came", title="Water one")
    corpus.says(B, "2026-01-02", "flood and dike and flood", title="Water two", language="nl")
    corpus.says(C, "2026-01-03", "flood dike", title="Water three")
    corpus.says(A, "2026-03-01", "the dike held", title="Water one")
    corpus.is_same(B, "2026-03-02")
    corpus.is_gone(C, "2026-03-03")
    return corpus


def test_without_a_window_it_is_about_the_pages_as_they_stand_now(flooded: Corpus) -> None:
    page = ask(flooded, "flood")
    assert urls(page) == [B]
    assert page.total == 1
    assert page.before == 2, "two more said it before"
    assert ask(flooded, "flood", from_="any").total == 3


def test_a_result_says_all_that_is_known_of_its_time(flooded: Corpus) -> None:
    (result,) = ask(flooded, "flood").results
    assert (result.first_read, result.last_read) == (at("2026-01-02"), at("2026-03-02"))
    assert (result.since, result.until, result.versions) == (at("2026-01-02"), None, 1)
    assert (result.title, result.language, result.words) == ("Water two", "nl", {"flood": 2})
    assert [part for part, marked in result.snippet if marked] == ["flood", "flood"]


def test_both_words_have_to_stand_in_one_version(flooded: Corpus) -> None:
    assert urls(ask(flooded, "flood dike", from_="any", order="oldest")) == [B, C]


def test_a_day_asks_for_the_version_that_stood_at_its_end(flooded: Corpus) -> None:
    assert urls(ask(flooded, "flood at:2026-01-01")) == [A]
    assert urls(ask(flooded, "flood", at="2025-12-31")) == []
    assert set(urls(ask(flooded, "flood at:2026-02-01"))) == {A, B, C}
    assert set(urls(ask(flooded, "dike", at="2026-03-03"))) == {A, B}


def test_a_window_takes_versions_that_stood_in_it_in_the_readers_days(corpus: Corpus) -> None:
    corpus.says(A, "2026-01-31T23:30:00", "flood")
    corpus.says(A, "2026-03-01T22:30:00", "dike")
    assert ask(corpus, "flood", from_="2026-01-31", to="2026-01-31").total == 1
    assert ask(corpus, "flood", from_="2026-01-31", to="2026-01-31", zone="Europe/Amsterdam").total == 0
    assert ask(corpus, "flood", from_="2026-02-10", to="2026-02-11").total == 1, "it was not read, but stood"
    assert ask(corpus, "flood after:2026-03-01", zone="Europe/Amsterdam").total == 1
    assert ask(corpus, "flood after:2026-03-02").total == 0
    assert ask(corpus, "flood", from_="2026-03-01T22:30").total == 0, "from then on another version stood"
    assert ask(corpus, "flood before:2026-01-31", tz="Europe/Amsterdam").total == 0
    assert ask(corpus, "flood", from_="0001-01-01", to="9999-12-31").total == 1


def test_operators_and_parameters_intersect(flooded: Corpus) -> None:
    assert set(urls(ask(flooded, "flood after:2026-01-02", to="2026-01-02"))) == {A, B}
    assert ask(flooded, "site:b.org flood", site="a.org", from_="any").total == 0
    assert urls(ask(flooded, "water", lang="nl")) == [B]
    assert urls(ask(flooded, "dike", site="b.org")) == [B]


def test_a_day_and_a_window_have_to_be_true_of_one_version(flooded: Corpus) -> None:
    assert urls(ask(flooded, "flood site:a.org at:2026-02-01")) == [A]
    assert urls(ask(flooded, "flood site:a.org at:2026-02-01", to="2026-01-31")) == [A]
    assert urls(ask(flooded, "flood site:a.org at:2026-02-01", from_="2026-02-15")) == [A]
    assert urls(ask(flooded, "flood site:a.org at:2026-02-01", from_="2026-03-01")) == []
    assert urls(ask(flooded, "flood site:a.org at:2026-02-01", from_="any")) == [A]


def test_a_search_costs_one_statement_however_many_results_it_has(corpus: Corpus) -> None:
    for number in range(25):
        corpus.says(f"https://a.org/{number}", "2026-01-01", f"flood {number}")
    corpus.follow()
    with corpus.database.read() as session, statements(corpus) as seen:
        page = search(
            session,
            corpus.handle.current(),
            SearchRequest(q="flood"),
            zone=ZoneInfo("UTC"),
            site_url="",
            now=NOW,
            tagged=corpus.handle.tags.current(corpus.database),
        )
    assert len(page.results) == 10
    # Tags are read once more where nobody has done so before.
    assert [statement for statement in seen if "page_tag" not in statement] == [seen[-1]], seen
    assert len(seen) == 2


def test_results_turn_in_pages_that_share_nothing_and_miss_nothing(corpus: Corpus) -> None:
    for number in range(25):
        corpus.says(f"https://a.org/{number}", f"2026-01-{number + 1:02}", "flood")
    found = [urls(ask(corpus, "flood", page=number, order="newest")) for number in (1, 2, 3, 4)]
    assert [len(part) for part in found] == [10, 10, 5, 0]
    assert [url for part in found for url in part] == [f"https://a.org/{n}" for n in range(24, -1, -1)]
    assert ask(corpus, "flood", page=3).pages == 3


def test_a_page_deleted_since_the_index_was_written_is_left_out(flooded: Corpus) -> None:
    flooded.follow()
    index = flooded.handle.current()
    flooded.forget(2)
    with flooded.database.read() as session:
        page = search(session, index, SearchRequest(q="flood"), zone=ZoneInfo("UTC"), site_url="", now=NOW)
    assert page.results == []


def test_a_built_in_page_gets_the_full_address(corpus: Corpus) -> None:
    corpus.says("/nl/guide/", "2026-01-01", "tijdmachine")
    assert urls(ask(corpus, "tijdmachine")) == ["https://hud.example.org/nl/guide/"]


def test_the_rest_of_a_page_is_searched_and_shown_only_when_asked(corpus: Corpus) -> None:
    corpus.says(A, "2026-01-01", "main text", rest="imprint and menus")
    assert ask(corpus, "imprint").total == 0
    (result,) = ask(corpus, "imprint in:all").results
    assert ("imprint", True) in result.snippet


def test_the_ruler_counts_pages_in_weeks_from_the_one_of_the_first_reading_up_to_now(flooded: Corpus) -> None:
    page = ask(flooded, "flood")
    starts = [start for start, _ in page.ruler]
    assert starts[0] == at("2025-12-29"), "a Monday"
    assert {later - earlier for earlier, later in pairwise(starts)} == {7 * DAY}
    assert starts[-1] <= NOW < starts[-1] + 7 * DAY
    assert max(pages for _, pages in page.ruler) == 3
    assert page.ruler[-1][1] == 1
    assert page.first_seen == at("2026-01-01")


def test_the_sites_that_say_it_are_counted(flooded: Corpus) -> None:
    assert sorted(ask(flooded, "dike").sites) == [("a.org", 1), ("www.b.org", 1)]


def test_a_word_that_is_hardly_found_is_asked_back(corpus: Corpus) -> None:
    for number in range(5):
        corpus.says(f"https://a.org/{number}", "2026-01-01", "insurance")
    assert ask(corpus, "insurence").did_you_mean == "insurance"
    assert ask(corpus, "insurance").did_you_mean is None


def test_while_typing_the_last_word_is_a_beginning(flooded: Corpus) -> None:
    assert ask(flooded, "dike flo").total == 0
    assert ask(flooded, "dike flo", typing=True).total == 1


def test_a_bad_query_points_at_its_place(flooded: Corpus) -> None:
    with pytest.raises(SearchError) as caught:
        ask(flooded, "flood at:2026-02-30")
    assert (caught.value.field, caught.value.position) == ("q", 9)
    with pytest.raises(SearchError) as caught:
        ask(flooded, "flood", tz="Europe/Nowhere")
    assert caught.value.field == "tz"


def test_a_phrase_is_found_in_the_version_that_says_it(corpus: Corpus) -> None:
    corpus.says(A, "2026-01-01", "after the high water came the low one")
    corpus.says(A, "2026-02-01", "water was high, and came again")
    corpus.says(B, "2026-01-01", "water so high that high water is no word")
    now, ever = ask(corpus, '"high water"'), ask(corpus, '"high water"', from_="any")
    assert (urls(now), now.before, now.at_least) == ([B], 1, False)
    assert sorted(urls(ever)) == [A, B]
    assert urls(ask(corpus, 'water -"high water"')) == [A]
    assert urls(ask(corpus, '"high water"', at="2026-01-15", site="a.org")) == [A]
