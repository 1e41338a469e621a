"""The core's tokeniser from Python: what counts as a word, and that nothing upsets it."""

import json
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trie_core

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

any_text = st.text(st.characters())  # with halves of surrogate pairs
western = st.text("abcXYZ019 '’.,:;_-\"\néÉßœŒ½™\u0301\u00ad", max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("L’eau d'Évian", ["l", "eau", "d", "évian"]),
        ("qu'il jusqu'à", ["qu", "il", "jusqu'à"]),
        ("don’t o'clock", ["don't", "o", "clock"]),
        ("Straße ＡＢＣ", ["strasse", "abc"]),
        ("e-mail example.org EU:s", ["e", "mail", "example.org", "eu:s"]),
        ("e\u0301te\u0301 Donau\u00addampf", ["été", "donaudampf"]),
        ("🙂 – … ™", []),
        ("x" * 64 + " " + "y" * 65, ["x" * 64]),
    ],
)
def test_words_are_those_of_the_documentation(text: str, expected: list[str]) -> None:
    assert trie_core.words(text) == expected


def test_half_a_surrogate_pair_is_no_letter() -> None:
    assert trie_core.words("a\ud800b \udfff") == ["a", "b"]
    assert trie_core.count("\ud83d a \ude42 a") == {"a": 2}
    assert trie_core.counts(["a \ud800", "b"]) == [{"a": 1}, {"b": 1}]


@given(any_text)
def test_a_word_is_its_own_only_word(text: str) -> None:
    for word in trie_core.words(text):
        assert trie_core.words(word) == [word]


@given(st.one_of(western, any_text))
def test_counting_is_listing(text: str) -> None:
    listed = trie_core.words(text)
    counted = trie_core.count(text)
    assert counted == {word: listed.count(word) for word in listed}
    assert list(counted) == list(dict.fromkeys(listed))


@given(st.lists(western, max_size=5))
def test_a_batch_is_its_texts_one_by_one(texts: list[str]) -> None:
    assert trie_core.counts(texts) == [trie_core.count(text) for text in texts]
    assert trie_core.counts(tuple(texts)) == trie_core.counts(texts)


@given(western)
def test_a_neighbour_outside_ascii_does_not_change_a_word(text: str) -> None:
    # An é in front of a text without a blank sends all of it down the long way.
    plain = text.encode("ascii", "ignore").decode().replace("\n", " ").replace("-", " ")
    for chunk in plain.split():
        assert trie_core.words(f"—{chunk}—") == trie_core.words(chunk)


@given(western)
def test_a_page_is_found_by_what_it_says(text: str) -> None:
    # Each blank-separated piece of a page, typed as a query, asks for words that the page has.
    on_page = set(trie_core.words(text))
    for piece in text.split():
        typed = piece.strip('"-~*:').replace("*", " ")
        if typed and trie_core.words(typed):
            assert set(trie_core.parse(typed).words) <= on_page


@pytest.mark.parametrize("bad", [None, 1, b"text", ["text"]])
def test_only_text_is_taken(bad: object) -> None:
    with pytest.raises(TypeError):
        trie_core.words(bad)  # type: ignore[arg-type]


def test_naughty_strings_are_words_or_nothing() -> None:
    path = SHARED / "conformance" / "blns" / "blns.json"
    if not path.exists():
        pytest.skip("the naughty strings are not beside the project")
    for text in json.loads(path.read_text(encoding="utf-8")):
        for word in trie_core.words(text):
            assert trie_core.words(word) == [word]
            assert 0 < len(word.encode()) <= 64


def test_long_texts_let_other_threads_run() -> None:
    # With the interpreter's own switching all but off, another thread gets a turn only where its lock is
    # let go; the batch is repeated until it got one.
    gate, turns = threading.Lock(), list[bool]()
    text = "wörd " * 100_000

    def other() -> None:
        with gate:
            turns.append(True)

    thread = threading.Thread(target=other)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1000)
    try:
        with gate:
            thread.start()
        for _ in range(200):
            assert trie_core.counts([text]) == [{"wörd": 100_000}]
            if turns:
                break
        seen = list(turns)
    finally:
        sys.setswitchinterval(before)
        thread.join()
    assert seen == [True]
