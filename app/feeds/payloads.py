"""Payloads: the bytes that came, kept by their digest, as many and as long as their feed says."""

from __future__ import annotations

from collections.abc import Sequence

import zstandard
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.db.insert import insert_missing
from app.feeds.asking import Payload
from app.feeds.feed import Feed
from app.feeds.models import FeedPart, FeedPayload, FeedReading

_AT_ONCE = 500


def keep(session: Session, reading: int, payloads: Sequence[Payload]) -> None:
    """Keep what came in a reading; bytes that are there already are shared."""
    rows = [{"sha256": one.sha256, "size": one.size, "zstd": one.zstd} for one in payloads]
    insert_missing(session, FeedPayload, rows)
    session.add_all(
        FeedPart(reading_id=reading, number=number, sha256=one.sha256, is_kept=True)
        for number, one in enumerate(payloads, 1)
    )
    session.flush()


def read(session: Session, reading: int) -> list[bytes | None]:
    """The bytes of a reading, a page each; None for a page whose bytes were dropped."""
    query = select(FeedPayload.zstd, FeedPayload.size).select_from(FeedPart)
    found = session.execute(
        query.outerjoin(FeedPayload, FeedPayload.sha256 == FeedPart.sha256)
        .where(FeedPart.reading_id == reading)
        .order_by(FeedPart.number)
    )
    unpack = zstandard.ZstdDecompressor().decompress
    return [None if packed is None else unpack(packed, max_output_size=size) for packed, size in found]


def retain(session: Session, feed: Feed, good: int | None, now: int) -> None:
    """Drop what is beyond the feed's count or days, but never the bytes of the last `good` reading."""
    held = (
        select(FeedReading.id)
        .join(FeedPart, FeedPart.reading_id == FeedReading.id)
        .where(FeedReading.feed == feed.name, FeedPart.is_kept)
        .distinct()
        .order_by(FeedReading.id.desc())
    )
    older = select(FeedReading.id).where(FeedReading.feed == feed.name, FeedReading.at < now - feed.keep_for)
    surplus = set(session.scalars(held.offset(feed.keep_count)))
    surplus |= set(session.scalars(older.where(FeedReading.id.in_(held.order_by(None)))))
    surplus.discard(good or 0)
    gone = sorted(surplus)[:_AT_ONCE]
    if not gone:
        return
    dropped = (
        update(FeedPart)
        .where(FeedPart.reading_id.in_(gone), FeedPart.is_kept)
        .values(is_kept=False)
        .returning(FeedPart.sha256)
    )
    digests = list(session.scalars(dropped))
    kept = select(FeedPart.sha256).where(FeedPart.is_kept)
    session.execute(
        delete(FeedPayload).where(FeedPayload.sha256.in_(digests), FeedPayload.sha256.not_in(kept))
    )
