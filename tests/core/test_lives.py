"""Windows find versions by their lives: every bar opens what it counts, and a longer time finds no less."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from trie_core import Answer, Index, TrieCoreError, Version, Writer

HOUR = 3_600_000_000
DAY = 24 * HOUR
WEEK = 7 * DAY
WEEKS = 52
BEGAN = 1_790_000_000_000_000
NOW = BEGAN + WEEKS * WEEK + 5 * HOUR
"""A few hours after the last reading: within the past week, day and hour nothing need have been read."""
ORDERS = ("best", "newest", "oldest")
QUERIES = (
    "flood",
    "flood dike",
    "flood -dike",
    "NOT flood",
    "",
    '"the flood"',
    "flo*",
    "fluod~",
    "title:dike",
)
TEXTS = ["the flood came", "the dike held", "flood and dike", "a flood of news", "the sea"]


@pytest.fixture(scope="module", params=["one segment", "many segments"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Sixty pages read once a week for a year; each changes now and then, some are gone at times."""
    folder, chance = tmp_path_factory.mktemp("lives"), random.Random(14)
    with Writer(folder) as writer:
        pages = [histories(chance) for _ in range(60)]
        parts = 1 if request.param == "one segment" else 4
        for part in range(parts):
            for page, versions in enumerate(pages):
                start, stop = (len(versions) * at // parts for at in (part, part + 1))
                if start < stop:
                    writer.put(page, start, versions[start:stop], site=f"{page % 3}.org")
            writer.commit()
    return Index.open(folder)


def histories(chance: random.Random) -> list[Version]:
    """A page's versions; it is read at its own hour of the week."""
    hour, started = chance.randrange(7 * 24), chance.randrange(WEEKS // 2)
    found: list[tuple[int, int, str, bool]] = []
    for week in range(started, WEEKS):
        read = BEGAN + week * WEEK + hour * HOUR
        if not found or chance.random() < 0.1:
            found.append((read, read, chance.choice(TEXTS), chance.random() < 0.15))
        else:
            first, _, text, gone = found[-1]
            found[-1] = (first, read, text, gone)
    return [
        Version(
            first_read=first,
            last_read=last,
            title="dike" if text == TEXTS[0] else "",
            main=text,
            rest="",
            gone=gone,
        )
        for first, last, text, gone in found
    ]


def pages(answer: Answer) -> set[int]:
    found = {hit.page for hit in answer.hits}
    assert len(found) == answer.total + answer.most
    return found


def months(index: Index) -> list[int]:
    """Edges that a reader would choose: some before the first reading, of unequal length."""
    assert index.earliest is not None
    return [index.earliest - 3 * DAY, *(index.earliest + 30 * DAY * month for month in range(1, 13))]


@pytest.mark.parametrize("query", QUERIES)
def test_every_bar_of_a_ruler_opens_as_many_pages_as_it_shows(index: Index, query: str) -> None:
    for bins in (100, months(index)):
        ruler = index.search(query, limit=100, now=NOW, ruler=bins).ruler
        assert len(ruler) == (bins if isinstance(bins, int) else len(bins))
        assert any(count for _, count in ruler)
        edges = [*(edge for edge, _ in ruler), NOW + 1]
        for (start, after), (_, shown) in zip(pairwise(edges), ruler, strict=True):
            for order in ORDERS:
                opened = index.search(query, window=(start, after - 1), order=order, limit=100, now=NOW)
                assert opened.total == shown
                assert len(pages(opened)) == shown + opened.most


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("order", ORDERS)
def test_a_longer_time_finds_all_that_a_shorter_one_does(index: Index, query: str, order: str) -> None:
    def found(**time: Any) -> set[int]:
        # By time pages with some of the words are only found where none has all: there they may come and go.
        loosen = order == "best"
        return pages(index.search(query, order=order, limit=100, now=NOW, loosen=loosen, **time))

    longer = [found()]
    for back in (0, HOUR, DAY, WEEK, 30 * DAY, 365 * DAY):
        longer.append(found(window=(NOW - back, NOW)))
    longer.append(found(ever=True))
    for one, other in pairwise(longer):
        assert one <= other
    assert longer[0] == longer[1] == found(at=NOW), "what stands now stands at this moment"
    assert longer[0] < longer[-1]


def test_gone_versions_satisfy_nothing(index: Index) -> None:
    gone = {page for page in range(60) if index.timeline(page)[-1][3]}
    assert gone
    for query in QUERIES:
        assert not pages(index.search(query, limit=100)) & gone
        assert not pages(index.search(query, limit=100, window=(NOW, NOW))) & gone
        assert not pages(index.search(query, limit=100, at=NOW)) & gone


def test_the_earliest_reading_is_where_a_ruler_begins(index: Index, tmp_path: Path) -> None:
    firsts = [index.timeline(page)[0][0] for page in range(60)]
    assert index.earliest == min(firsts) == index.search("", ruler=7, now=NOW).ruler[0][0]
    assert Index.open(tmp_path).earliest is None
    assert Index.open(tmp_path).search("flood", ruler=[1, 2]).ruler == []


def test_bins_that_do_not_ascend_are_refused(index: Index) -> None:
    assert index.search("flood", ruler=[]).ruler == []
    for bins in ([5, 5], [2, 1]):
        with pytest.raises(TrieCoreError, match="ascend"):
            index.search("flood", ruler=bins)
    with pytest.raises(TrieCoreError, match="at most 10000"):
        index.search("flood", ruler=range(10_001))


def test_a_ruler_has_no_more_bins_than_there_are_microseconds(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.put(1, 0, [Version(first_read=5, last_read=5, title="", main="flood", rest="")], site="a.org")
        writer.commit()
    index = Index.open(tmp_path)
    assert index.search("flood", ruler=100, now=8).ruler == [(5, 1), (6, 1), (7, 1)]
    assert index.search("flood", ruler=100, now=5).ruler == [(5, 1)]
