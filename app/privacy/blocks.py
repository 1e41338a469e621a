"""Reads the few signs an admin's text may hold: headings, lists and paragraphs, divided by blank lines.

No markup language and nothing that has to be cleaned: a template writes the pieces, each escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

Kind = Literal["heading", "list", "paragraph"]


class Block(msgspec.Struct, frozen=True):
    """A piece of a text: a heading or a paragraph of one line, or a list with a line for each entry."""

    kind: Kind
    lines: tuple[str, ...]


def read(text: str) -> list[Block]:
    """The pieces of a text, in order.

    A line that begins with `# ` is a heading, lines that begin with `- ` are a list; other lines up to
    the next of these or to a blank one are a paragraph.
    """
    return list(_joined(_kind(line.strip()) for line in text.splitlines()))


def _kind(line: str) -> tuple[Kind | None, str]:
    if not line:
        return None, ""
    sign, _, rest = line.partition(" ")
    rest = rest.strip()
    if rest and sign.strip("#") == "":
        return "heading", rest
    if rest and sign in ("-", "*"):
        return "list", rest
    return "paragraph", line


def _joined(lines: Iterator[tuple[Kind | None, str]]) -> Iterator[Block]:
    kind: Kind | None = None
    held: list[str] = []
    for next_kind, line in (*lines, (None, "")):
        if held and kind is not None and (next_kind != kind or kind == "heading"):
            yield Block(kind, tuple(held) if kind == "list" else (" ".join(held),))
            held = []
        kind = next_kind
        if kind is not None:
            held.append(line)
