"""`fetch` and `fetch_all`: rows through the cache, with what was asked for and nothing else.

The rows come detached. What was not loaded cannot be loaded later by accident: asking for it raises.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import Select, Table, inspect, select
from sqlalchemy.exc import MultipleResultsFound
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from app.db.base import Base
from app.freshness.names import is_kept, members
from app.freshness.writes import has_written
from app.rowcache import keys
from app.rowcache.cache import Ask, Cache, of

M = TypeVar("M", bound=Base)
Load = Sequence[ORMOption]


def fetch(
    session: Session, model: type[M], /, *, load: Load = (), ttl: int | None = None, **by: object
) -> M | None:
    """The one row of `model` whose fields are as named, or None.

    `load` takes loader options as a query does: `selectinload(Page.versions).load_only(…)`. `ttl` is in
    seconds. Raises `sqlalchemy.exc.MultipleResultsFound` when the fields name more than one row.
    """
    if not by:
        raise TypeError("fetch takes at least one field to find the row by")

    def query() -> Select[Any]:
        return select(model).filter_by(**by).options(*load)

    cache = _usable(session, model)
    if cache is None:
        return _one(_direct(session, query()), model)
    fields = tuple(sorted(by))
    shape = keys.shape(model, load, fields)
    ask = Ask(
        model=model.__name__,
        key=keys.key(shape, [by[field] for field in fields]),
        shape=shape,
        table=members(_table(model)),
        ttl=ttl,
    )
    return _one(_asked(session, cache, ask, query), model)


def fetch_all(
    session: Session,
    model: type[M],
    /,
    *,
    key: str = "id",
    load: Load = (),
    chunk: int = 100,
    ttl: int | None = None,
) -> list[M]:
    """All rows of `model`, in the order of `key`; each can then be had by `fetch(session, model, key=…)`.

    `chunk` is how many rows are written to the cache at a time.
    """

    def query() -> Select[Any]:
        return select(model).order_by(getattr(model, key)).options(*load)

    cache = _usable(session, model)
    if cache is None:
        return cast("list[M]", _direct(session, query()))
    shape, one = keys.shape(model, load, ("*", key)), keys.shape(model, load, (key,))
    ask = Ask(
        model=model.__name__,
        key=keys.key(shape, []),
        shape=shape,
        table=members(_table(model)),
        ttl=ttl,
        each=lambda row: keys.key(one, [getattr(row, key)]),
        chunk=chunk,
    )
    return cast("list[M]", _asked(session, cache, ask, query))


def _table(model: type[Base]) -> Table:
    table = inspect(model).local_table
    if not isinstance(table, Table) or not is_kept(table):
        raise TypeError(f"rows of {model.__name__} change too often to be kept; select them")
    return table


def _usable(session: Session, model: type[Base]) -> Cache | None:
    """The cache, unless this transaction has written: then only the database knows what it sees."""
    _table(model)
    cache = of(session)
    if cache is None or not cache.reads:
        return None
    if has_written(session):
        cache.stats.count(model.__name__, "direct")
        return None
    return cache


def _asked(session: Session, cache: Cache, ask: Ask, query: Callable[[], Select[Any]]) -> Sequence[Base]:
    held = cache.find(ask.model, ask.key)
    if held is not None:
        return held
    bind = session.get_bind()
    inside = session.in_transaction()
    if inside and bind.dialect.name == "sqlite":
        # This transaction may see the database as it was a while ago; what it reads is not for others.
        cache.stats.count(ask.model, "direct")
        return _direct(session, query())

    def loader() -> Sequence[Base]:
        if inside:
            # A second connection while holding one could wait for ever; each statement here sees the newest.
            return _direct(session, query())
        with Session(bind.execution_options(hud_write=False), autoflush=False) as fresh:
            return _direct(fresh, query())

    return cache.fill(ask, loader)


def _direct(session: Session, query: Select[Any]) -> Sequence[Base]:
    """From the database as this transaction sees it, in objects that the session does not know."""
    session.flush()
    with Session(session.connection(), autoflush=False, join_transaction_mode="rollback_only") as reader:
        rows: list[Base] = list(reader.scalars(query).unique())
        reader.expunge_all()
        return rows


def _one(found: Sequence[Base], model: type[M]) -> M | None:
    if len(found) > 1:
        raise MultipleResultsFound(f"{len(found)} rows of {model.__name__} where one was expected")
    return cast(M, found[0]) if found else None
