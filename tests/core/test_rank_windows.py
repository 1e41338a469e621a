"""A window of time over pages of one version each answers like a look at every page, in any order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from trie_core import Index, Version, Writer

PAGES = 1_500
TIMES = 10_000


def built(folder: Path, in_order: bool, later: bool) -> tuple[Index, dict[int, tuple[int, int, set[str]]]]:
    """Pages with words of several frequencies; later readings are told to another segment than the pages'."""
    chance = random.Random(5)
    pages: dict[int, tuple[int, int, set[str]]] = {}
    with Writer(folder) as writer:
        for page in range(PAGES):
            first = page * TIMES // PAGES if in_order else chance.randrange(TIMES)
            words = {
                word for word, share in (("all", 1), ("half", 0.5), ("some", 0.04)) if chance.random() < share
            }
            last = first + chance.choice([0, 0, 5, 900])
            version = Version(
                first_read=first, last_read=last, title="", main=" ".join(sorted(words)), rest=""
            )
            writer.put(page, 0, [version], site="a.org")
            pages[page] = (first, last, words)
        writer.commit()
        writer.merge(all=True)
        if later:
            for page in range(0, PAGES, 7):
                first, last, words = pages[page]
                writer.touch(page, 0, last + 300)
                pages[page] = (first, last + 300, words)
            writer.commit()
    return Index.open(folder), pages


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("in_order", [False, True])
def test_a_window_finds_what_stood_in_it_whenever_that_was_read(
    tmp_path: Path, in_order: bool, later: bool
) -> None:
    index, pages = built(tmp_path, in_order, later)
    chance = random.Random(6)
    windows = [(0, TIMES * 2), (-5, -1), (500, 500), (9_000, 100)]
    windows += [tuple(sorted(chance.choices(range(TIMES), k=2))) for _ in range(12)]  # type: ignore[misc]
    for words in ("all", "all half", "half some", "some", "all missing"):
        wanted = set(words.split())
        for start, stop in windows:
            inside = [
                (first, page)
                for page, (first, _, said) in pages.items()
                if wanted <= said and first <= stop and start <= stop
            ]
            newest = [page for _, page in sorted(inside, reverse=True)]
            for order, expected in (("newest", newest[3:13]), ("oldest", newest[::-1][3:13])):
                answer = index.search(words, window=(start, stop), order=order, offset=3, loosen=False)
                assert (answer.total, [hit.page for hit in answer.hits]) == (len(inside), expected)
            best = index.search(words, window=(start, stop), limit=PAGES, now=TIMES, loosen=False)
            more = index.search(
                words, window=(start, stop), limit=PAGES, now=TIMES, ruler=5, sites=2, loosen=False
            )
            assert {hit.page for hit in best.hits} == set(newest)
            assert best.rows("page", "score") == more.rows("page", "score")
            assert more.sites == ([("a.org", len(inside))] if inside else [])


def test_rows_and_the_curve_say_what_hits_and_ruler_say(tmp_path: Path) -> None:
    index, _ = built(tmp_path, True, False)
    answer = index.search("all half", ruler=20, limit=30, now=TIMES)
    fields = ("page", "version", "first_read", "last_read", "until", "since", "versions", "score")
    assert answer.rows(*fields) == [tuple(getattr(hit, field) for field in fields) for hit in answer.hits]
    assert answer.rows("counts", "page") == [(*hit.words.values(), hit.page) for hit in answer.hits]
    assert answer.rows() == [()] * 30
    assert answer.curve.tolist() == [pages for _, pages in answer.ruler]
    assert answer.curve.readonly
    assert answer.hits[0] is answer.hits[0]
    assert answer.hits[0].words is answer.hits[0].words
    with pytest.raises(AttributeError, match="colour"):
        answer.rows("colour")


def test_a_query_that_was_asked_before_means_the_same_again(tmp_path: Path) -> None:
    index, _ = built(tmp_path, True, False)
    texts = ["all", "half", "all half", "all OR some", "al*", "ALL", "-all half", "half -all"] * 3
    texts += [f"half OR other{number}" for number in range(60)]
    first = [index.search(text, limit=0, order="newest").total for text in texts]
    assert [index.search(text, limit=0, order="newest").total for text in texts] == first
    assert first[0] == PAGES == first[3]
    assert first[6] == first[7] == 0
