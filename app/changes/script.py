"""Scripts as they are shown: what became of each sentence, in lines, with what is unchanged folded.

They are plain values, so that templates can keep what is made of them, and the same for the page, the
downloads, the API and the shell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal

import msgspec

from app.text import Blind, Step, difference

Kind = Literal["kept", "changed", "added", "removed", "moved", "away", "back"]
AROUND: Final = 2
"""Sentences that are shown around a change."""

_FOLDED: Final = 2_000
"""Sentences of one fold that are sent along; of more, only their number."""

Marker = Callable[[str], list[tuple[str, bool]]]
"""Cuts a text into parts and tells which are words of a query."""


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A part of a sentence: as it was, removed or added, and whether it is a word of the query."""

    text: str
    kind: Literal["same", "removed", "added"] = "same"
    hit: bool = False


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence: on either side or on both, and both at once with the words that changed.

    One that moved stands in two lines, `moved` where it is now and `away` where it was; `by` is how many
    sentences down it went. `number` counts the changes of a page from 1, 0 is none. `first` is when one that
    is gone, or came back, was there first (µs), `until` when it was last seen before it came back, and
    `stood` the version of that time.
    """

    kind: Kind
    older: tuple[Piece, ...] = ()
    newer: tuple[Piece, ...] = ()
    both: tuple[Piece, ...] = ()
    by: int = 0
    number: int = 0
    first: int | None = None
    until: int | None = None
    stood: int | None = None
    flaps: bool = False  # it varies again and again
    place: int = -1  # among the sentences of the text that it stands in, of both where it is kept

    @property
    def is_change(self) -> bool:
        """Whether it is one of the changes that are counted."""
        return self.kind not in ("kept", "away")

    def as_was(self) -> str:
        """The sentence in the older text."""
        return "".join(piece.text for piece in self.older)

    def as_is(self) -> str:
        """The sentence in the newer text."""
        return "".join(piece.text for piece in self.newer)


class Fold(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences that are unchanged; `lines` is empty where they are not shown."""

    count: int
    lines: tuple[Line, ...] = ()


def lines(older: str, newer: str, language: str, blind: Blind) -> list[Line]:
    """All lines of the script that leads from one text to the other."""
    found = difference(older, newer, language, blind)
    before = [older[start:end] for start, end in found.older]
    after = [newer[start:end] for start, end in found.newer]
    made: list[Line] = []
    for step in found.steps:
        if step.kind == "kept":
            made += _kept(before, after, step)
        else:
            made.append(_line(older, newer, before, after, step))
    return made


def _kept(before: Sequence[str], after: Sequence[str], step: Step) -> Iterator[Line]:
    for was, at in zip(range(*step.older), range(*step.newer), strict=True):
        now = (Piece(after[at]),)
        yield Line(kind="kept", older=(Piece(before[was]),), newer=now, both=now, place=at)


def _line(older: str, newer: str, before: Sequence[str], after: Sequence[str], step: Step) -> Line:
    was, at = step.older[0], step.newer[0]
    if step.kind == "removed":
        gone = (Piece(before[was], "removed"),)
        return Line(kind="removed", older=gone, both=gone, place=was)
    if step.kind == "added":
        new = (Piece(after[at], "added"),)
        return Line(kind="added", newer=new, both=new, place=at)
    if step.kind == "moved-away":
        there = (Piece(before[was]),)
        return Line(kind="away", older=there, both=there, by=at - was, place=was)
    sides = (
        _worded(older, newer, step) if step.words else ((Piece(before[was]),), *2 * ((Piece(after[at]),),))
    )
    is_moved = step.kind == "moved-here"
    return Line(
        kind="moved" if is_moved else "changed",
        # A moved one stands on the older side where it was.
        older=() if is_moved else sides[0],
        newer=sides[1],
        both=sides[2],
        by=at - was if is_moved else 0,
        place=at,
    )


def _worded(older: str, newer: str, step: Step) -> tuple[tuple[Piece, ...], ...]:
    """A sentence that changed, as it was, as it is, and both at once."""
    was, now, both = [], [], []
    for (start, end), (new_start, new_end) in step.words:
        if start < end and new_start < new_end:
            was.append(Piece(older[start:end]))
            now.append(Piece(newer[new_start:new_end]))
            both.append(now[-1])
        elif start < end:
            pieces = _marked(older[start:end], "removed")
            was += pieces
            both += pieces
        else:
            pieces = _marked(newer[new_start:new_end], "added")
            now += pieces
            both += pieces
    return tuple(was), tuple(now), tuple(both)


def _marked(text: str, kind: Literal["removed", "added"]) -> list[Piece]:
    """A part that changed; the white space behind it is not marked."""
    bare = text.rstrip()
    pieces = [Piece(bare, kind)] if bare else []
    return [*pieces, Piece(text[len(bare) :])] if len(bare) < len(text) else pieces


def folded(all_lines: Sequence[Line], *, whole: bool, only: bool = False) -> list[Line | Fold]:
    """The lines with what is far from any change folded; not `whole`: without what is in the folds.

    With `only`, what is unchanged is left out altogether.
    """
    if only:
        return [line for line in all_lines if line.is_change]
    near = _near(all_lines)
    shown: list[Line | Fold] = []
    hidden: list[Line] = []
    for line, is_near in zip(all_lines, near, strict=True):
        if not is_near:
            hidden.append(line)
            continue
        shown += _fold(hidden, whole=whole)
        hidden = []
        shown.append(line)
    return shown + _fold(hidden, whole=whole)


def _near(all_lines: Sequence[Line]) -> list[bool]:
    near = [False] * len(all_lines)
    for at, line in enumerate(all_lines):
        if line.kind != "kept":
            for other in range(max(0, at - AROUND), min(len(all_lines), at + AROUND + 1)):
                near[other] = True
    return near


def _fold(hidden: Sequence[Line], *, whole: bool) -> list[Line | Fold]:
    if not hidden:
        return []
    if whole and len(hidden) == 1:
        return list(hidden)
    return [Fold(count=len(hidden), lines=tuple(hidden) if whole and len(hidden) <= _FOLDED else ())]


def marked(line: Line, mark: Marker) -> Line:
    """The line with the words of a query marked."""
    sides = {side: _hits(getattr(line, side), mark) for side in ("older", "newer", "both")}
    return msgspec.structs.replace(line, **sides)


def _hits(pieces: tuple[Piece, ...], mark: Marker) -> tuple[Piece, ...]:
    return tuple(Piece(text, piece.kind, hit) for piece in pieces for text, hit in mark(piece.text) if text)
