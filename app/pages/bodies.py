"""Bodies: the bytes of a page as they came, kept as a chain; equal ones of a page are kept once."""

from __future__ import annotations

import hashlib

import msgspec
import zstandard
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.pages.chain import Chain, DamagedChain
from app.pages.models import PageBody, Version
from app.pages.old import OLD_BODY, OLD_VERSION

CHAIN = Chain(PageBody, ["data"])


class StoredBody(msgspec.Struct, frozen=True):
    """The bytes of a page, and what the server said they were."""

    data: bytes
    content_type: str
    sha256: bytes


def digest(data: bytes) -> bytes:
    """The digest that tells bodies apart, 32 bytes."""
    return hashlib.sha256(data).digest()


def keep(session: Session, page_id: int, data: bytes, content_type: str, at: int) -> int:
    """Keep what was read at `at` (µs); returns its number in the page's chain.

    The page's row is locked by the caller.
    """
    sha256 = digest(data)
    same = session.scalar(
        select(PageBody.number).where(PageBody.page_id == page_id, PageBody.sha256 == sha256)
    )
    if same is not None:
        return same
    more = {"sha256": sha256, "size": len(data), "content_type": content_type, "first_read": at}
    return CHAIN.append(session, page_id, (data,), more)


def release(session: Session, version: Version) -> None:
    """Forget the bytes of a version that will rest on others, unless another version rests on them."""
    number, version.body_number = version.body_number, None
    session.flush()
    others = select(Version.id).where(Version.page_id == version.page_id, Version.body_number == number)
    if number is not None and session.scalar(others.limit(1)) is None:
        CHAIN.drop_newest(session, version.page_id, number)


def read(session: Session, version: Version) -> StoredBody | None:
    """The bytes that showed a version first, if they are kept. Raises `DamagedChain`."""
    if version.body_number is None:
        return _not_moved(session, version)
    key = (version.page_id, version.body_number)
    found = CHAIN.read(session, [key]).get(key)
    facts = session.execute(
        select(PageBody.content_type, PageBody.sha256).where(
            PageBody.page_id == key[0], PageBody.number == key[1]
        )
    ).one_or_none()
    if found is None or facts is None:
        return None
    return _checked(found[0], facts.content_type, facts.sha256)


def _not_moved(session: Session, version: Version) -> StoredBody | None:
    old = OLD_BODY.c
    row = session.execute(
        select(old.zstd, old.content_type, old.sha256)
        .join(OLD_VERSION, OLD_VERSION.c.sha256 == old.sha256)
        .where(OLD_VERSION.c.id == version.id)
    ).one_or_none()
    if row is None:
        return None
    try:
        data = zstandard.decompress(row.zstd)
    except zstandard.ZstdError as error:
        raise DamagedChain(f"a stored body cannot be unpacked: {error}") from error
    return _checked(data, row.content_type, bytes.fromhex(row.sha256))


def _checked(data: bytes, content_type: str, sha256: bytes) -> StoredBody:
    if digest(data) != sha256:
        raise DamagedChain(f"a stored body is not the one with the digest {sha256.hex()}")
    return StoredBody(data, content_type, sha256)
