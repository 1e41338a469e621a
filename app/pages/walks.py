"""Walks through the sentences of a page's versions, newest first, as their hashes were kept.

What asks since when a sentence stands reads all versions of a page: ten thousand in half a second. So hashes
come in portions that rest on the same whole links, and texts are read only where no hashes of today's rules
were kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.pages import texts
from app.pages.chain import DamagedChain, keyframe
from app.pages.models import Version
from app.text import sentence_hashes, unpack_hashes

_LEAST = 32
_MOST = 256
"""Versions of one portion."""


class Stretch(NamedTuple):
    """A major version as a walk meets it: when it stood, and why the page was gone if it was."""

    id: int
    ordinal: int
    first_read: int
    last_read: int
    gone: str | None
    text_number: int | None
    language: str


def stretch_of(version: Version) -> Stretch:
    """A version as a walk meets it."""
    return Stretch(
        version.id,
        version.ordinal,
        version.first_read,
        version.last_read,
        version.gone,
        version.text_number,
        version.language,
    )


def majors_before(session: Session, version: Version) -> list[Stretch]:
    """The major versions before one, newest first."""
    columns = (
        Version.id,
        Version.ordinal,
        Version.first_read,
        Version.last_read,
        Version.gone,
        Version.text_number,
        Version.language,
    )
    where = Version.page_id == version.page_id, Version.first_read < version.first_read, ~Version.minor
    rows = session.execute(select(*columns).where(*where).order_by(Version.first_read.desc()))
    return [Stretch(*row) for row in rows]


def main_hashes(
    session: Session, page_id: int, stretches: Sequence[Stretch]
) -> Iterator[tuple[Stretch, bytes]]:
    """The hashes of the main text's sentences of each version, eight bytes each; none of one that is gone.

    Versions whose text is damaged are left out.
    """
    for some in _portions(stretches):
        keys = {(page_id, one.text_number) for one in some if one.text_number is not None}
        found = texts.CHAIN.look(session, keys, ["sentences"]) if keys else {}
        for one in some:
            if one.gone is not None:
                yield one, b""
                continue
            link = found.get((page_id, one.text_number)) if one.text_number is not None else None
            kept = unpack_hashes(link[0]) if link is not None and not isinstance(link, DamagedChain) else None
            hashes = kept.main if kept is not None else _made(session, page_id, one)
            if hashes is not None:
                yield one, hashes


def _portions(stretches: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Versions that follow each other, parted where the whole link that they rest on is another."""
    some: list[Stretch] = []
    resting = -1
    for one in stretches:
        on = resting if one.text_number is None else keyframe(one.text_number)
        if (len(some) >= _LEAST and on != resting) or len(some) >= _MOST:
            yield some
            some = []
        resting = on
        some.append(one)
    if some:
        yield some


def _made(session: Session, page_id: int, one: Stretch) -> bytes | None:
    text = texts.look(session, [(one.id, page_id, one.text_number)]).get(one.id)
    if text is None or isinstance(text, DamagedChain):
        return None
    return sentence_hashes(text.main, one.language)
