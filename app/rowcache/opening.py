"""Opening a database with its cache, as the settings ask for it, and reaching what belongs to it.

Apart from the cache itself, which knows nothing of where things are kept.
"""

from __future__ import annotations

from app.db import Database
from app.freshness.clock import Clock
from app.freshness.epochs import EPOCHS, Epochs, Space
from app.freshness.external_writes import ExternalWrites
from app.freshness.invalidator import Invalidator
from app.freshness.nodes import Nodes
from app.freshness.stamps import ClockStamps, SharedStamps
from app.memory.budget import Memory
from app.process_metrics import ProcessMetrics
from app.rowcache.cache import INFO, Cache, attach
from app.rowcache.memcached import MemcachedStore
from app.rowcache.store import MemoryStore
from app.settings import Settings

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


def open_cache(settings: Settings, db: Database) -> Cache:
    """The cache that the settings ask for."""
    clock = Clock(settings.data_dir / "clock", alone=db.is_sqlite)
    metrics = ProcessMetrics(settings.data_dir / METRICS)
    memory = Memory(settings.memory_caches)
    made = (
        _in_memcached(settings, db, clock, metrics, memory)
        if settings.memcached
        else _in_memory(db, clock, metrics, memory)
    )
    made.reads = settings.cache == "on"
    if db.wal is not None:
        external_writes = ExternalWrites(db.engine, db.wal, clock, made.invalidator.everything)
        external_writes.listen()
        clock.is_true = external_writes.are_told
    return made


def _in_memory(db: Database, clock: Clock, metrics: ProcessMetrics, memory: Memory) -> Cache:
    return Cache(
        MemoryStore(memory.room("rows")), ClockStamps(clock), Invalidator(db, clock), metrics, memory
    )


def _in_memcached(
    settings: Settings, db: Database, clock: Clock, metrics: ProcessMetrics, memory: Memory
) -> Cache:
    nodes, epochs = Nodes(settings.memcached), Epochs(db, lambda: clock.here([EPOCHS])[0])
    space = Space(epochs)
    stamps = SharedStamps(nodes, space, epochs)
    invalidator = Invalidator(db, clock, stamps)
    stamps.are_true = lambda: clock.is_true() and invalidator.owes_nothing()
    return Cache(MemcachedStore(nodes, space), stamps, invalidator, metrics, memory)
