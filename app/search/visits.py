"""Results that people open: counted by page and day, and handed to the ranking as a small file.

A count says nothing of a person and is of no use to somebody who sends many: a day's count of a page
ends at a limit, the ranking takes its logarithm, and it fades. The index itself is not touched, so
counting costs no segment anything.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

import trie_core
from app.clock import DAY, MINUTE
from app.db import Database
from app.db.insert import upsert
from app.freshness import index_changes
from app.pages.models import Page
from app.search.models import Visit

log = logging.getLogger(__name__)

MOST_A_DAY = 1_000
HALF_LIFE_DAYS = 30
KEPT_DAYS = 180
EVERY = MINUTE
FILE = "visits"

Stamp = tuple[int, int, int, int]


_PROGRAMS = re.compile(
    r"bot|crawl|spider|slurp|preview|fetch|headless|curl|wget|python|monitor", re.IGNORECASE
)


class Opened(msgspec.Struct):
    """What the browser sends when a result is opened."""

    page: Annotated[int, Meta(ge=1, le=2**31 - 1)]


def is_program(agent: str) -> bool:
    """Whether it says of itself that no person opened anything; a browser always says something."""
    return not agent or _PROGRAMS.search(agent) is not None


def note(session: Session, page_id: int, now: int) -> None:
    """A result was opened; a page that HUD no longer has, or had enough today, is not counted."""
    known = session.scalar(select(Page.id).where(Page.id == page_id))
    if known is None:
        return
    row = upsert(session, Visit).values(page_id=page_id, day=now // DAY, count=1)
    session.execute(
        row.on_conflict_do_update(
            index_elements=[Visit.page_id, Visit.day],
            set_={"count": Visit.count + 1},
            where=Visit.count < MOST_A_DAY,
        )
    )


def faded(session: Session, now: int) -> dict[int, float]:
    """How often each page was opened; a visit counts half after `HALF_LIFE_DAYS`."""
    today = now // DAY
    found: dict[int, float] = defaultdict(float)
    # A day ahead is for hosts whose clocks differ; what is counted further on, a wrong clock has counted.
    rows = select(Visit.page_id, Visit.day, Visit.count).where(
        Visit.day > today - KEPT_DAYS, Visit.day <= today + 1
    )
    for page_id, day, count in session.execute(rows):
        found[page_id] += count * 0.5 ** (max(today - day, 0) / HALF_LIFE_DAYS)
    return dict(found)


def forget(session: Session, now: int) -> None:
    """Drop what has faded."""
    today = now // DAY
    session.execute(delete(Visit).where(or_(Visit.day <= today - KEPT_DAYS, Visit.day > today + 1)))


class Publisher:
    """Writes this host's file of visits anew, at most once a minute."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._next = 0
        self._day = 0
        self._told: dict[int, float] | None = None
        self._written: Stamp | None = None

    def publish(self, db: Database, now: int) -> None:
        """Write what has changed since the last time, if it is time to; at once when the file was damaged."""
        if self._written != _stamp(self._path):
            self._told = None
        elif self._next - EVERY <= now < self._next:
            return
        self._next = now + EVERY
        with db.read() as session:
            found = faded(session, now)
        if found != self._told:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with index_changes(db):  # pages are ranked by them
                trie_core.Visits(list(found.items())).save(self._path)
            self._told, self._written = found, _stamp(self._path)
        if self._day != now // DAY:
            with db.write() as session:
                forget(session, now)
            self._day = now // DAY


class Visits:
    """The file as readers hold it: opened anew when another one has taken its place."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._held: tuple[Stamp | None, trie_core.Visits] = (None, trie_core.Visits([]))

    def current(self) -> trie_core.Visits:
        """How often each page was opened; nothing, when the file cannot be read."""
        stamp = _stamp(self._path)
        if stamp is None:
            return trie_core.Visits([])
        held = self._held
        if held[0] != stamp:
            try:
                held = (stamp, trie_core.Visits.open(self._path))
            except (trie_core.TrieCoreError, OSError) as error:
                log.warning("visits are not counted: %s", error)
                held = (stamp, trie_core.Visits([]))
            self._held = held
        return held[1]


def _stamp(path: Path) -> Stamp | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_ctime_ns, state.st_size
