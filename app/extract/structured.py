"""Structured data of a page (JSON-LD of schema.org): what an article says, where a page shows no words.

It is a last resort. Such data often stands beside the words themselves, which then count alone.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from app.extract.text import tidy

_DEEPEST: Final = 8
_BODIES: Final = ("articleBody", "text", "description")


def article(data: list[str]) -> str:
    """The longest article body in the data, else the longest description; empty if there is none."""
    found: dict[str, list[str]] = {name: [] for name in _BODIES}
    for one in data:
        try:
            decoded = msgspec.json.decode(one.strip())
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            continue
        for name, value in _strings(decoded, 0):
            if name in found:
                found[name].append(value)
    for name in _BODIES:
        if found[name]:
            said = max(found[name], key=len)
            return tidy(said.replace("\0", "").replace("\t", " ").replace("\r", "\n").replace("\n", "\t"))
    return ""


def _strings(value: object, depth: int) -> Iterator[tuple[str, str]]:
    """Every named string inside."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str):
                yield str(name), inner
            else:
                yield from _strings(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, depth + 1)
