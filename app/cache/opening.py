"""Opening a database with its cache, as the settings ask for it, and reaching what belongs to it.

Apart from the cache itself, which knows nothing of where things are kept.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from app.cache import names
from app.cache.cache import INFO, Cache, attach
from app.cache.clock import Clock
from app.cache.epochs import EPOCHS, Epochs, Space
from app.cache.memcached import MemcachedStore
from app.cache.nodes import Nodes
from app.cache.outsiders import Outsiders
from app.cache.stamps import ClockStamps, SharedStamps
from app.cache.store import MemoryStore
from app.cache.tell import Teller
from app.db import Database
from app.settings import Settings
from app.tally import Tally

METRICS = "metrics"
"""In the data folder: what the processes of this host count."""


def open_database(settings: Settings) -> Database:
    """The installation's database with its cache, whose connections open and close like its own."""
    db = Database(settings.database, makes=False)
    cache = open_cache(settings, db)
    attach(db, cache)
    db.closing.append(cache.close)
    return db


def cache_of(db: Database) -> Cache:
    """The cache that was attached to `db`."""
    found = db.info[INFO]
    assert isinstance(found, Cache)
    return found


def counters(db: Database) -> Clock:
    """The counters of this host, which every commit through `db` raises."""
    return cache_of(db).teller.clock


def index_changes(db: Database) -> AbstractContextManager[None]:
    """While the block runs, searches of this host begin to see another index.

    For the one process that writes it: what a dead predecessor had begun is ended.
    """
    if INFO not in db.info:
        return nullcontext()
    clock = counters(db)
    clock.settle([names.INDEX])
    return clock.changing([names.INDEX])


def open_cache(settings: Settings, db: Database) -> Cache:
    """The cache that the settings ask for."""
    clock = Clock(settings.data_dir / "clock", alone=db.is_sqlite)
    tally = Tally(settings.data_dir / METRICS)
    made = _in_memcached(settings, db, clock, tally) if settings.memcached else _in_memory(db, clock, tally)
    made.reads = settings.cache == "on"
    if db.wal is not None:
        outsiders = Outsiders(db.engine, db.wal, clock, made.teller.everything)
        outsiders.listen()
        clock.is_true = outsiders.are_told
    return made


def _in_memory(db: Database, clock: Clock, tally: Tally) -> Cache:
    return Cache(MemoryStore(), ClockStamps(clock), Teller(db, clock), tally)


def _in_memcached(settings: Settings, db: Database, clock: Clock, tally: Tally) -> Cache:
    nodes, space = Nodes(settings.memcached), Space(db)
    epochs = Epochs(db, lambda: clock.here([EPOCHS])[0])
    stamps = SharedStamps(nodes, space, epochs)
    teller = Teller(db, clock, stamps)
    stamps.are_true = lambda: clock.is_true() and teller.owes_nothing()
    return Cache(MemcachedStore(nodes, space), stamps, teller, tally)
