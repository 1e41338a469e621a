"""Bodies: the bytes of a page as they came, kept as a chain; equal ones of a page are kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.pages.chain import Chain, DamagedChain, End
from app.pages.frames import BadFrame, unpack
from app.pages.models import PageBody, Version
from app.pages.old import OLD_BODY, OLD_VERSION

CHAIN = Chain(PageBody, ["data"])
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
    """Bodies on their way to the end of a page's chain."""

    def __init__(self, session: Session, page_id: int, end: End) -> None:
        self._session = session
        self._page = page_id
        self._end = end
        self._added: dict[bytes, int] = {}

    def number_of(self, sha256: bytes) -> int | None:
        """Where bytes with this digest stand in the chain, if they do."""
        return self._added.get(sha256) or number_of(self._session, self._page, sha256)

    def keep(self, data: bytes, content_type: str, at: int) -> int:
        """Keep what was read at `at` (µs), if it is not there yet; returns its number."""
        sha256 = digest(data)
        number = self.number_of(sha256)
        if number is None:
            more = {"sha256": sha256, "size": len(data), "content_type": content_type, "first_read": at}
            number = self._added[sha256] = self._end.add((data,), more)
        return number


@contextmanager
def writing(session: Session, page_id: int) -> Iterator[Writer]:
    """Keep several bodies of a page, whose row is locked by the caller."""
    with CHAIN.writing(session, page_id) as end:
        yield Writer(session, page_id, end)


def keep(session: Session, page_id: int, data: bytes, content_type: str, at: int) -> int:
    """Keep what was read at `at` (µs); returns its number in the page's chain.

    The page's row is locked by the caller.
    """
    same = number_of(session, page_id, digest(data))
    if same is not None:
        CHAIN.restore(session, page_id, same, (data,))
        return same
    with writing(session, page_id) as came:
        return came.keep(data, content_type, at)


def number_of(session: Session, page_id: int, sha256: bytes) -> int | None:
    """Where bytes with this digest stand in a page's chain, if they do."""
    query = select(PageBody.number).where(PageBody.page_id == page_id, PageBody.sha256 == sha256)
    return session.scalar(query)


def is_of(session: Session, version: Version, data: bytes) -> bool:
    """Whether these are the bytes that showed a version first."""
    number = version.body_number
    return number is not None and number == number_of(session, version.page_id, digest(data))


def release(session: Session, version: Version) -> None:
    """Forget the bytes of a version that will rest on others, unless another version rests on them."""
    number, version.body_number = version.body_number, None
    session.flush()
    others = select(Version.id).where(Version.page_id == version.page_id, Version.body_number == number)
    if number is not None and session.scalar(others.limit(1)) is None:
        CHAIN.drop_newest(session, version.page_id, number)


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
