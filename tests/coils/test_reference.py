"""The core and its plain-Python reference: same rows in, same answers out, for every operation both have."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import trie_core
from coils.segment import Row, Segment

WORDS = st.one_of(
    st.text("abc.d_0", min_size=1, max_size=8),
    st.text("aé\U0001f600ß", min_size=1, max_size=4),
    st.integers(0, 9_999).map(str),
)
ROWS = st.lists(
    st.tuples(
        WORDS, st.one_of(st.integers(0, 3), st.integers(0, 2**32 - 1)), st.integers(0, 9), st.integers(1, 300)
    ),
    max_size=80,
    unique_by=lambda row: row[:3],
)


@settings(max_examples=200)
@given(ROWS, WORDS, st.integers(1, 12))
def test_the_core_answers_as_the_reference_does(rows: list[Row], asked: str, limit: int) -> None:
    core, coil = trie_core.Segment.from_rows(rows), Segment.from_rows(rows)
    words = list(coil)
    assert len(core) == len(coil)
    assert core.ordinals([*words, asked]) == coil.ordinals([*words, asked])
    assert [core.word(n) for n in range(len(words))] == words
    for word in [*words, asked, asked + "a", asked[:-1]]:
        assert (word in core) == (word in coil)
        assert core.ordinal(word) == coil.ordinal(word)
        assert core.runs(word) == coil.runs(word)
        assert core.complete(word, limit) == coil.complete(word, limit)


@given(st.lists(st.text("abcé", min_size=1, max_size=6)), st.text("abcé", max_size=6), st.integers(0, 2))
def test_similar_words_of_the_core_are_those_of_the_reference(
    words: list[str], asked: str, distance: int
) -> None:
    # The core edits no digits; there are none here.
    rows = [(word, 1, 0, 1) for word in set(words)]
    core = trie_core.Segment.from_rows(rows).similar(asked, distance, 1_000)
    assert core == Segment(rows).similar(asked, distance, 1_000)


@settings(max_examples=50)
@given(ROWS)
def test_a_saved_core_answers_as_the_reference_does(rows: list[Row]) -> None:
    coil = Segment.from_rows(rows)
    core = trie_core.Segment.from_bytes(trie_core.Segment.from_rows(rows).to_bytes())
    assert [core.runs(word) for word in coil] == [coil.runs(word) for word in coil]


@settings(max_examples=50)
@given(ROWS, ROWS)
def test_merged_cores_answer_as_the_merged_reference_does(older: list[Row], newer: list[Row]) -> None:
    core = trie_core.Segment.merge([trie_core.Segment.from_rows(older), trie_core.Segment.from_rows(newer)])
    coil = Segment.merge([Segment(older), Segment(newer)])
    assert [core.runs(word) for word in coil] == [coil.runs(word) for word in coil]
    assert len(core) == len(coil)


def test_a_segment_opened_from_its_file_answers_as_the_reference_does(tmp_path: Path) -> None:
    rows = [(f"word{n % 97}", n % 13, n // 13, 1 + n % 3) for n in range(1_000)]
    coil = Segment.from_rows(rows)
    trie_core.Segment.from_rows(rows).save(tmp_path / "segment")
    core = trie_core.Segment.open(tmp_path / "segment")
    assert [core.runs(word) for word in coil] == [coil.runs(word) for word in coil]
