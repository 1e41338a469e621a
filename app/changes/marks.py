"""Marks on the words of a query: what is looked for in a text that is shown."""

from __future__ import annotations

import re

from app.text import snippet, words

_OPERATORS = frozenset({"AND", "OR", "NOT"})
_FIELD = re.compile(r"[a-z]+:")


def words_of(q: str) -> list[str]:
    """The words of a query that a page should have, beginnings with their `*`; of fields only `title:`."""
    found = []
    for part in q.split():
        bare = part.strip('()"+').removeprefix("title:")
        if part in _OPERATORS or bare.startswith("-") or _FIELD.match(bare):
            continue
        said = words(bare)
        if said and bare.endswith("*"):
            said[-1] += "*"
        found += said
    return found


def mark(text: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """The parts of a text, and which of them are such words."""
    parts = snippet(text, wanted, width=len(text) + 1)
    if not any(hit for _, hit in parts):
        return [(text, False)]
    # White space at the ends is no part of a snippet.
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return [(start, False), *parts, (end, False)]
