"""A segment answers what a search through all its rows would."""

from __future__ import annotations

import copy
import pickle
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coils.segment import Row, Run, Segment

ROWS = st.lists(
    st.tuples(st.text("ab", max_size=3), st.integers(0, 300), st.integers(-9, 9), st.integers(1, 300)),
    max_size=60,
    unique_by=lambda row: row[:3],
)


def runs_of(rows: list[Row], word: str) -> list[Run]:
    """The slow way: number each page's times, then join what follows on with the same count."""
    found: list[Run] = []
    for page in sorted({row[1] for row in rows}):
        times = sorted({time for _, where, time, _ in rows if where == page})
        counts = [sum(n for w, p, t, n in rows if (w, p, t) == (word, page, time)) for time in times]
        ordinal = 0
        for count, same in groupby(counts):
            length = len(list(same))
            if count:
                found.append(("main", page, ordinal, ordinal + length - 1, count))
            ordinal += length
    return found


@given(ROWS, st.randoms())
def test_runs_are_those_of_the_rows_in_any_order(rows: list[Row], chance: object) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    segment = Segment.from_rows(shuffled)
    words = sorted({row[0] for row in rows})
    assert list(segment) == words
    assert len(segment) == len(words)
    assert [segment.runs(word) for word in words] == [runs_of(rows, word) for word in words]
    assert sorted(segment.rows()) == sorted(rows)
    assert segment.ordinals(["nowhere", *words]) == [None, *range(len(words))]
    assert [segment.word(n) for n in range(len(words))] == words
    assert segment == Segment(rows)


@given(ROWS)
def test_sets_of_versions_are_and_or_and_not(rows: list[Row]) -> None:
    segment = Segment(rows)
    times = {page: segment.timeline(page) for page in segment.pages()}
    has = {(word, page, times[page].index(time)) for word, page, time, _ in rows}
    every = {(page, n) for page in times for n in range(len(times[page]))}
    a, b = segment.versions("a"), segment.versions("b")
    assert segment.versions() == every
    assert a & b == {v for v in every if ("a", *v) in has and ("b", *v) in has}
    assert a | b == {v for v in every if ("a", *v) in has or ("b", *v) in has}
    assert segment.versions() - a == {v for v in every if ("a", *v) not in has}


@given(ROWS, ROWS)
def test_merging_states_a_page_anew_by_the_later_segment(older: list[Row], newer: list[Row]) -> None:
    restated = {row[1] for row in newer}
    merged = Segment.merge([Segment(older), Segment(newer)])
    assert merged == Segment([row for row in older if row[1] not in restated] + newer)


@given(ROWS)
def test_copies_are_equal(rows: list[Row]) -> None:
    segment = Segment(rows)
    assert pickle.loads(pickle.dumps(segment)) == segment == copy.deepcopy(segment)
    assert segment.nbytes == len(pickle.dumps(segment, protocol=5))


def test_an_unchanged_word_is_one_run_however_often_it_was_read() -> None:
    once = Segment([("tea", 7, 0, 2)])
    often = Segment([("tea", 7, time, 2) for time in range(1_000)])
    assert often.runs("tea") == [("main", 7, 0, 999, 2)]
    assert len(often._leaves) <= len(once._leaves) + 1


def test_counts_of_the_same_word_page_and_time_add_up() -> None:
    assert Segment([("tea", 7, 0, 2), ("tea", 7, 0, 3)]).runs("tea") == [("main", 7, 0, 0, 5)]


def test_the_words_can_be_asked_as_in_the_trie() -> None:
    segment = Segment([("ten", 1, 0, 1), ("tea", 1, 0, 1)])
    assert "ten" in segment
    assert segment.ordinal("tea") == 0
    assert segment.complete("te") == ["tea", "ten"]
    assert segment.similar("tan", 1) == [("ten", 1)]
    assert segment.runs("x") == []
    assert segment != 1
    assert repr(segment) == "<Segment of 2 words on 1 pages>"
    with pytest.raises(KeyError):
        segment.timeline(2)


@pytest.mark.parametrize(
    ("row", "message"), [(("a", 1, 0, 0), "count"), (("a", -1, 0, 1), "page"), (("a", 1 << 32, 0, 1), "page")]
)
def test_impossible_rows_are_refused(row: Row, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Segment([row])
