"""Bodies: the bytes of a page as they came, kept as a chain.

A version whose bytes are those of one of the page's last eight shares them.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec
from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from app.pages import recent
from app.pages.chain import Chain, DamagedChain, End, keyframe
from app.pages.frames import BadFrame, unpack
from app.pages.legacy_tables import OLD_BODY, OLD_VERSION
from app.pages.mending import drop, restore
from app.pages.models import PageBody, Version
from app.pages.recent import LOOKS_BACK, among
from app.pages.reread_models import Draft

CHAIN = Chain(PageBody, ["data"], ["content_type"])
COLUMNS = ("data", "content_type", "sha256")

_AT_ONCE = 500


class StoredBody(msgspec.Struct, frozen=True):
    """The bytes of a page, and what the server said they were."""

    data: bytes
    content_type: str
    sha256: bytes


def digest(data: bytes) -> bytes:
    """The digest that tells bodies apart, 32 bytes."""
    return hashlib.sha256(data).digest()


class Writer:
    """Bodies on their way to the end of a page's chain, in the order of their versions."""

    def __init__(self, end: End, before: Iterable[tuple[bytes, int]]) -> None:
        self._end = end
        self._lately = deque(before, LOOKS_BACK)

    def number_of(self, sha256: bytes) -> int | None:
        """Where bytes with this digest stand in the chain, if one of the last versions rests on them."""
        return among(self._lately, sha256)

    def keep(self, data: bytes, content_type: str) -> int:
        """Keep the bytes of the next version; returns their number, that of equal ones shortly before."""
        sha256 = digest(data)
        number = self.number_of(sha256)
        if number is None:
            number = self._end.add((data,), {"sha256": sha256, "content_type": content_type})
        self._lately.append((sha256, number))
        return number


@contextmanager
def writing(session: Session, page_id: int, before: int | None = None) -> Iterator[Writer]:
    """Keep the bodies of several versions of a page, whose row is locked by the caller.

    They are the newest, or begin at `before` (µs).
    """
    with CHAIN.writing(session, page_id) as end:
        yield Writer(end, recent.bodies(session, page_id, before))


def keep(session: Session, page_id: int, data: bytes, content_type: str) -> int:
    """Keep the bytes of the page's newest version; returns their number in the page's chain.

    The page's row is locked by the caller.
    """
    same = among(recent.bodies(session, page_id), digest(data))
    if same is not None:
        restore(CHAIN, session, page_id, same, lambda: (data,), {"content_type": content_type})
        return same
    return CHAIN.append(session, page_id, (data,), {"sha256": digest(data), "content_type": content_type})


def is_of(session: Session, version: Version, data: bytes) -> bool:
    """Whether these are the bytes that showed a version first."""
    here = PageBody.page_id == version.page_id, PageBody.number == version.body_number
    return session.scalar(select(PageBody.sha256).where(*here)) == digest(data)


def release(session: Session, version: Version) -> None:
    """Forget the bytes of a version that will rest on others, unless another version rests on them."""
    number, version.body_number = version.body_number, None
    session.flush()
    others = select(Version.id).where(Version.page_id == version.page_id, Version.body_number == number)
    if number is not None and session.scalar(others.limit(1)) is None:
        drop(CHAIN, session, version.page_id, [number])
        # The number may be given anew, and what was made of these bytes is not what the next ones say.
        session.execute(delete(Draft).where(Draft.version_id == version.id))


def forget_unused(session: Session, page_id: int, after: int) -> int | None:
    """Forget bodies of a page with numbers above `after` that no version rests on: of the first 64 in a row.

    Returns the number of the last of these, to go on after; None when there was nothing more to forget. The
    page's row is locked by the caller.
    """
    links = select(PageBody.number).where(PageBody.page_id == page_id, PageBody.number > after)
    used = select(Version.body_number).where(Version.page_id == page_id, Version.body_number > after)
    unused = set(session.scalars(links)) - set(session.scalars(used))
    if not unused:
        return None
    last = keyframe(min(unused))
    drop(CHAIN, session, page_id, [number for number in unused if number <= last])
    return last


def read(session: Session, version: Version) -> StoredBody | None:
    """The bytes that showed a version first; None when it is gone or they were never kept.

    Raises `DamagedChain`.
    """
    found = _read(session, version.id, version.page_id, version.body_number)
    if found is None and version.gone is None:
        # It was moved meanwhile, or the chain has lost it.
        row = select(Version.id, Version.page_id, Version.body_number).where(Version.id == version.id)
        now = session.execute(row).one_or_none()
        found = None if now is None else _read(session, *now)
        if found is None and now is not None and now.body_number is not None:
            raise DamagedChain(f"body {now.body_number} of page {now.page_id} is missing")
    return found


def _read(session: Session, version: int, page: int, number: int | None) -> StoredBody | None:
    if number is None:
        return _not_moved(session, version)
    link = CHAIN.read(session, [(page, number)], COLUMNS).get((page, number))
    return None if link is None else checked(*link)


def digests(session: Session, versions: Sequence[int]) -> dict[int, bytes]:
    """The digests of the bytes that showed versions first, by the versions' ids, of those that are kept."""
    found: dict[int, bytes] = {}
    link = and_(PageBody.page_id == Version.page_id, PageBody.number == Version.body_number)
    for start in range(0, len(versions), _AT_ONCE):
        some = versions[start : start + _AT_ONCE]
        kept = select(Version.id, PageBody.sha256).join(PageBody, link).where(Version.id.in_(some))
        found.update((version, sha256) for version, sha256 in session.execute(kept))
        left = [version for version in some if version not in found]
        if left:
            old = select(OLD_VERSION.c.id, OLD_VERSION.c.sha256).where(OLD_VERSION.c.id.in_(left))
            found.update((row.id, bytes.fromhex(row.sha256)) for row in session.execute(old) if row.sha256)
    return found


def _not_moved(session: Session, version: int) -> StoredBody | None:
    old = OLD_BODY.c
    row = session.execute(
        select(old.zstd, old.content_type, old.sha256)
        .join(OLD_VERSION, OLD_VERSION.c.sha256 == old.sha256)
        .where(OLD_VERSION.c.id == version)
    ).one_or_none()
    return None if row is None else from_old(row.zstd, row.content_type, row.sha256)


def from_old(frame: bytes, content_type: str, sha256: str) -> StoredBody:
    """What a row of before holds. Raises `DamagedChain`."""
    try:
        return checked(unpack(frame), content_type, bytes.fromhex(sha256))
    except BadFrame as error:
        raise DamagedChain(f"body {sha256} cannot be unpacked: {error}") from error


def checked(data: bytes, content_type: str, sha256: bytes) -> StoredBody:
    """The body, if its bytes have the digest with which they were kept. Raises `DamagedChain`."""
    if digest(data) != sha256:
        raise DamagedChain(f"a stored body is not the one with the digest {sha256.hex()}")
    return StoredBody(data, content_type, sha256)
