"""Texts of versions: main text and rest, kept as chains of their pages, with the hashes of their sentences.

A version that says what one of the page's last eight said shares its text.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.pages import recent
from app.pages.chain import Chain, DamagedChain, End, Key
from app.pages.digests import short
from app.pages.frames import BadFrame, unpack
from app.pages.legacy_tables import OLD_VERSION
from app.pages.mending import drop, restore
from app.pages.models import PageText, Version
from app.pages.recent import LOOKS_BACK, among
from app.text import Hashes, pack_hashes, sentence_hashes, unpack_hashes

CHAIN = Chain(PageText, ["data", "sentences"])

_LENGTH = 4
_AT_ONCE = 10

Row = tuple[int, int, int | None]
"""A version's id, its page's, and its `text_number`."""


class Text(msgspec.Struct, frozen=True):
    """What a version says beside its title."""

    main: str = ""
    rest: str = ""


NOTHING = Text()


class Writer:
    """Texts on their way to the end of a page's chain, in the order of their versions."""

    def __init__(self, end: End, before: Iterable[tuple[bytes, int]] = ()) -> None:
        self._end = end
        self._lately = deque(before, LOOKS_BACK)

    def keep(self, text: Text, language: str) -> int:
        """Keep the next version's text and the hashes of its sentences, which are cut by the rules of its
        language; returns its number, which is that of a version shortly before that said the same.
        """
        data, digest = _packed(text)
        number = among(self._lately, digest) or self._end.add(
            (data, pack_hashes(text.main, text.rest, language)), {"digest": digest}
        )
        self._lately.append((digest, number))
        return number


def keep(session: Session, page_id: int, text: Text, language: str) -> int:
    """Keep the text of the page's newest version; returns its number in the page's chain.

    Beside it the hashes of its sentences are kept, cut by the rules of its language. The page's row is locked
    by the caller.
    """
    data, digest = _packed(text)
    same = among(recent.texts(session, page_id), digest)
    if same is not None:
        _restore(session, page_id, same, text, language)
        return same
    parts = (data, pack_hashes(text.main, text.rest, language))
    return CHAIN.append(session, page_id, parts, {"digest": digest})


@contextmanager
def moving(session: Session, page_id: int, before: int) -> Iterator[Writer]:
    """Keep texts of versions of which the first begins at `before` (µs), behind all that are kept."""
    with CHAIN.writing(session, page_id) as end:
        yield Writer(end, recent.texts(session, page_id, before))


@contextmanager
def rewriting(session: Session, page_id: int) -> Iterator[Writer]:
    """Keep the texts of all versions of a page anew, while those of before can still be read.

    At the end of the block the latter are deleted; each version has its new `text_number` by then. Raises
    `ValueError` when one has not. The page's row is locked by the caller.
    """
    with CHAIN.writing(session, page_id, anew=True) as end:
        first = end.last + 1
        yield Writer(end)
    session.flush()
    left = select(Version.ordinal).where(Version.page_id == page_id, Version.text_number < first).limit(1)
    ordinal = session.scalar(left)
    if ordinal is not None:
        raise ValueError(f"expected a new text of each version of page {page_id}, {ordinal} has its old one")
    CHAIN.forget_before(session, page_id, first)


def says(session: Session, version: Version, text: Text) -> bool:
    """Whether that is what a version says; a text that was damaged is whole again then."""
    if version.text_number is None:
        return read(session, version) == text
    here = PageText.page_id == version.page_id, PageText.number == version.text_number
    if session.scalar(select(PageText.digest).where(*here)) != _packed(text)[1]:
        return False
    _restore(session, version.page_id, version.text_number, text, version.language)
    return True


def _restore(session: Session, page_id: int, number: int, text: Text, language: str) -> None:
    """Write a text that is known to be this one whole again if it is damaged."""

    def make() -> tuple[bytes, bytes]:
        return _packed(text)[0], pack_hashes(text.main, text.rest, language)

    restore(CHAIN, session, page_id, number, make)


def release(session: Session, version: Version) -> None:
    """Forget the text of a version that will say something else, unless another version has it."""
    number, version.text_number = version.text_number, None
    session.flush()
    others = select(Version.id).where(Version.page_id == version.page_id, Version.text_number == number)
    if number is not None and session.scalar(others.limit(1)) is None:
        drop(CHAIN, session, version.page_id, [number])


def read(session: Session, version: Version) -> Text:
    """What a version says; nothing when it is gone. Raises `DamagedChain`."""
    return read_many(session, [version]).get(version.id, NOTHING)


def read_many(session: Session, versions: Iterable[Version]) -> dict[int, Text]:
    """What versions say, by their ids; those that are gone are left out. Raises `DamagedChain`."""
    there = [version for version in versions if version.gone is None]
    return find(session, [(version.id, version.page_id, version.text_number) for version in there])


def find(session: Session, rows: Sequence[Row]) -> dict[int, Text]:
    """What versions say, by their ids, of those that are there and not gone. Raises `DamagedChain`."""
    found = {}
    for version, text in look(session, rows).items():
        if isinstance(text, DamagedChain):
            raise text
        found[version] = text
    return found


def look(session: Session, rows: Sequence[Row]) -> dict[int, Text | DamagedChain]:
    """The same, with what is wrong in place of a text that is damaged."""
    found = _read(session, rows)
    lost = [row for row in rows if row[0] not in found]
    if lost:
        found |= _again(session, lost)
    return found


def _again(session: Session, lost: Sequence[Row]) -> dict[int, Text | DamagedChain]:
    """Texts that are not where they were said to be: moved or kept anew meanwhile, or lost."""
    found: dict[int, Text | DamagedChain] = {}
    columns = (Version.id, Version.page_id, Version.text_number)
    for start in range(0, len(lost), _AT_ONCE):
        ids = [Version.id == row[0] for row in lost[start : start + _AT_ONCE]]
        rows = session.execute(select(*columns).where(or_(*ids), Version.gone.is_(None))).all()
        found |= _read(session, rows)
        for version, page, number in rows:
            if version not in found:
                found[version] = DamagedChain(f"text {number} of page {page} is missing")
    return found


def _read(session: Session, rows: Sequence[Row]) -> dict[int, Text | DamagedChain]:
    keys: dict[Key, list[int]] = {}
    old = []
    for version, page, number in rows:
        if number is None:
            old.append(version)
        else:
            keys.setdefault((page, number), []).append(version)
    found: dict[int, Text | DamagedChain] = dict(_not_moved(session, old))
    for key, link in CHAIN.look(session, keys, ["data"]).items():
        text = link if isinstance(link, DamagedChain) else _text(link[0])
        found.update((version, text) for version in keys[key])
    return found


def _not_moved(session: Session, versions: Sequence[int]) -> Iterator[tuple[int, Text]]:
    table = OLD_VERSION.c
    for start in range(0, len(versions), _AT_ONCE):
        ids = [table.id == version for version in versions[start : start + _AT_ONCE]]
        for version, main, rest in session.execute(select(table.id, table.main, table.rest).where(or_(*ids))):
            yield version, Text(main, rest)


def whole(frame: bytes, *, rest: bool) -> bytes | None:
    """The main text of a link without `base`, by its `data`, in UTF-8, with the rest below it if asked for.

    None of a link that `look` is to say more about. It takes half the time of a `Text`.
    """
    try:
        data = unpack(frame)
    except BadFrame:
        return None
    end = _LENGTH + int.from_bytes(data[:_LENGTH])
    return b"\n".join((data[_LENGTH:end], data[end:])) if rest else data[_LENGTH:end]


def is_kept(data: bytes, digest: bytes) -> bool:
    """Whether the bytes of a link have the digest with which they were kept.

    Its frame's checksum tells damage to whoever reads it, this also what was put in its place.
    """
    return short(data) == digest


def sentences(session: Session, version: Version) -> Hashes:
    """The hashes of a version's sentences; nothing when it is gone. Raises `DamagedChain`.

    They are read where they were kept by today's rules, else made of the text.
    """
    if version.text_number is not None:
        key = (version.page_id, version.text_number)
        kept = CHAIN.read(session, [key], ["sentences"]).get(key)
        found = unpack_hashes(kept[0]) if kept else None
        if found is not None:
            return found
    text = read(session, version)
    return Hashes(sentence_hashes(text.main, version.language), sentence_hashes(text.rest, version.language))


def _packed(text: Text) -> tuple[bytes, bytes]:
    """The bytes of a text, the length of its main text first, and their digest."""
    main = text.main.encode()
    data = b"".join((len(main).to_bytes(_LENGTH), main, text.rest.encode()))
    return data, short(data)


def _text(data: bytes) -> Text:
    end = _LENGTH + int.from_bytes(data[:_LENGTH])
    return Text(data[_LENGTH:end].decode(), data[end:].decode())
