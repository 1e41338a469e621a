"""Ranking: BM25 counted by hand, recency, and what people open."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log, log1p
from pathlib import Path

import pytest

from trie_core import Corrupt, Index, TrieCoreError, Version, Visits, Weights, Writer

DAY = 86_400_000_000
NOW = 1_000 * DAY
PAGES = {
    1: ("", "tide tide moon sea sea sea sand"),
    2: ("tide", "moon shell"),
    3: ("", "tide moon moon"),
    4: ("", "moon"),
    5: ("", "sand sand"),
}


def built(folder: Path, read: dict[int, int] | None = None, parts: int = 1) -> Index:
    """The pages, read at the same time unless told otherwise, in so many segments."""
    with Writer(folder) as writer:
        for page, (title, main) in PAGES.items():
            at = (read or {}).get(page, NOW)
            writer.put(
                page,
                0,
                [Version(first_read=at, last_read=at, title=title, main=main, rest="moon")],
                site="a.org",
            )
            if page <= parts:
                writer.commit()
        writer.commit()
    return Index.open(folder)


def scores(index: Index, query: str, weights: Weights | None = None) -> dict[int, float]:
    return {hit.page: hit.score for hit in index.search(query, now=NOW, weights=weights, loosen=False).hits}


def bm25(words: Sequence[str], k1: float = 1.2, b: float = 0.75, boost: float = 3.0) -> dict[int, float]:
    """The pages with all the words, by the formula."""
    texts = {page: (title.split(), main.split()) for page, (title, main) in PAGES.items()}
    lengths = {page: len(title) + len(main) for page, (title, main) in texts.items()}
    mean = sum(lengths.values()) / len(lengths)
    found = {}
    for page, (title, main) in texts.items():
        if all(word in title + main for word in words):
            found[page] = 0.0
            for word in words:
                spread = sum(word in both[0] + both[1] for both in texts.values())
                count = main.count(word) + boost * title.count(word)
                rare = log(1 + (len(texts) - spread + 0.5) / (spread + 0.5))
                norm = k1 * (1 - b + b * lengths[page] / mean)
                found[page] += rare * count * (k1 + 1) / (count + norm)
    return found


@pytest.mark.parametrize("parts", [1, 2, 3])
@pytest.mark.parametrize("words", [["tide"], ["moon"], ["tide", "moon"], ["sand"]])
def test_scores_are_bm25_over_title_and_main_text(tmp_path: Path, words: list[str], parts: int) -> None:
    index = built(tmp_path, parts=parts)
    assert scores(index, " ".join(words)) == pytest.approx(bm25(words), rel=1e-12)


def test_weights_change_the_formula(tmp_path: Path) -> None:
    index = built(tmp_path)
    weights = Weights(saturation=0.4, length=0.2, title=7)
    assert scores(index, "tide", weights) == pytest.approx(bm25(["tide"], 0.4, 0.2, 7), rel=1e-12)


def test_half_of_what_fades_is_gone_after_the_half_life(tmp_path: Path) -> None:
    index = built(tmp_path, {1: NOW - 10 * DAY, 4: NOW + 5 * DAY})
    fresh = bm25(["moon"])
    found = scores(index, "moon", Weights(half_life_days=10, floor=0.6))
    assert found == pytest.approx(fresh | {1: fresh[1] * 0.8}, rel=1e-12)


def test_what_people_open_comes_first_among_equals_and_each_visit_counts_less(tmp_path: Path) -> None:
    index = built(tmp_path)
    alone = bm25(["sand"])

    def opened(*rows: tuple[int, float], limit: int = 10) -> dict[int, float]:
        answer = index.search("sand", now=NOW, visits=Visits(rows), limit=limit)
        return {hit.page: hit.score for hit in answer.hits}

    assert opened() == pytest.approx(alone, rel=1e-12)
    assert opened((1, 3)) == pytest.approx(alone | {1: alone[1] * (1 + 0.5 * log1p(3) / (10 * log(2)))})
    gains = [opened((1, times))[1] for times in (0, 1, 2, 3, 100, 1023, 5000)]
    steps = [after - before for before, after in pairwise(gains)]
    assert gains == sorted(gains)
    assert steps[0] > steps[1] > steps[2]
    assert gains[-1] == pytest.approx(gains[-2]) == pytest.approx(alone[1] * 1.5)
    loved = Visits([(1, 1e9)])
    heavy = Weights(visits=50)
    assert [hit.page for hit in index.search("sand", visits=loved, weights=heavy, limit=1).hits] == [1]


def test_visits_are_kept_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "visits"
    assert len(Visits.open(path)) == 0
    Visits([(7, 2), (3, 1.5), (9, 0), (8, float("nan"))]).save(path)
    kept = Visits.open(path)
    assert (len(kept), kept[7], kept[3], kept[9], kept[8]) == (2, 2.0, 1.5, 0.0, 0.0)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Corrupt, match="visits"):
        Visits.open(path)


@pytest.mark.parametrize(
    ("name", "value"),
    [("saturation", -1), ("length", 1.1), ("floor", 2), ("half_life_days", 0), ("visits", float("inf"))],
)
def test_weights_that_make_no_sense_are_refused(name: str, value: float) -> None:
    with pytest.raises(TrieCoreError, match=name):
        Weights(**{name: value})


def test_the_best_of_many_are_the_same_however_many_are_asked_for(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        for page in range(900):
            version = Version(
                first_read=NOW - page * 977 % 300 * DAY,
                last_read=NOW,
                title="",
                main="tide " * (page * 31 % 17 + 1) + "sea " * (page % 5) + "sand " * (page % 29),
                rest="",
            )
            writer.put(page, 0, [version], site="a.org")
            if page % 400 == 399:
                writer.commit()
        writer.commit()
    index = Index.open(tmp_path)
    visits = Visits([(page, page % 7 * 10) for page in range(900)])
    whole = [
        hit.page for hit in index.search("tide sea", now=NOW, limit=900, visits=visits, loosen=False).hits
    ]
    assert len(whole) == 720
    for limit, offset in [(1, 0), (10, 0), (10, 35), (200, 500), (50, 700)]:
        asked = index.search("tide sea", now=NOW, limit=limit, offset=offset, visits=visits, ruler=3)
        assert [hit.page for hit in asked.hits] == whole[offset : offset + limit]
