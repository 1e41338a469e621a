"""The cache of one process: a store, its stamps, and the way from a key to rows that are true now."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence

import msgspec
from sqlalchemy.orm import Session

from app.db import Database
from app.db.base import Base
from app.freshness import names
from app.freshness.invalidator import Invalidator
from app.freshness.invalidator import attach as attach_invalidator
from app.freshness.stamps import Stamp, Stamps
from app.memory.budget import Memory
from app.memory.stats import Stats
from app.process_metrics import ProcessMetrics
from app.rowcache.codec import Uncacheable, Unreadable, dump, load
from app.rowcache.flight import Flights
from app.rowcache.store import Store, Ticket

log = logging.getLogger(__name__)

INFO = "hud_cache"
TTL_S = 3_600
MISSING_S = 30
"""How long it is remembered that there is no such row, in case a change of the table goes unnoticed."""
AHEAD = 0.9
"""From this part of its life on, one reader loads a value anew while the others still take it."""
LEASE_S = 5
WAIT_S = (0.005, 0.01, 0.02, 0.04)

Loader = Callable[[], Sequence[Base]]


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One question: its model and key, the shape it shares with others, and how its answer is kept.

    `table` is the name of all rows of the model; `each` gives the key under which each row is kept too.
    """

    model: str
    key: str
    shape: str
    table: str
    ttl: int | None = None
    each: Callable[[Base], str] | None = None
    chunk: int = 100


class Entry(msgspec.Struct, array_like=True):
    """What is kept: the bytes of some objects, and the stamps of all they were read from."""

    names: list[str]
    stamps: list[Stamp]
    until: float
    body: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode


class Cache:
    """Rows by key. Safe for threads."""

    def __init__(
        self,
        store: Store,
        stamps: Stamps,
        invalidator: Invalidator,
        metrics: ProcessMetrics,
        memory: Memory,
    ) -> None:
        self.reads = True
        """Else it is only told of changes, for the sake of others who do read."""
        self.store = store
        self.stamps = stamps
        self.invalidator = invalidator
        self.metrics = metrics
        self.memory = memory
        """The budget that the stores of this process share."""
        self.stats = Stats("row", metrics)
        self._flights = Flights()
        self._tables: dict[str, list[str]] = {}

    def find(self, model: str, key: str) -> list[Base] | None:
        """What is kept under `key`, if it is still true."""
        data = self.store.get(key)
        if data is None:
            self.stats.count(model, "miss")
            return None
        entry = self._true(model, data)
        if entry is None:
            self.stats.count(model, "stale")
            return None
        if time.time() > entry.until and self.store.add(key + ":a", b"1", LEASE_S):
            self.stats.count(model, "miss")
            return None
        rows = self._rows(model, entry)
        if rows is not None:
            self.stats.count(model, "hit")
            self.stats.count(model, "bytes", len(data))
        return rows

    def fill(self, ask: Ask, loader: Loader) -> list[Base]:
        """Load what was not found, keep it, and give it; of several who ask at once one loads."""
        with self._flights.alone(ask.key) as first:
            if not first:
                found = self.find(ask.model, ask.key)
                if found is not None:
                    return found
            ticket = self.store.ticket(ask.key)
            if self.store.add(ask.key + ":l", b"1", LEASE_S):
                try:
                    return self._load(ask, loader, ticket)
                finally:
                    self.store.drop(ask.key + ":l")
            self.stats.count(ask.model, "lost")
            found = self._waited(ask)
            return self._load(ask, loader, ticket) if found is None else found

    def _waited(self, ask: Ask) -> list[Base] | None:
        """Another process loads it: give it a moment."""
        for pause in WAIT_S:
            time.sleep(pause)
            data = self.store.get(ask.key)
            entry = None if data is None else self._true(ask.model, data)
            if entry is not None:
                return self._rows(ask.model, entry)
        return None

    def _load(self, ask: Ask, loader: Loader, ticket: Ticket) -> list[Base]:
        """Stamps first, then rows: kept only if no name that turned up changed in between.

        Which names turn up is known only afterwards, the tables' from the last time; the first time it may
        be any. So the tables' stamps, which every commit changes, are compared from before and after; when
        that is not enough, the rows are loaded once more, now that their names are known.
        """
        # With everything, since an outsider's commit changes no more than that.
        tables = [names.EVERYTHING, *(self._tables.get(ask.shape) or names.all_members())]
        before = self.stamps.read(tables, make=True)
        rows = loader()
        try:
            body, read = dump(rows)
        except Uncacheable:
            self.stats.count(ask.model, "error")
            return list(rows)
        members = _members(read)
        read = [names.EVERYTHING, *read, *([] if rows else [ask.table])]
        stamps = self.stamps.read(read, make=True)
        self._tables[ask.shape] = members = sorted({ask.table, *members, *self._tables.get(ask.shape, [])})
        if not set(members) <= set(tables) or None in before or self.stamps.read(tables) != before:
            stamps = self.stamps.read(read, make=True)
            body, now = dump(loader())
            if not {names.EVERYTHING, ask.table, *now} <= {*read, ask.table}:
                return load(body)
        known = {name: stamp for name, stamp in zip(read, stamps, strict=True) if stamp is not None}
        self._keep(ask, body, known, read, ticket)
        return load(body)

    def _keep(
        self, ask: Ask, body: bytes, stamps: Mapping[str, Stamp], read: Sequence[str], ticket: Ticket
    ) -> None:
        rows = load(body)
        life = ask.ttl or TTL_S
        own = _entry(body, read, stamps, min(life, MISSING_S) if not rows else life)
        if own is not None:
            # Not over what somebody else has kept meanwhile: it is as new, or newer.
            self._filled(ask, self.store.swap(ask.key, own, life, ticket), is_cut=self.store.is_cut(own))
        values: dict[str, bytes | None] = {}
        if ask.each is not None:
            for row in rows:
                one, of_it = dump([row])
                values[ask.each(row)] = _entry(one, [names.EVERYTHING, *of_it], stamps, life)
        ready = {key: entry for key, entry in values.items() if entry is not None}
        keys = list(ready)
        for start in range(0, len(keys), ask.chunk):
            some = {key: ready[key] for key in keys[start : start + ask.chunk]}
            failed = self.store.put_many(some, life)
            self.stats.count(ask.model, "fill", len(some) - len(failed))
            cut = sum(self.store.is_cut(value) for value in some.values())
            if cut:
                self.stats.count(ask.model, "split", cut)
            if failed:
                self.stats.count(ask.model, "error", len(failed))
                log.info("%d of %d rows of %s could not be kept", len(failed), len(some), ask.model)

    def _filled(self, ask: Ask, swapped: bool | None, *, is_cut: bool) -> None:
        if swapped is None:
            self.stats.count(ask.model, "error")
            log.info("an answer of %s could not be kept", ask.model)
            return
        self.stats.count(ask.model, "fill" if swapped else "lost")
        if swapped and is_cut:
            self.stats.count(ask.model, "split")

    def _rows(self, model: str, entry: Entry) -> list[Base] | None:
        try:
            return load(entry.body)
        except Unreadable as error:
            self.stats.count(model, "error")
            log.info("what was kept of %s cannot be read: %s", model, error)
            return None

    def _true(self, model: str, data: bytes) -> Entry | None:
        """The entry, if all its stamps are those of now."""
        try:
            entry = _decode(data)
        except (msgspec.DecodeError, msgspec.ValidationError):
            self.stats.count(model, "error")
            return None
        return entry if self.stamps.read(entry.names) == entry.stamps else None

    def close(self) -> None:
        """Let go of connections."""
        self.store.close()


def _members(read: Sequence[str]) -> list[str]:
    """The names of the tables that were read from."""
    return [names.PREFIX_TABLE + name[2:] for name in read if name.startswith(names.PREFIX_BULK)]


def _entry(body: bytes, read: Sequence[str], stamps: Mapping[str, Stamp], life: int) -> bytes | None:
    if not all(name in stamps for name in read):
        return None
    return _encode(Entry(list(read), [stamps[name] for name in read], time.time() + life * AHEAD, body))


def attach(db: Database, cache: Cache) -> None:
    """From now on the sessions of `db` read and tell of changes through `cache`."""
    db.info[INFO] = cache
    attach_invalidator(db, cache.invalidator)


def of(session: Session) -> Cache | None:
    """The cache of the database that a session belongs to, if it has one."""
    found: Cache | None = session.info.get(INFO)
    return found
