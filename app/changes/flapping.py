"""Flapping lines of a diff: those that varied again and again before the newer version came."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy.orm import Session

from app.changes.script import Line
from app.pages.flapping import flaps_by, said
from app.pages.flaps import Flaps, Said
from app.pages.models import Version

Two = tuple[list[Line], list[Line]]


def flapping_lines(
    session: Session, versions: tuple[Version, Version], mains: tuple[str, str], language: str, lines: Two
) -> Two:
    """The lines of titles and main texts of an older and a newer version, with those marked that flap."""
    title, main = lines
    older, newer = versions
    if older.gone or newer.gone or not any(line.is_change for line in (*title, *main)):
        return lines
    known = flaps_by(session, older.page_id, max(older.first_read, newer.first_read), inclusive=False)
    if not known:
        return lines
    sides = [said(one.title, text, language) for one, text in zip(versions, mains, strict=True)]
    return _title(known, sides, title), _main(known, sides, main)


def _title(known: Flaps, sides: Sequence[Said], lines: list[Line]) -> list[Line]:
    older, newer = sides
    if not known.title_between(older.title, older.title_key, newer.title, newer.title_key):
        return lines
    return [msgspec.structs.replace(line, flaps=True) if line.kind != "kept" else line for line in lines]


def _main(known: Flaps, sides: Sequence[Said], lines: list[Line]) -> list[Line]:
    before, after = known.between(*sides)

    def told(line: Line) -> Line:
        flags = before if line.kind in ("removed", "away") else after
        if line.kind == "kept" or not flags[line.place]:
            return line
        return msgspec.structs.replace(line, flaps=True)

    return [told(line) for line in lines]


def without_flapping(lines: Sequence[Line]) -> list[Line]:
    """The lines with what flaps as it is now, as if it had not changed."""
    made = []
    for line in lines:
        if not line.flaps:
            made.append(line)
        elif line.newer:
            now = tuple(msgspec.structs.replace(piece, kind="same") for piece in line.newer)
            made.append(Line(kind="kept", older=now, newer=now, both=now, place=line.place, flaps=True))
    return made
