"""Segments: what goes in comes out, whole or merged, from memory or mapped."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.spelled import edits
from trie_core import Corrupt, Segment, TrieCoreError, count

Rows = list[tuple[str, int, int, int]]
letters = st.text("abcdeé日1\0z", min_size=1, max_size=8)
rows = st.lists(st.tuples(letters, st.integers(0, 5), st.integers(-3, 3), st.integers(1, 9)), max_size=60)


def expected(rows: Rows) -> dict[str, list[tuple[str, int, int, int, int]]]:
    """For each word its runs: equal counts in versions that follow each other are one."""
    times: dict[int, set[int]] = defaultdict(set)
    counts: dict[tuple[str, int, int], int] = defaultdict(int)
    for word, page, time, number in rows:
        times[page].add(time)
        counts[word, page, time] += number
    ordinals = {(page, time): at for page in times for at, time in enumerate(sorted(times[page]))}
    runs: dict[str, list[tuple[str, int, int, int, int]]] = defaultdict(list)
    for (word, page, time), number in sorted(counts.items()):
        ordinal, of_word = ordinals[page, time], runs[word]
        if of_word and of_word[-1][1] == page and of_word[-1][3] == ordinal - 1 and of_word[-1][4] == number:
            of_word[-1] = ("main", page, of_word[-1][2], ordinal, number)
        else:
            of_word.append(("main", page, ordinal, ordinal, number))
    return runs


@settings(deadline=None)
@given(rows)
def test_rows_come_back_as_runs(rows: Rows) -> None:
    segment, runs = Segment.from_rows(iter(rows)), expected(rows)
    segment.verify()
    words = sorted(runs, key=str.encode)
    assert len(segment) == len(words)
    assert [segment.word(ordinal) for ordinal in range(len(words))] == words
    assert segment.ordinals([*words, "?"]) == [*range(len(words)), None]
    assert segment.complete("", 1000) == words
    assert segment.complete("a", 3) == [word for word in words if word.startswith("a")][:3]
    assert {word: segment.runs(word) for word in words} == runs
    again = Segment.from_bytes(segment.to_bytes())
    assert {word: again.runs(word) for word in words} == runs


@settings(deadline=None)
@given(st.sets(letters, max_size=40), letters, st.integers(0, 2))
def test_similar_words_are_those_within_the_distance(words: set[str], wanted: str, limit: int) -> None:
    segment = Segment.from_rows((word, 1, 1, 1) for word in words)
    near = {word: edits(wanted, word) for word in words if edits(wanted, word) <= limit}
    assert dict(segment.similar(wanted, limit, 1000)) == near


def test_many_runs_fill_many_blocks() -> None:
    rows = [("often", page, 0, page % 9 + 1) for page in range(0, 3000, 2)]
    rows += [("often", 5000, time, 1 + time // 7) for time in range(300)]
    segment = Segment.from_rows(rows)
    assert segment.runs("often") == expected(rows)["often"]


def test_texts_give_what_their_counted_words_give() -> None:
    texts = [(1, 10, "The cat. THE cat sat"), (1, 20, "the cat"), (2, 5, "l'eau, dogs")]
    counted = [(word, page, time, n) for page, time, text in texts for word, n in count(text).items()]
    one, two = Segment.from_texts(texts), Segment.from_rows(counted)
    words = [one.word(ordinal) for ordinal in range(len(one))]
    assert words == [two.word(ordinal) for ordinal in range(len(two))]
    assert [one.runs(word) for word in words] == [two.runs(word) for word in words]


def test_a_saved_segment_is_mapped_back(tmp_path: Path) -> None:
    segment = Segment.from_rows([("word", 1, 2, 3)])
    segment.save(tmp_path / "a.seg")
    assert Segment.open(tmp_path / "a.seg").runs("word") == segment.runs("word")
    assert [file.name for file in tmp_path.iterdir()] == ["a.seg"]


def test_merging_keeps_the_newer_word_of_a_page() -> None:
    older = Segment.from_rows([("old", 1, 1, 1), ("kept", 2, 1, 1)])
    newer = Segment.from_rows([("new", 1, 5, 2)])
    merged = Segment.merge([older, newer])
    assert (merged.runs("old"), merged.runs("new")) == ([], [("main", 1, 0, 0, 2)])
    assert merged.runs("kept") == [("main", 2, 0, 0, 1)]


def test_nothing_at_all_is_a_segment() -> None:
    segment = Segment.from_rows([])
    assert (len(segment), "a" in segment, segment.complete(""), segment.similar("a")) == (0, False, [], [])
    assert len(Segment.merge([])) == 0
    with pytest.raises(IndexError):
        segment.word(0)


def test_a_lone_surrogate_is_no_word() -> None:
    segment = Segment.from_rows([("a", 1, 1, 1)])
    assert "\ud800" not in segment
    assert segment.ordinal("\ud800") is None
    assert segment.runs("\ud800") == []


@pytest.mark.parametrize("word", ["", "x" * 256])
def test_words_of_impossible_length_are_refused(word: str) -> None:
    with pytest.raises(TrieCoreError, match="1 to 255 bytes"):
        Segment.from_rows([(word, 1, 1, 1)])


@pytest.mark.parametrize(
    "row", [("a", -1, 1, 1), ("a", 1 << 32, 1, 1), ("a", 1, 1 << 63, 1), ("a", 1, 1, -1)]
)
def test_numbers_out_of_range_are_refused(row: tuple[str, int, int, int]) -> None:
    with pytest.raises(OverflowError):
        Segment.from_rows([row])


def test_two_texts_of_one_moment_are_refused() -> None:
    with pytest.raises(TrieCoreError, match="two texts of one time"):
        Segment.from_texts([(1, 1, "a"), (1, 1, "b")])


def test_what_is_no_segment_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "page").write_text("<html>" * 200)
    os.mkfifo(tmp_path / "fifo")
    for name in ("empty", "page", "fifo", "."):
        with pytest.raises(Corrupt):
            Segment.open(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        Segment.open(tmp_path / "absent")
