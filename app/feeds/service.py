"""Feeds as pages, commands and checks ask for them: begin, stop, read now, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.clock import now as clock_now
from app.db.insert import insert_missing
from app.feeds.address import address_of
from app.feeds.feed import Feed
from app.feeds.models import FeedReading, FeedState
from app.feeds.registry import known
from app.i18n import gettext
from app.net.urls import host_key
from app.settings import Settings

ACTOR = "feed"
OLD_AFTER = 3
"""Data is called old when the feed was not read for so many times as long as it is fresh."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How a feed stands: all times in µs, texts in the reader's language.

    `read_at` is the last success, `next_at` the next try; `reason` and `place` say why the last try failed,
    and are empty when it did not. `old_at` is when the data is to be called old, None before there is any.
    """

    name: str
    label: str
    whom: str
    address: str
    fresh: int
    is_begun: bool = False
    is_stopped: bool = False
    tried_at: int | None = None
    read_at: int | None = None
    made_at: int | None = None
    next_at: int | None = None
    old_at: int | None = None
    failures: int = 0
    error: str = ""
    reason: str = ""
    place: str = ""
    rows: int = 0
    size: int = 0
    reading: int | None = None

    @property
    def has_data(self) -> bool:
        """Whether it was ever read."""
        return self.read_at is not None

    def is_old(self, now: int) -> bool:
        """Whether its data is older than it should be."""
        return self.old_at is not None and now >= self.old_at


def state(session: Session, settings: Settings, name: str) -> State:
    """How one feed stands. Raises KeyError for one that does not exist."""
    return states(session, settings, [name])[0]


def states(session: Session, settings: Settings, names: Iterable[str] | None = None) -> list[State]:
    """How several stand, in the order of `names`; without names all there are."""
    all_known = known(settings)
    wanted = list(all_known if names is None else names)
    feeds = [all_known[name].feed for name in wanted]
    rows = {row.name: row for row in session.scalars(select(FeedState).where(FeedState.name.in_(wanted)))}
    return [_state(settings, feed, rows.get(feed.name)) for feed in feeds]


def latest(states: Sequence[State]) -> State:
    """The one of several feeds of the same data that was read last; the first when none was."""
    return max(states, key=lambda one: (one.read_at or 0, one.is_begun))


def turns_old(states: Iterable[State], now: int) -> int | None:
    """When the next of them turns old, for a page's `expires_at`; None when none will."""
    return min((one.old_at for one in states if one.old_at is not None and one.old_at > now), default=None)


def begin(session: Session, settings: Settings, *names: str) -> None:
    """Begin to read feeds, or read them now that were begun: whole, whatever their servers say of changes."""
    feeds = [known(settings)[name].feed for name in names]
    at = clock_now()
    insert_missing(session, FeedState, [{"name": one.name, "begun_at": at, **_NEW} for one in feeds])
    for one in feeds:
        row = session.get_one(FeedState, one.name, with_for_update=True)
        row.is_stopped, row.is_anew, row.next_at = False, True, None
        url = address_of(settings, one)
        jobs.enqueue(session, ACTOR, job_key(one.name), payload={"feed": one.name}, lane=host_key(url))


def stop(session: Session, *names: str) -> None:
    """Ask no more; the data stays."""
    for row in session.scalars(select(FeedState).where(FeedState.name.in_(names)).with_for_update()):
        row.is_stopped, row.next_at = True, None
    jobs.cancel(session, *map(job_key, names))


def job_key(name: str) -> str:
    """The key of a feed's one job."""
    return f"feed:{name}"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One time a feed was read; times in µs, `reason` in the reader's language, "" when it went well."""

    id: int
    feed: str
    at: int
    status: int | None
    reason: str
    place: str
    size: int
    rows: int
    new: int
    changed: int
    withdrawn: int


def readings(session: Session, limit: int = 30) -> list[Reading]:
    """The newest readings of all feeds, newest first."""
    rows = session.scalars(select(FeedReading).order_by(FeedReading.id.desc()).limit(limit))
    return [
        Reading(
            id=row.id,
            feed=row.feed,
            at=row.at,
            status=row.status,
            reason=in_words(row.reason, row.figures),
            place=row.place or "",
            size=row.size,
            rows=row.rows,
            new=row.new,
            changed=row.changed,
            withdrawn=row.withdrawn,
        )
        for row in rows
    ]


def in_words(reason: str | None, figures: str | None) -> str:
    """A stored reason in the reader's language; "" for none."""
    if not reason:
        return ""
    values: dict[str, str | int] = msgspec.json.decode(figures or "{}")
    said = gettext(reason)
    return said % values if values else said


_NEW: dict[str, object] = {"is_stopped": False, "is_anew": True, "failures": 0, "rows": 0, "size": 0}


def _state(settings: Settings, feed: Feed, row: FeedState | None) -> State:
    known_of = {
        "name": feed.name,
        "label": gettext(feed.label),
        "whom": feed.whom,
        "address": address_of(settings, feed),
        "fresh": feed.fresh,
    }
    if row is None:
        return msgspec.convert(known_of, State)
    read_at = row.succeeded_at
    return msgspec.convert(
        known_of
        | {
            "is_begun": not row.is_stopped,
            "is_stopped": row.is_stopped,
            "tried_at": row.tried_at,
            "read_at": read_at,
            "made_at": row.made_at,
            "next_at": row.next_at,
            "old_at": None if read_at is None else read_at + OLD_AFTER * feed.fresh,
            "failures": row.failures,
            "error": row.error or "",
            "reason": in_words(row.reason, row.figures),
            "place": row.place or "",
            "rows": row.rows,
            "size": row.size,
            "reading": row.good,
        },
        State,
    )
