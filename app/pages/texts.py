"""Texts of versions: main text and rest, kept as chains of their pages, with the hashes of their sentences.

A version that says what one of the page's last eight said shares its text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.pages.chain import Chain, Key
from app.pages.models import PageText, Version
from app.pages.old import OLD_VERSION

LOOKS_BACK = 8
CHAIN = Chain(PageText, ["data", "sentences"])

_TEXT = msgspec.msgpack.Decoder(tuple[str, str])
_AT_ONCE = 10


class Text(msgspec.Struct, frozen=True):
    """What a version says beside its title."""

    main: str = ""
    rest: str = ""


NOTHING = Text()


def keep(
    session: Session, page_id: int, text: Text, sentences: bytes = b"", *, number: int | None = None
) -> int:
    """Keep the text of the page's newest version; returns its number in the page's chain.

    `sentences` are the hashes of its sentences, 8 bytes each. `number` is given for the first text after
    `CHAIN.begin_anew`. The page's row is locked by the caller.
    """
    data = msgspec.msgpack.encode((text.main, text.rest))
    digest = hashlib.sha256(data).digest()
    if number is None and (same := _kept_lately(session, page_id, digest)):
        return same
    return CHAIN.append(session, page_id, (data, sentences), {"digest": digest}, number=number)


def _kept_lately(session: Session, page_id: int, digest: bytes) -> int | None:
    lately = (
        select(Version.text_number)
        .where(Version.page_id == page_id, Version.text_number.is_not(None))
        .order_by(Version.first_read.desc())
        .limit(LOOKS_BACK)
    )
    same = select(PageText.number).where(
        PageText.page_id == page_id, PageText.number.in_(lately), PageText.digest == digest
    )
    return session.scalar(same.order_by(PageText.number.desc()).limit(1))


def release(session: Session, version: Version) -> None:
    """Forget the text of a version that will say something else, unless others have it or rest on it."""
    number, version.text_number = version.text_number, None
    session.flush()
    others = select(Version.id).where(Version.page_id == version.page_id, Version.text_number == number)
    if number is not None and session.scalar(others.limit(1)) is None:
        CHAIN.drop_newest(session, version.page_id, number)


def read(session: Session, version: Version) -> Text:
    """What a version says; nothing when it is gone. Raises `DamagedChain`."""
    return read_many(session, [version]).get(version.id, NOTHING)


def read_many(session: Session, versions: Iterable[Version]) -> dict[int, Text]:
    """What versions say, by their ids; those that are gone are left out. Raises `DamagedChain`."""
    return find(session, [(version.id, version.page_id, version.text_number) for version in versions])


def find(session: Session, rows: Sequence[tuple[int, int, int | None]]) -> dict[int, Text]:
    """The same for versions by id, page and number of the text. Raises `DamagedChain`."""
    keys: dict[Key, list[int]] = {}
    old = []
    for version, page, number in rows:
        if number is None:
            old.append(version)
        else:
            keys.setdefault((page, number), []).append(version)
    found = _not_moved(session, old)
    for key, (data,) in CHAIN.read(session, keys, ["data"]).items():
        text = Text(*_TEXT.decode(data))
        found.update((version, text) for version in keys[key])
    return found


def _not_moved(session: Session, versions: Sequence[int]) -> dict[int, Text]:
    found: dict[int, Text] = {}
    table = OLD_VERSION.c
    for start in range(0, len(versions), _AT_ONCE):
        ids = [table.id == version for version in versions[start : start + _AT_ONCE]]
        rows = session.execute(select(table.id, table.main, table.rest).where(or_(*ids)))
        found.update((version, Text(main, rest)) for version, main, rest in rows)
    return found


def sentences(session: Session, version: Version) -> bytes:
    """The hashes of a version's sentences, 8 bytes each; empty when it has none or they were never made."""
    if version.text_number is None:
        return b""
    key = (version.page_id, version.text_number)
    return CHAIN.read(session, [key], ["sentences"]).get(key, (b"",))[0]
