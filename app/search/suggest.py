"""Suggestions while typing: the last word completed, and words that stand nowhere put right.

Both come from the words of the index itself, so that whatever is suggested is found.
"""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from msgspec import Meta

import trie_core
from app.search.engine import ENGINES
from app.search.errors import SearchError
from app.text import words

MOST = 8
_BEGINS = re.compile(r"[-+(\"]*(?:title:[(\"]*)?", re.IGNORECASE)
_NO_WORD = re.compile(r"(?:site|lang|tag|url|in|after|before|at):", re.IGNORECASE)


class SuggestRequest(msgspec.Struct, frozen=True):
    """What is completed."""

    q: Annotated[
        str, Meta(description="A query, the last word of which may be unfinished.", examples=["flo"])
    ] = ""


class Completion(msgspec.Struct, frozen=True):
    """A word that begins as the last one does, on how many pages it stands now, and the query with it."""

    word: str
    pages: int
    query: str


class Suggestions(msgspec.Struct, frozen=True):
    """Completions, the most frequent first, and the query as it was probably meant, if that is another."""

    query: str
    completions: list[Completion]
    did_you_mean: str | None


def suggest(index: trie_core.Index, text: str, *, engine: str = "trie") -> Suggestions:
    """Suggestions for a query that may still be unfinished; one that cannot be understood has none."""
    completions = _completions(index, text)
    # What still may become a word is not wrong yet.
    return Suggestions(text, completions, _meant(index, text, engine, unfinished=bool(completions)))


def _completions(index: trie_core.Index, text: str) -> list[Completion]:
    last = text[max(text.rfind(blank) for blank in " \t\n\u3000") + 1 :]
    last = last[_BEGINS.match(last).end() :]  # type: ignore[union-attr]  # it matches nothing at all, too
    found = words(last)
    if not found or _NO_WORD.match(last) or not last.casefold().endswith(found[-1]):
        return []
    begun = text[: len(text) - len(found[-1])]
    return [Completion(word, pages, begun + word) for word, pages in index.complete(found[-1], MOST)]


def _meant(index: trie_core.Index, text: str, engine: str, *, unfinished: bool) -> str | None:
    try:
        query = ENGINES[engine].parse(text, typing=unfinished)
    except SearchError:
        return None
    return index.did_you_mean(query)
