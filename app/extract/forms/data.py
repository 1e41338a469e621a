"""JSON: a line for each key with its value, in the order in which they stand there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from app.extract.forms.words import Words, lines, stripped, words

_TITLES: Final = ("title", "name", "headline")
_GUARD = re.compile(r"\s*(?:\)\]\}'?,?\s*\n|while\s*\(1\);|for\s*\(;;\);)")
"""What keeps other sites from running an answer as a script."""
_MARKUP = re.compile(r"</?(?:p|div|span|a|br|li|ul|ol|h\d|b|i|em|strong|table|tr|td|img)\b[^<>]*>", re.I)


def read(text: str) -> Words | None:
    """What a document of JSON says, or of one a line; None when it is neither."""
    try:
        value = _value(text)
        return words(_title(value), _lines(value))
    except (ValueError, RecursionError, MemoryError):
        return None


def _value(text: str) -> object:
    guard = _GUARD.match(text)
    text = text[guard.end() if guard else 0 :].lstrip("\ufeff\x1e").strip()
    try:
        return _parsed(text)
    except json.JSONDecodeError as error:
        if "\n" not in text or error.msg != "Extra data":
            raise
        return [_parsed(line) for line in text.replace("\x1e", "").splitlines() if line.strip()]


def _parsed(text: str) -> object:
    # Numbers stay as they are written: 1.10 is not 1.1, and one of a million digits is no work.
    value: object = json.loads(
        text, object_pairs_hook=tuple, parse_float=str, parse_int=str, parse_constant=str, strict=False
    )
    return value


def _title(value: object) -> str:
    if not isinstance(value, tuple):
        return ""
    said = {key: one for key, one in reversed(value) if isinstance(one, str)}
    return next((" ".join(stripped(said[name])) for name in _TITLES if said.get(name)), "")


def _lines(value: object) -> Iterator[str]:
    """Keys and values from the outside in; deeply nested ones need no deep calls."""
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        key, one = waiting.pop()
        if isinstance(one, tuple):
            if key:
                yield key
            waiting += reversed(one)
        elif isinstance(one, list):
            if key:
                yield key
            waiting += [("", item) for item in reversed(one)]
        else:
            said = _scalar(one)
            yield f"{key}: {said[0]}" if key else said[0]
            yield from said[1:]


def _scalar(value: object) -> list[str]:
    if isinstance(value, str):
        return (stripped(value) if _MARKUP.search(value) else lines(value)) or [""]
    return [{True: "true", False: "false"}.get(value, "null") if isinstance(value, bool) else "null"]
