"""Languages are counted as the results have them, and a search of one page finds that page or nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TypedDict

import pytest

from trie_core import Index, Version, Writer

LANGUAGES = ("en", "nl-BE", "nl", "EN_gb", "", "sv")
TEXTS = ("the flood came", "the dike held", "flood and dike")
PAGES = 40


class When(TypedDict, total=False):
    """The time that a search is about."""

    ever: bool
    at: int
    window: tuple[int, int]


WINDOWS: list[When] = [{}, {"ever": True}, {"at": 15}, {"window": (12, 25)}]


@pytest.fixture(params=["one version each", "one segment", "many segments"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Pages in several languages; some change text and language once, some are gone at the end."""
    with Writer(tmp_path) as writer:
        for page in range(PAGES):
            versions = [
                Version(
                    first_read=10 * (turn + 1),
                    last_read=10 * (turn + 1),
                    title="",
                    main=TEXTS[(page + turn) % 3],
                    rest="",
                    language=LANGUAGES[(page * 5 + turn) % 6],
                    gone=turn == 2 and page % 4 == 0,
                )
                for turn in range(1 if request.param == "one version each" else 3)
            ]
            writer.put(page, 0, versions[:1], site="a.org")
            if request.param == "many segments":
                writer.commit()
            if versions[1:]:
                writer.put(page, 1, versions[1:], site="a.org")
        writer.commit()
    return Index.open(tmp_path)


@pytest.mark.parametrize("when", WINDOWS, ids=str)
@pytest.mark.parametrize("query", ["flood", "flood dike", "fl*", "-dike"])
def test_languages_are_those_of_the_results_by_their_primary_subtag(
    index: Index, query: str, when: When
) -> None:
    answer = index.search(query, limit=PAGES, loosen=False, languages=True, **when)
    assert len(answer.hits) == answer.total
    expected = Counter[str]()
    for language in ("en", "nl", "sv"):
        expected[language] = index.search(query, loosen=False, language=language, **when).total
    assert dict(answer.languages) == {name: pages for name, pages in expected.items() if pages}
    pages = [count for _, count in answer.languages]
    assert pages == sorted(pages, reverse=True)
    assert index.search(query, **when).languages == []


@pytest.mark.parametrize("order", ["best", "newest"])
@pytest.mark.parametrize("when", WINDOWS, ids=str)
def test_a_search_of_one_page_finds_it_when_a_search_of_all_does(
    index: Index, when: When, order: str
) -> None:
    for query in ("flood", "flood dike"):
        found = {
            hit.page: hit.version
            for hit in index.search(query, limit=PAGES, loosen=False, order=order, **when).hits
        }
        for page in range(PAGES + 1):
            alone = index.search(query, page=page, loosen=False, order=order, **when)
            assert {hit.page: hit.version for hit in alone.hits} == (
                {page: found[page]} if page in found else {}
            )
            assert alone.total == (page in found)
