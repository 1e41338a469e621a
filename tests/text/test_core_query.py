"""The query language from Python: a query or a QuerySyntax that says where, whatever is typed."""

import json
import pickle
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

import trie_core

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

WORDS = ["a", "b", "Été", "e-mail", " ", " ", "*", "~", '"', ":", "\0", "\ud800", "ﷺ"]
OPERATORS = ["OR", " OR ", " AND ", "NOT ", "-", "+", "(", ")"]
FIELDS = ["site:a.org", "lang:nl", "title:", "in:all", "after:2026-01-31", "at:2026-02-30"]
pieces = st.sampled_from(WORDS + OPERATORS + FIELDS)
queries = st.one_of(st.lists(pieces, max_size=20).map("".join), st.text(st.characters()))


def test_a_query_tells_its_parts() -> None:
    query = trie_core.parse("Solar (wind OR tid*) -coal title:Sea after:2026-01-31 in:all")
    assert query.text == "Solar (wind OR tid*) -coal title:Sea after:2026-01-31 in:all"
    assert query.words == ["solar", "wind", "tid*", "sea"]
    assert (query.after, query.before, query.at, query.in_all) == ("2026-01-31", None, None, True)
    assert str(query) == "solar (wind OR tid*) -coal title:sea in:all after:2026-01-31"
    assert query == trie_core.parse(query.text)
    assert query != trie_core.parse("solar")


def test_a_query_is_frozen() -> None:
    with pytest.raises(AttributeError):
        trie_core.parse("a").text = "b"  # type: ignore[misc]


def test_the_last_word_is_a_prefix_while_typing() -> None:
    assert trie_core.parse("solar win", typing=True).words == ["solar", "win*"]
    assert trie_core.parse("solar win ", typing=True).words == ["solar", "win"]
    assert str(trie_core.parse("(solar OR", typing=True)) == "solar"


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("at:2026-02-30", "bad-day", 3),
        ("a OR at:2026-02-01", "not-outermost", 5),
        ("at:2026-02-01 at:2026-02-02", "two-days", 14),
        ("🙂 url:a.org url:b.org", "two-addresses", 12),
        ("+flood -flood", "contradiction", 8),
        ("🙂\ud800", "broken-text", 1),
    ],
)
def test_contradictions_say_what_and_where(text: str, code: str, position: int) -> None:
    with pytest.raises(trie_core.QuerySyntax) as caught:
        trie_core.parse(text)
    error = caught.value
    assert (error.code, error.position) == (code, position)
    assert str(error) == trie_core.QUERY_MESSAGES[code]
    assert isinstance(error, trie_core.TrieCoreError)
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    ("text", "kind", "position"),
    [
        ("AND AND", "stray-operator", 0),
        ("é OR", "stray-operator", 2),
        ("🙂 (a", "open-bracket", 2),
        ("a)", "stray-bracket", 1),
        ('a "b c', "open-quote", 2),
        ("wrod~3", "edits", 4),
        ("C*-algebra", "star", 1),
        ("site:", "no-value", 0),
        ("é foo:bar", "unknown-field", 2),
        ("lang:klingon", "not-a-language", 0),
        ("&&", "no-words", 0),
        (" ".join(f"w{number}" for number in range(70)), "too-many-words", 246),
        ("(" * 3000 + "a", "open-bracket", 0),
        ("(" * 70 + "a OR b" + ")" * 70, "too-deep", 64),
        ("x" * 1_000_000, "too-long", 4096),
        ("OR " * 10_000, "too-long", 4094),
        (" ".join(f"w{n}" for n in range(10_000)), "too-long", 4094),
    ],
)
def test_notes_say_what_was_read_otherwise_and_where(text: str, kind: str, position: int) -> None:
    query = trie_core.parse(text)
    note = next(note for note in query.notes if note.kind == kind)
    assert note.position == position
    assert note.message == trie_core.QUERY_NOTES[kind]
    assert text[position:].startswith(note.text[:1])
    assert note == next(note for note in trie_core.parse(text).notes if note.kind == kind)


def test_the_plain_words_of_a_query_loosen() -> None:
    query = trie_core.parse('flood dik* +river "high water" -coal wrod~')
    assert (query.plain, query.strict) == (["flood", "dik*", "wrod~"], False)
    assert trie_core.parse("flood AND dike").strict
    assert trie_core.parse("(flood) dike").plain == ["flood", "dike"], "one word in brackets is a word"
    assert trie_core.parse("(flood dike) storm").plain == []
    assert trie_core.parse("+flood +dike").strict
    assert trie_core.parse("flood").strict


def test_addresses_and_times_are_told() -> None:
    query = trie_core.parse("flood url:https://example.org/a after:2026-11 at:2026-12-25T15:00+01:00")
    assert (query.url, query.address) == ("https://example.org/a", None)
    assert (query.after, query.at) == ("2026-11-01", "2026-12-25T15:00+01:00")
    assert trie_core.parse(" https://example.org/a?b=c ").address == "https://example.org/a?b=c"


LANGUAGES = ["en", "nl", "sv", "no", "fr", "da", "fi", "de", "es", "pt", "it", "pl", "ru", "uk", "tr", "ar"]


@pytest.mark.parametrize("speaker", ["en", "nl", "sv", "nb", "fr"])
def test_languages_go_by_their_names_in_each_language_of_the_pages(speaker: str) -> None:
    names = Locale(speaker).languages
    for code in LANGUAGES:
        assert str(trie_core.parse(f"lang:{names[code]}")) == f"lang:{code}"


def test_an_error_travels_between_processes() -> None:
    with pytest.raises(trie_core.QuerySyntax) as caught:
        trie_core.parse("a at:2026-02-30")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.position, copy.code) == (str(caught.value), 5, "bad-day")


def check(text: str, typing: bool) -> None:
    try:
        query = trie_core.parse(text, typing=typing)
    except trie_core.QuerySyntax as error:
        position = error.position
    else:
        position = 0
        again = trie_core.parse(str(query))
        assert (str(again), again.words, again.plain) == (str(query), query.words, query.plain)
        assert all(note.position <= len(text) for note in query.notes)
        assert len(query.words) <= 64
    assert 0 <= position <= len(text)


@given(queries, st.booleans())
def test_whatever_is_typed_is_a_query_or_an_error(text: str, typing: bool) -> None:
    check(text, typing)


def test_naughty_strings_are_queries_or_errors() -> None:
    path = SHARED / "conformance" / "blns" / "blns.json"
    if not path.exists():
        pytest.skip("the naughty strings are not beside the project")
    for text in json.loads(path.read_text(encoding="utf-8")):
        check(text, typing=False)
        check(text, typing=True)
