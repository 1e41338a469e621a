"""Sentences from Python: places in code points, hashes as bytes, changes that account for everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trie_core
from app.text import SENTENCES_VERSION, Hashes, pack_hashes, sentence_hashes, sentences, unpack_hashes

# With halves of surrogate pairs, without the four that are white space to Python only.
any_text = st.text(st.characters(exclude_characters="\x1c\x1d\x1e\x1f"))
tricky = st.text('abcXYZ019 .!?…"«»()[]\né日\u0301\U0001f642', max_size=80)
languages = st.sampled_from(["", "en", "nl", "sv", "nb", "fr", "de"])


def cut(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Mr. Smith left. He was 30.", ["Mr. Smith left.", "He was 30."]),
        ("nl", "Zie art. 3, bijv. Het slot. Meer niet.", ["Zie art. 3, bijv. Het slot.", "Meer niet."]),
        ("sv", "T.ex. Malmö. Inte Lund.", ["T.ex. Malmö.", "Inte Lund."]),
        ("nb", "Den 26. november kom snøen. Vi frøs.", ["Den 26. november kom snøen.", "Vi frøs."]),
        ("fr", "« Quoi ? » dit M. Dupont. Rien.", ["« Quoi ? » dit M. Dupont.", "Rien."]),
        ("", "Menu\nHome\n\nLast line", ["Menu", "Home", "Last line"]),
        ("zh", "🙂 它很大。它很好！", ["🙂 它很大。", "它很好！"]),
    ],
)
def test_spans_are_code_points_of_the_text(language: str, text: str, expected: list[str]) -> None:
    assert cut(text, language) == expected


def test_half_a_surrogate_pair_moves_no_span() -> None:
    text = "The\ud800 dike. \udfffThe lock."
    assert cut(text, "en") == ["The\ud800 dike.", "\udfffThe lock."]


@given(st.one_of(tricky, any_text), languages)
def test_all_but_white_space_stands_in_one_sentence_in_order(text: str, language: str) -> None:
    last = 0
    for start, end in sentences(text, language):
        assert last <= start < end
        assert not text[last:start].strip()
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        last = end
    assert not text[last:].strip()


@given(st.one_of(tricky, any_text), languages)
def test_each_sentence_has_eight_bytes(text: str, language: str) -> None:
    assert len(sentence_hashes(text, language)) == 8 * len(sentences(text, language))


@given(st.lists(tricky, max_size=4), languages)
def test_lines_are_hashed_by_themselves(lines: list[str], language: str) -> None:
    assert sentence_hashes("\n".join(lines), language) == b"".join(
        sentence_hashes(line, language) for line in lines
    )


@given(tricky, tricky, languages)
def test_what_changed_accounts_for_each_sentence_once(older: str, newer: str, language: str) -> None:
    found = trie_core.compare_sentences(older, newer, language)
    kept = found.kept
    before = [old for old, _ in found.moved + found.changed] + found.removed
    after = [new for _, new in found.moved + found.changed] + found.added
    assert len(set(before)) == len(before) == len(sentences(older, language)) - kept
    assert len(set(after)) == len(after) == len(sentences(newer, language)) - kept
    assert set(before) <= set(sentences(older, language))
    assert set(after) <= set(sentences(newer, language))


def test_hashes_are_the_same_for_ever() -> None:
    # XXH3 of the sentence, in 64 bits: what stands in databases hangs on it.
    assert sentence_hashes("Hello.", "en").hex() == "47f7aaf9a5112b09"


@given(tricky, tricky, languages)
def test_what_is_kept_of_main_text_and_rest_comes_apart_again(main: str, rest: str, language: str) -> None:
    hashes = Hashes(sentence_hashes(main, language), sentence_hashes(rest, language))
    assert unpack_hashes(pack_hashes(main, rest, language)) == hashes


def test_what_other_rules_made_is_not_compared() -> None:
    kept = pack_hashes("One. Two.", "Menu", "en")
    assert unpack_hashes((SENTENCES_VERSION + 1).to_bytes(4, "little") + kept[4:]) is None
    assert unpack_hashes(b"") is None


def test_only_texts_are_taken() -> None:
    with pytest.raises(TypeError):
        trie_core.sentences(b"bytes", "en")  # type: ignore[arg-type]
