"""Pasted text is searched, not refused, and finds the page it was copied from."""

from __future__ import annotations

from pathlib import Path

import pytest

import trie_core
from tests.text.pastes import pastes

DAY = 86_400_000_000


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> trie_core.Index:
    """One page for each text, with words before and after it."""
    folder: Path = tmp_path_factory.mktemp("pastes")
    with trie_core.Writer(folder) as writer:
        for page, text in enumerate(pastes()):
            body = f"Everything on this page. {text}\nAnd what follows it, at last."
            version = trie_core.Version(
                first_read=DAY, last_read=DAY, title="Page", main=body, rest="", language="en"
            )
            writer.put(page, 0, [version], site="example.org")
        writer.commit()
    return trie_core.Index.open(folder)


def test_there_are_two_hundred_texts() -> None:
    assert len(set(pastes())) == len(pastes()) >= 200


@pytest.mark.parametrize("typing", [False, True])
def test_no_paste_is_refused_and_each_is_words(typing: bool) -> None:
    for text in pastes():
        query = trie_core.parse(text, typing=typing)
        # While somebody types, an operator at the end is still to be followed by something.
        assert query.words or typing, text
        again = trie_core.parse(str(query))
        assert (again.words, again.plain, again.strict) == (query.words, query.plain, query.strict), text


def test_a_paste_finds_its_page(index: trie_core.Index) -> None:
    missed = []
    for page, text in enumerate(pastes()):
        answer = index.search(text, limit=len(pastes()))
        if page not in [hit.page for hit in answer.hits]:
            missed.append((text, str(trie_core.parse(text)), len(answer.hits)))
    assert missed == []


def test_a_paste_put_on_one_line_finds_its_page(index: trie_core.Index) -> None:
    # A field of one line makes blanks of line breaks.
    missed = []
    for page, text in enumerate(pastes()):
        line = text.replace("\n", " ")
        if page not in [hit.page for hit in index.search(line, limit=len(pastes())).hits]:
            missed.append((line, str(trie_core.parse(line))))
    assert missed == []
