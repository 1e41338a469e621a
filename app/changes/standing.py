"""Standing of sentences: since when each sentence of a version stands, and what stood there before.

All of it comes from the hashes of sentences that were kept with each version, read backwards; texts are read
for the one sentence that somebody points at.
"""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from app.changes.script import Line, Piece, lines
from app.changes.stands import Stands
from app.pages import texts
from app.pages.models import Version
from app.pages.ordinals import version_by_ordinal
from app.pages.walks import main_hashes, majors_before, stretch_of
from app.text import SEEING, Since, came_from, sentence_hashes, sentences


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What one sentence came from.

    `version` brought it, and was first read at `at` (µs); `before` is the version before that, None where
    there was none. `line` is the change with its words where it is a changed sentence; else `lost` are the
    sentences that stood in its place, and `behind` the one that it was put behind.
    """

    version: int
    at: int
    before: int | None
    line: Line | None = None
    lost: tuple[str, ...] = ()
    behind: str = ""


def standing_of(session: Session, version: Version) -> list[Stands]:
    """Since when each sentence of a version's main text stands, in order. Raises `DamagedChain`."""
    main = texts.read(session, version).main
    since = Since(sentence_hashes(main, version.language))
    here = stretch_of(version)
    read = [here]
    for stretch, hashes in main_hashes(session, version.page_id, majors_before(session, version)):
        since.older(hashes)
        read.append(stretch)
    return [
        Stands(
            text=main[start:end],
            first_ever=read[first].first_read,
            first_version=read[first].ordinal,
            since=read[from_].first_read,
            since_version=read[from_].ordinal,
            until=None if away is None else read[away].last_read,
            until_version=None if away is None else read[away].ordinal,
        )
        for (start, end), (first, from_, away) in zip(
            sentences(main, version.language), since.found(), strict=True
        )
    ]


def before(session: Session, version: Version, stands: Stands) -> Before:
    """What stood there before a sentence of `version` came. Raises `DamagedChain`."""
    brought = version_by_ordinal(session, version.page_id, stands.since_version) or version
    earlier = majors_before(session, brought)
    there = next((one for one in earlier if one.gone is None), None)
    told = Before(version=brought.ordinal, at=brought.first_read, before=there.ordinal if there else None)
    if there is None:
        return told
    said = texts.find(session, [(there.id, version.page_id, there.text_number)]).get(there.id, texts.NOTHING)
    now = texts.read(session, brought)
    return _came_from(told, said.main, now.main, brought.language, stands.text)


def _came_from(told: Before, older: str, newer: str, language: str, sentence: str) -> Before:
    made = lines(older, newer, language, SEEING)
    at = next((at for at, line in enumerate(made) if line.is_change and line.as_is() == sentence), None)
    if at is None:
        return told
    if made[at].kind in ("changed", "moved"):
        return msgspec.structs.replace(told, line=made[at])
    lost = [line.as_was() for line in made if line.kind == "removed"]
    best = came_from(lost, sentence)
    if best is not None:
        return msgspec.structs.replace(told, line=_changed(lost[best], sentence, language))
    start = at
    while start and made[start - 1].kind != "kept":
        start -= 1
    here = tuple(line.as_was() for line in made[start:at] if line.kind == "removed")
    behind = made[start - 1].as_is() if start else ""
    return msgspec.structs.replace(told, lost=here, behind=behind)


def _changed(older: str, newer: str, language: str) -> Line:
    """A sentence and what became of it, also where the two are cut otherwise when they stand alone."""
    found = lines(older, newer, language, SEEING)
    if len(found) == 1 and found[0].kind == "changed":
        return found[0]
    was, now = (Piece(older, "removed"),), (Piece(newer, "added"),)
    return Line(kind="changed", older=was, newer=now, both=(*was, Piece(" "), *now))
