"""Notes of a page's history on its diff: since when a sentence stood that is gone, and what came back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy.orm import Session

from app.changes.script import Line
from app.pages.models import Version
from app.pages.walks import Stretch, main_hashes, majors_before
from app.text import Since, sentence_hashes


def annotated(
    session: Session,
    older: Version,
    newer: Version,
    said: tuple[str, str],
    language: str,
    lines: Sequence[Line],
) -> list[Line]:
    """The lines of the main texts `said`; a sentence that stood before the older version has come back."""
    if older.first_read >= newer.first_read or all(line.kind not in ("added", "removed") for line in lines):
        return list(lines)
    hashes = [sentence_hashes(text, language) for text in said]
    lost, new = Since(hashes[0]), Since(hashes[1])
    new.older(hashes[0])
    read: list[Stretch] = []
    for stretch, found in main_hashes(session, older.page_id, majors_before(session, older)):
        lost.older(found)
        new.older(found)
        read.append(stretch)
    stood, came = lost.found(), new.found()

    def told(line: Line) -> Line:
        if line.kind == "removed":
            first = stood[line.place][0]
            at = read[first - 1].first_read if first else older.first_read
            return msgspec.structs.replace(line, first=at)
        if line.kind != "added":
            return line
        first, _, away = came[line.place]
        if away is None or away < _BEFORE or first < _BEFORE:
            return line
        last = read[away - _BEFORE]
        return msgspec.structs.replace(
            line,
            kind="back",
            first=read[first - _BEFORE].first_read,
            until=last.last_read,
            stood=last.ordinal,
        )

    return [told(line) for line in lines]


_BEFORE = 2
"""The newer version is the first of its history and the older one the second."""
