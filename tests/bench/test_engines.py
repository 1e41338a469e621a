"""All engines of the comparison answer alike, and a wrong answer stops it before the clock starts."""

from __future__ import annotations

from pathlib import Path

import pytest

import trie_core
from bench.corpus import read_at
from bench.index.engines import Core, Engine, Found, Fts5, Tantivy
from bench.index.newest import check, plain, word_pairs

TEXTS = [
    f"page{n % 7} tea {'coffee ' * (n % 3)} don't l'eau re.sub(x) {'milk' if n % 5 == 0 else 'sugar'}"
    for n in range(40)
]
COUNTS = trie_core.counts(TEXTS)
TIMES = [read_at(page) for page in range(len(TEXTS))]


@pytest.fixture
def engines(tmp_path: Path) -> dict[str, Engine]:
    return {
        "core": Core(tmp_path, TEXTS, TIMES),
        "tantivy": Tantivy(COUNTS, TIMES),
        "fts5": Fts5(COUNTS, TIMES),
    }


@pytest.mark.parametrize("pair", [("tea", "coffee"), ("milk", "coffee"), ("sub", "tea"), ("milk", "sugar")])
def test_every_engine_finds_the_same(engines: dict[str, Engine], pair: tuple[str, str]) -> None:
    both = [n for n, words in enumerate(COUNTS) if pair[0] in words and pair[1] in words]
    newest = both[::-1][:10]
    hits = [(n, read_at(n), COUNTS[n][pair[0]], COUNTS[n][pair[1]]) for n in newest]
    for engine in engines.values():
        assert engine.search(*pair) == (len(both), hits)
        assert engine.search(*pair, total=False) == (None, hits)


def test_a_wrong_answer_stops_the_comparison(engines: dict[str, Engine]) -> None:
    class Forgetful:
        def search(self, one: str, other: str, total: bool = True) -> Found:
            count, hits = engines["core"].search(one, other, total)
            return count, hits[1:]

    check(engines, COUNTS, [("tea", "coffee")])
    with pytest.raises(AssertionError, match="forgetful answers 'tea' and 'coffee'"):
        check({"forgetful": Forgetful()}, COUNTS, [("tea", "coffee")])


def test_pairs_share_a_page_and_are_the_same_for_the_same_seed() -> None:
    # Half the pages have the common words, one in ten the middling ones, one in a hundred the rare ones.
    bands = {2: ("common", "usual"), 10: ("middle", "medium"), 100: ("scarce", "seldom")}
    counts = [
        {word: 1 for step, words in bands.items() if n % step == 0 for word in words} for n in range(200)
    ]
    pairs = word_pairs(counts, 1)
    assert pairs == word_pairs(counts, 1)
    assert len(pairs) == 6
    for chosen in pairs.values():
        for one, other in chosen:
            assert any(one in words and other in words for words in counts)


@pytest.mark.parametrize(("word", "usable"), [("tea", True), ("l'eau", False), ("eé", False), ("ok", False)])
def test_only_words_that_every_query_language_reads_alike_are_asked(word: str, usable: bool) -> None:
    assert plain(word) is usable
