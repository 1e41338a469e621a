"""Queries are light that are a moment's work, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from trie_core import Index, Version, Writer

MANY = 1_000_000


@pytest.fixture
def index(tmp_path: Path) -> Index:
    with Writer(tmp_path) as writer:
        for page, main in enumerate(["the flood came & went", "flood insurance", "hotel flood " * 1_200]):
            version = Version(first_read=5, last_read=5, title="", main=main, rest="")
            writer.put(page, 0, [version], site="a.org")
        writer.commit()
    return Index.open(tmp_path)


def test_words_that_are_there_are_light_if_they_are_few(index: Index) -> None:
    assert index.is_light("flood hotel", MANY)
    assert not index.is_light("flood hotel", 1)


@pytest.mark.parametrize(
    "query",
    ["fl*", "flood unheard", '"the flood"', "-flood", "flood OR the", "title:flood", "floot~", "a.org"],
)
def test_everything_else_is_not(index: Index, query: str) -> None:
    assert not index.is_light(query, MANY)
