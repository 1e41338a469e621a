"""The query language from Python: a query or a QuerySyntax that says where, whatever is typed."""

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trie_core

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

WORDS = ["a", "b", "Été", "e-mail", " ", " ", "*", "~", '"', ":", "\0", "\ud800", "ﷺ"]
OPERATORS = ["OR", " OR ", " AND ", "NOT ", "-", "(", ")"]
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
        ("AND AND", "no-left", 0),
        ("é OR", "no-right", 2),
        ("🙂 (a", "not-closed", 2),
        ("a)", "not-opened", 1),
        ('a "b c', "not-ended", 2),
        ("wrod~3", "edits", 4),
        ("a *", "bare-star", 2),
        ("site:", "no-value", 0),
        ("at:2026-02-30", "bad-day", 3),
        ("a OR at:2026-02-01", "not-outermost", 5),
        ("&&", "no-words", 0),
        ("🙂\ud800", "broken-text", 1),
        ("a " * 65, "too-many-words", 128),
        ("(" * 3000, "too-deep", 64),
        ("x" * 1_000_000, "too-long", 4096),
        ("OR " * 10_000, "too-long", 4096),
        (" ".join(f"w{n}" for n in range(10_000)), "too-long", 4096),
    ],
)
def test_errors_say_what_and_where(text: str, code: str, position: int) -> None:
    with pytest.raises(trie_core.QuerySyntax) as caught:
        trie_core.parse(text)
    error = caught.value
    assert (error.code, error.position) == (code, position)
    assert str(error).endswith(".")
    assert isinstance(error, trie_core.TrieCoreError)
    assert isinstance(error, ValueError)


def test_an_error_travels_between_processes() -> None:
    with pytest.raises(trie_core.QuerySyntax) as caught:
        trie_core.parse("a OR")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.position, copy.code) == (str(caught.value), 2, "no-right")


def check(text: str, typing: bool) -> None:
    try:
        query = trie_core.parse(text, typing=typing)
    except trie_core.QuerySyntax as error:
        position = error.position
    else:
        position = 0
        again = trie_core.parse(str(query))
        assert (str(again), again.words) == (str(query), query.words)
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
