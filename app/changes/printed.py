"""Diffs as text: for people, as a unified diff for programs, and in lines for the shell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.changes.compare import Compared, Section, Told
from app.changes.script import AROUND, Fold, Line
from app.clock import iso

SIGNS = {
    "kept": " ",
    "changed": "~",
    "added": "+",
    "removed": "-",
    "moved": "↕",
    "away": " ",
    "back": "↺",
}
_NAMES = {"title": "Title", "main": "Main text", "rest": "Menus, footers and asides"}


def as_text(found: Compared, *, only: bool = False) -> str:
    """The diff for people: a sentence a line behind its sign, changed words as [-was-] and {+is+}."""
    return "".join(f"{line}\n" for line in (*_head(found), *_body(found, only=only)))


def _head(found: Compared) -> Iterator[str]:
    yield found.url
    for sign, version in (("-", found.older), ("+", found.newer)):
        if version is not None:
            yield f"{sign} version {version.ordinal}, {iso(version.first_read)}{_gone(version)}"


def _gone(version: Told) -> str:
    return f", gone ({version.gone})" if version.gone else ""


def _body(found: Compared, *, only: bool) -> Iterator[str]:
    for section in found.sections:
        if not any(line.number for line in section.lines):
            continue
        yield ""
        yield f"{_NAMES[section.part]}:"
        for item in section.shown(whole=False, only=only):
            if isinstance(item, Fold):
                yield f"  … {item.count} unchanged"
            elif item.kind != "away":
                yield f"{SIGNS[item.kind]} {worded(item)}{'  (flaps)' if item.flaps else ''}"
    if found.is_cut:
        yield "… and more changes"


def worded(line: Line) -> str:
    """The sentence in one line with the words that changed in it."""
    if line.kind not in ("changed", "moved"):
        return " ".join("".join(piece.text for piece in line.both).split())
    marks = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    parts = (f"{marks[piece.kind][0]}{piece.text}{marks[piece.kind][1]}" for piece in line.both)
    return " ".join("".join(parts).split())


def as_unified(found: Compared) -> str:
    """A unified diff of both versions as texts of a sentence a line: title, main text and rest.

    `patch` takes it; what moved is removed and added in it. Nothing when nothing changed.
    """
    rows = [row for section in found.sections for row in _rows(section)]
    hunks = list(_hunks(rows))
    if not hunks:
        return ""
    older = found.older or found.newer
    head = [
        f"--- version-{older.ordinal}\t{iso(older.first_read)}",
        f"+++ version-{found.newer.ordinal}\t{iso(found.newer.first_read)}",
    ]
    return "".join(f"{line}\n" for line in (*head, *hunks))


def _rows(section: Section) -> Iterator[tuple[str, str]]:
    """A sentence of either side with its sign; what is removed stands before what is added."""
    waiting: list[str] = []
    for line in section.lines:
        was, now = _one(line.as_was()), _one(line.as_is())
        if line.kind == "kept" and was == now:
            yield from (("+", text) for text in waiting)
            waiting = []
            yield " ", now
            continue
        if line.older and line.kind != "moved":
            yield "-", was
        if line.newer:
            waiting.append(now)
    yield from (("+", text) for text in waiting)


def _one(text: str) -> str:
    return " ".join(text.split())


def _hunks(rows: list[tuple[str, str]]) -> Iterator[str]:
    places = [at for at, (sign, _) in enumerate(rows) if sign != " "]
    counted = _counted(sign for sign, _ in rows)
    for first, last in _groups(places):
        start, end = max(0, first - AROUND), min(len(rows), last + AROUND + 1)
        (old, new), (old_end, new_end) = counted[start], counted[end]
        yield f"@@ -{_range(old, old_end)} +{_range(new, new_end)} @@"
        yield from (sign + text for sign, text in rows[start:end])


def _groups(places: list[int]) -> Iterator[tuple[int, int]]:
    """The first and last of places that are so near each other that they share what is around them."""
    group: list[int] = []
    for place in places:
        if group and place - group[-1] > 2 * AROUND + 1:
            yield group[0], group[-1]
            group = []
        group.append(place)
    if group:
        yield group[0], group[-1]


def _counted(signs: Iterable[str]) -> list[tuple[int, int]]:
    """How many lines of both sides there are before each row, and before the end."""
    counts = [(0, 0)]
    for sign in signs:
        old, new = counts[-1]
        counts.append((old + (sign != "+"), new + (sign != "-")))
    return counts


def _range(start: int, end: int) -> str:
    count = end - start
    # What is empty is named by the line before it.
    return f"{start if not count else start + 1},{count}"
