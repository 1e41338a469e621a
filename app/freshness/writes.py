"""Session events that collect the names of changed tables and rows, and publish them at commit.

The names are marked before the outermost commit and get new stamps after it, never at a savepoint or for what
was rolled back. What no event shows (text(), another program) has to be named with `touch`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Table, event, inspect
from sqlalchemy.orm import Mapper, ORMExecuteState, PassiveFlag, Session
from sqlalchemy.orm.attributes import get_history

from app.db.base import Base
from app.db.commit import After, Before, Undone, register
from app.freshness import external_writes, names
from app.freshness.invalidator import Telling, of

_CHANGED = "hud_cache_changed"
_MARKED = "hud_cache_marked"
_committed: ContextVar[set[str] | None] = ContextVar("hud_committed", default=None)


@contextmanager
def noting_commits() -> Iterator[set[str]]:
    """The names that this block commits changes of, here and in the threads and tasks that it starts.

    A web request that has changed something learns it so, and may tell the visitor's next ones.
    """
    noted: set[str] = set()
    before = _committed.set(noted)
    try:
        yield noted
    finally:
        _committed.reset(before)


def touch(session: Session, model: type[Base], **by: object) -> None:
    """Raw SQL changed rows of `model` in this transaction: the one whose primary key is named, or any."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    changed = _changed(session)
    changed.add(names.members(table))
    if not names.is_kept(table):
        return
    key = [by.get(str(column.key)) for column in inspect(model).primary_key]
    changed.add(names.bulk(table) if None in key or len(by) != len(key) else names.row(table, key))


def touch_everything(session: Session) -> None:
    """After this transaction nothing counts that is kept anywhere, on any host."""
    _changed(session).add(names.EVERYTHING)


def has_written(session: Session) -> bool:
    """Whether the transaction under way has changed anything, or is about to."""
    return bool(session.info.get(_CHANGED) or session.new or session.deleted or _dirty(session))


def _dirty(session: Session) -> bool:
    return any(session.is_modified(item) for item in session.dirty)


def _changed(session: Session) -> set[str]:
    found: set[str] = session.info.setdefault(_CHANGED, set())
    return found


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    changed = _changed(session)
    # Made anew at each look: inside the loop a large flush would take the square of its size.
    new = session.new
    for item in (*new, *session.dirty):
        if item in new or session.is_modified(item):
            changed.update(_of(item))
    for item in session.deleted:
        changed.update(_of(item))
        for table in _plan(inspect(type(item))).tables:
            changed.update(_everything_of(names.dependents(table)))


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    table = getattr(state.statement, "table", None)
    if not isinstance(table, Table):
        return
    changed = _changed(state.session)
    changed.update(_everything_of([table]))
    if state.is_delete:
        changed.update(_everything_of(names.dependents(table)))


class _Plan(NamedTuple):
    """What names an object of one class by."""

    tables: tuple[Table, ...]
    pointers: tuple[tuple[Table, str, str], ...]
    secondaries: tuple[tuple[str, Table], ...]


@lru_cache(maxsize=256)
def _plan(mapper: Mapper[Any]) -> _Plan:
    tables = tuple(table for table in mapper.tables if isinstance(table, Table))
    pointers = tuple(
        (table, column.name, mapper.get_property_by_column(column).key)
        for table in tables
        if names.is_kept(table)
        for column in table.columns
        if column.foreign_keys
    )
    secondaries = tuple(
        (relation.key, relation.secondary)
        for relation in mapper.relationships
        if isinstance(relation.secondary, Table)
    )
    return _Plan(tables, pointers, secondaries)


def _of(item: Any) -> Iterator[str]:
    """What changes with one object: its row, its table, the rows that point where it points or pointed."""
    mapper: Mapper[Any] = inspect(type(item))
    plan = _plan(mapper)
    for table in plan.tables:
        yield names.members(table)
        if names.is_kept(table):
            yield names.row(table, mapper.primary_key_from_instance(item))
    for table, column, key in plan.pointers:
        history = get_history(item, key)
        for value in {*history.added, *history.unchanged, *history.deleted}:
            yield names.pointing(table, column, value)
    for key, secondary in plan.secondaries:
        # One that was never loaded has not changed, and is not loaded for this.
        if get_history(item, key, PassiveFlag.PASSIVE_NO_INITIALIZE).has_changes():
            yield from _everything_of([secondary])


def _everything_of(tables: Iterable[Table]) -> Iterator[str]:
    for table in tables:
        yield names.members(table)
        if names.is_kept(table):
            yield names.bulk(table)


def _mark(session: Session) -> None:
    changed = sorted(session.info.pop(_CHANGED, ()))
    invalidator = of(session)
    if changed and invalidator is not None:
        session.info[_MARKED] = invalidator.begin(session, changed)
        if session.get_bind().dialect.name == "sqlite":
            external_writes.mark(session)


def _publish(session: Session) -> None:
    marked: Telling | None = session.info.get(_MARKED)
    noted = _committed.get()
    if marked is not None and noted is not None:
        noted.update(marked.changed)
    _over(session, committed=True)


def _forget(session: Session) -> None:
    _over(session, committed=False)


def _over(session: Session, *, committed: bool) -> None:
    session.info.pop(_CHANGED, None)  # what telling itself has written
    marked: Telling | None = session.info.pop(_MARKED, None)
    invalidator = of(session)
    if marked is not None and invalidator is not None:
        invalidator.end(marked, committed=committed)


register(Before.MARKS, _mark)
register(After.COUNTERS, _publish)
register(Undone.MARKS, _forget)
