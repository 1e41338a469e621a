"""The row cache beside plain SQLAlchemy, and beside what people write by hand: pickles in memcached.

The hand-made one shows what exact invalidation costs: it keeps a row for a minute whatever happens to it,
while `fetch` compares at each use the stamps of all that the row was read from.

All beside SQLite and beside PostgreSQL. A floor holds beside PostgreSQL only: SQLite answers in the process,
as quickly as memcached on the same machine does, and what a cache saves there is in the process's memory.
"""

from __future__ import annotations

import pickle
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import msgspec
from pymemcache.client.base import PooledClient
from sqlalchemy import ForeignKey, MetaData, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.db import Database
from app.db.base import Base, Identifier
from app.freshness import counters
from app.freshness.epochs import INSTALLATION, CacheNode
from app.freshness.hosts import Ear
from app.rowcache import fetch, open_database
from app.settings import Settings
from bench.load.postgres import empty
from bench.load.servers import memcached
from bench.measure import Row, each

ROWS = 20_000
NOTES = 10
ROW, COLLECTION = "a row of ten columns", f"a row with its collection of {NOTES}"
MEMORY, SHARED, SQL, PICKLE = "memory", "memcached", "plain SQLAlchemy", "pickle in memcached"
SQLITE, POSTGRES = "SQLite", "PostgreSQL"
_MINUTE = 60

Calls = Mapping[str, Callable[[], object]]


class Tried(Base):
    """Beside HUD's own tables: they are in no migration."""

    __abstract__ = True
    metadata = MetaData()


class TriedPage(Tried):
    """A row as wide as most."""

    __tablename__ = "tried_page"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    url: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    site: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(8), default="active")
    added_at: Mapped[int] = mapped_column(default=1_767_225_600)
    every: Mapped[int] = mapped_column(default=86_400)
    versions: Mapped[int] = mapped_column(default=3)
    weight: Mapped[float] = mapped_column(default=0.5)
    is_open: Mapped[bool] = mapped_column(default=True)
    notes: Mapped[list[TriedNote]] = relationship(order_by="TriedNote.id")


class TriedNote(Tried):
    """One of a row's collection."""

    __tablename__ = "tried_note"

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("tried_page.id"), index=True)
    text: Mapped[str] = mapped_column(String(200))


def rows(quick: bool) -> list[Row]:
    return [row for place in (SQLITE, POSTGRES) for row in _beside(place, quick)]


def _beside(place: str, quick: bool) -> list[Row]:
    """What is measured beside one database; `place` is its name."""
    number, rounds = (50, 3) if quick else (200, 7)
    with _databases(place) as (plain, memory, shared, client):
        load = selectinload(TriedPage.notes)
        hits: dict[str, Calls] = {
            ROW: {
                MEMORY: partial(_fetched, memory, 7),
                SHARED: partial(_fetched, shared, 7),
                SQL: partial(_selected, plain, 7),
                PICKLE: partial(_pickled, plain, client, 7),
            },
            COLLECTION: {
                MEMORY: partial(_fetched, memory, 8, load),
                SHARED: partial(_fetched, shared, 8, load),
                SQL: partial(_selected, plain, 8, load),
                PICKLE: partial(_pickled, plain, client, 8, load),
            },
        }
        _check(hits)
        found = {what: each(calls, rounds, number) for what, calls in hits.items()}
        numbers = {name: count(100) for name in (MEMORY, SHARED, SQL)}
        missed = each(
            {
                MEMORY: lambda: _fetched(memory, next(numbers[MEMORY])),
                SHARED: lambda: _fetched(shared, next(numbers[SHARED])),
                SQL: lambda: _selected(plain, next(numbers[SQL])),
            },
            rounds,
            number,
        )
    sql, floor = f"{SQL}, {place}", 2.0 if place == POSTGRES else None
    return [
        *(
            row
            for what, times in found.items()
            for where in (MEMORY, SHARED)
            for row in (
                _row(f"{what} from {where}", times[where], times[SQL], sql, floor),
                _row(f"{what} from {where}", times[where], times[PICKLE], f"{PICKLE}, {place}"),
            )
        ),
        *(
            _row(f"{ROW}, missed, kept in {where}", missed[where], missed[SQL], sql)
            for where in (MEMORY, SHARED)
        ),
    ]


def _fetched(db: Database, number: int, *load: ORMOption) -> TriedPage | None:
    with db.read() as session:
        return fetch(session, TriedPage, id=number, load=load)


def _selected(db: Database, number: int, *load: ORMOption) -> TriedPage | None:
    with db.read() as session:
        return session.scalars(select(TriedPage).filter_by(id=number).options(*load)).one_or_none()


def _pickled(db: Database, client: PooledClient, number: int, *load: ORMOption) -> TriedPage | None:
    key = f"page:{number}"
    held = client.get(key)
    if held is None:
        held = pickle.dumps(_selected(db, number, *load))
        client.set(key, held, expire=_MINUTE)
    page: TriedPage | None = pickle.loads(held)
    return page


def _check(hits: Mapping[str, Calls]) -> None:
    """Every side gives the same row, or there is nothing to compare; they are warm afterwards."""
    for what, calls in hits.items():
        told = {name: _told(run(), what == COLLECTION) for name, run in calls.items()}
        if len(set(told.values())) != 1:
            raise AssertionError(f"{what} is not the same everywhere: {told}")


def _told(page: object, with_notes: bool) -> tuple[object, ...]:
    assert isinstance(page, TriedPage)
    columns = tuple(getattr(page, column.name) for column in TriedPage.__table__.columns)
    return (*columns, *(note.text for note in page.notes)) if with_notes else columns


@contextmanager
def _databases(place: str) -> Iterator[tuple[Database, Database, Database, PooledClient]]:
    """One database, seen without a cache, with one in memory, and with one in memcached."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hud-cache-")))
        server = stack.enter_context(memcached())
        url = stack.enter_context(empty()) if place == POSTGRES else ""
        settings = Settings(data_dir=folder, database_url=url)
        with_server = msgspec.structs.replace(settings, memcached=(f"127.0.0.1:{server.port}",))
        plain = Database(settings.database)
        _fill(plain)
        memory, shared = open_database(settings), open_database(with_server)
        for db in (plain, memory, shared):
            stack.callback(db.dispose)
        if place == POSTGRES:
            # Nobody believes what they keep where nobody listens to other hosts.
            stack.enter_context(_listening(memory))
        client = PooledClient(("127.0.0.1", server.port), default_noreply=False, no_delay=True)
        stack.callback(client.close)
        yield plain, memory, shared, client


@contextmanager
def _listening(db: Database) -> Iterator[None]:
    """As the follower's process listens."""
    stop = threading.Event()
    ear = threading.Thread(target=Ear(db, counters(db)).run, args=(stop,))
    ear.start()
    try:
        while not counters(db).is_heard():
            stop.wait(0.005)
        yield
    finally:
        stop.set()
        ear.join()


def _fill(db: Database) -> None:
    Tried.metadata.create_all(db.engine)
    Base.metadata.create_all(db.engine, tables=[Base.metadata.tables[CacheNode.__tablename__]])
    with db.write() as session:
        session.add(CacheNode(address=INSTALLATION, epoch=secrets.randbits(62)))
        for number in range(1, ROWS + 1):
            url = f"https://example.org/{number}"
            session.add(TriedPage(id=number, url=url, title=f"Page {number}", site="example.org"))
        session.flush()
        for number in range(1, 100):
            session.add_all(TriedNote(page_id=number, text=f"Note {n} of {number}") for n in range(NOTES))


def _row(what: str, ours: float, theirs: float, peer: str, floor: float | None = None) -> Row:
    return Row(what, ours * 1e6, theirs * 1e6, peer, "µs", floor)
