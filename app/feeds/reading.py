"""One reading of a feed: ask, then write down what came, all in one transaction.

Rows, counts, bytes and the due time are there together or not at all. If the lease was lost meanwhile, the
whole result is rolled back and whoever holds it now does the work.
"""

from __future__ import annotations

import random
from typing import cast

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.clock import HOUR, SECOND
from app.crawl.retry import backoff
from app.db import Database
from app.feature import resolve
from app.feeds import models, payloads
from app.feeds.asking import Answer, Conditions, Failure, ask
from app.feeds.feed import Counts, Feed, FeedReading, Rows, Store
from app.feeds.refused import Refused
from app.feeds.registry import known
from app.settings import Settings

MOST_WAIT = 6 * HOUR
"""After failures a feed is tried again so soon at the latest, whatever its server asks for."""


def read_feed(db: Database, lease: jobs.Lease, settings: Settings) -> None:
    """The whole work of one job. Raises `jobs.LeaseLost` when another worker took it over."""
    name = str(lease.payload["feed"])
    one = known(settings).get(name)
    with db.read() as session:
        before = None if one is None else _conditions(session, one.feed)
    if one is None or before is None:
        with db.write() as session:
            jobs.finish(session, lease)
        return

    def between() -> None:
        # Pages of one answer keep the pause that readings of one host do, and the lease lasts.
        with db.write() as session:
            jobs.extend(session, lease)

    answer = ask(settings, one.feed, before, between)
    delay = int(settings.crawl_delay * SECOND)
    try:
        with db.write() as session:
            due = _record(session, one.feed, answer)
            jobs.finish(session, lease, next_due=due, lane_delay_us=delay)
    except Refused as error:
        # Found out only beside what is known already. Nothing of it is stored, and that is written down.
        answer.failure = Failure("refused", error.reason, error.values, error.where)
        with db.write() as session:
            due = _record(session, one.feed, answer)
            jobs.finish(session, lease, next_due=due, lane_delay_us=delay)


def _conditions(session: Session, feed: Feed) -> Conditions | None:
    """What to ask with; None for a feed that nobody has begun, or that was stopped."""
    state = session.get(models.FeedState, feed.name)
    if state is None or state.is_stopped:
        return None
    if state.is_anew or state.good is None:
        return Conditions()
    parts = select(models.FeedPart.sha256).where(models.FeedPart.reading_id == state.good)
    digests = tuple(session.scalars(parts.order_by(models.FeedPart.number)))
    return Conditions(state.url or "", state.etag, state.last_modified, digests)


def _record(session: Session, feed: Feed, answer: Answer) -> int | None:
    """Write a reading down; returns when the feed is due again. Raises `Refused`, and must be rolled back."""
    query = select(models.FeedState).where(models.FeedState.name == feed.name).with_for_update()
    state = session.scalar(query)
    if state is None or state.is_stopped:
        return None
    at = jobs.now(session)  # the one clock that all hosts share
    reading = _reading(session, feed, answer, at)
    state.tried_at = at
    if answer.failure is not None:
        state.failures += 1
        state.next_at = at + _pause(state.failures, answer.failure.wait_s)
    else:
        if answer.parts:
            _store(session, feed, answer, reading, state)
        state.succeeded_at, state.failures, state.is_anew = at, 0, False
        # Not all installations at the same moment.
        state.next_at = at + feed.fresh + int(feed.fresh * random.uniform(0, 0.05))
    state.error, state.reason, state.figures, state.place = (
        reading.error,
        reading.reason,
        reading.figures,
        reading.place,
    )
    session.flush()
    payloads.retain(session, feed, state.good, at)
    return state.next_at


def _pause(failures: int, asked_s: int) -> int:
    wait = max(backoff(failures) * random.uniform(0.8, 1.2), asked_s) * SECOND
    return min(int(wait), MOST_WAIT)


def _reading(session: Session, feed: Feed, answer: Answer, at: int) -> models.FeedReading:
    failure = answer.failure
    reading = models.FeedReading(
        feed=feed.name,
        at=at,
        status=answer.status,
        elapsed=answer.elapsed,
        size=sum(payload.size for payload in answer.payloads),
        rows=sum(part.head.count for part in answer.parts),
        made_at=answer.parts[0].head.made_at if answer.parts else None,
        error=failure.code if failure else None,
        reason=failure.reason if failure else None,
        figures=msgspec.json.encode(failure.figures).decode() if failure else None,
        place=failure.place or None if failure else None,
    )
    session.add(reading)
    session.flush()
    if not answer.is_unchanged:
        payloads.keep(session, reading.id, answer.payloads)
    return reading


def _store(
    session: Session, feed: Feed, answer: Answer, reading: models.FeedReading, state: models.FeedState
) -> None:
    rows = Rows([part.rows for part in answer.parts], reading.rows)
    about = answer.parts[0].head.about
    told = FeedReading(id=reading.id, feed=feed.name, at=reading.at, made_at=reading.made_at, about=about)
    counts: Counts = cast(Store, resolve(feed.store))(session, told, rows)
    reading.new, reading.changed = counts.new, counts.changed
    reading.same, reading.withdrawn = counts.same, counts.withdrawn
    state.good, state.made_at, state.rows, state.size = (
        reading.id,
        reading.made_at,
        reading.rows,
        reading.size,
    )
    state.url, state.etag, state.last_modified = answer.url, answer.etag, answer.last_modified
