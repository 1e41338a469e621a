"""Series that have no tables of their own: writing down what became known, and answering for it.

What a publisher revises or takes back ends what was known before and stays to be asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.charts.bins import steps
from app.series.models import SeriesPoint, StoredSeries
from app.series.source import Asked, Described, Kind, Point
from app.series.sums import summed

_AT_ONCE = 500
"""So many values are looked up in one statement."""


class OutOfOrder(ValueError):
    """A reading that is older than what is known of the series; its values are not taken."""


class Value(msgspec.Struct, frozen=True):
    """A number, None for what was said to be none; of a ratio the part, with the whole it is a part of."""

    value: float | None
    whole: float | None = None


class Kept(msgspec.Struct, frozen=True):
    """How many values of a reading were new, were others than before, and were taken back."""

    new: int
    revised: int
    withdrawn: int


def keep(
    session: Session,
    series: Described,
    values: Mapping[int, Value],
    *,
    known_at: int,
    is_whole: bool = False,
) -> Kept:
    """Write down what a reading at `known_at` says of a series, by time (µs).

    What it says as before is left alone. `is_whole`: what it does not name is taken back. Raises `OutOfOrder`
    when something newer is known already. The same reading again changes nothing.
    """
    row = _row(session, series)
    current = _current(session, row.id, None if is_whole else list(values))
    changed = {at: value for at, value in values.items() if at not in current or current[at][1] != value}
    gone = [at for at, (_, value) in current.items() if at not in values and value.value is not None]
    ended = [at for at in (*changed, *gone) if at in current]
    if any(current[at][0] >= known_at for at in ended):
        raise OutOfOrder(f"{series.key} is known from a reading that is not older than {known_at}")
    if ended:
        session.execute(
            update(SeriesPoint),
            [
                {"series_id": row.id, "time": at, "known_from": current[at][0], "known_until": known_at}
                for at in ended
            ],
        )
    added = {**changed, **{at: Value(None) for at in gone}}
    if added:
        session.execute(
            insert(SeriesPoint),
            [
                {
                    "series_id": row.id,
                    "time": at,
                    "known_from": known_at,
                    "known_until": None,
                    "value": value.value,
                    "whole": value.whole,
                }
                for at, value in added.items()
            ],
        )
    return Kept(len(changed) - len(ended) + len(gone), len(ended) - len(gone), len(gone))


def _row(session: Session, series: Described) -> StoredSeries:
    # Locked, so that two readings of one series come one after the other.
    row = session.scalar(select(StoredSeries).where(StoredSeries.key == series.key).with_for_update())
    if row is None:
        row = StoredSeries(key=series.key)
        session.add(row)
    row.label, row.unit, row.kind = series.label, series.unit, series.kind
    row.source, row.licence = series.source, series.licence
    session.flush()
    return row


def _current(session: Session, series_id: int, times: list[int] | None) -> dict[int, tuple[int, Value]]:
    """What is known now, by time: since when, and the value."""
    query = select(SeriesPoint.time, SeriesPoint.known_from, SeriesPoint.value, SeriesPoint.whole).where(
        SeriesPoint.series_id == series_id, SeriesPoint.known_until.is_(None)
    )
    found: dict[int, tuple[int, Value]] = {}
    parts = [None] if times is None else [times[n : n + _AT_ONCE] for n in range(0, len(times), _AT_ONCE)]
    for part in parts:
        some = query if part is None else query.where(SeriesPoint.time.in_(part))
        for at, since, value, whole in session.execute(some):
            found[at] = (since, Value(value, whole))
    return found


class Stored:
    """The source of a prefix whose series stand in the shared table."""

    depends_on = (StoredSeries, SeriesPoint)

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def describe(self, session: Session, name: str) -> Described | None:
        """The series of that name, if anything was ever written down of it."""
        row = self._find(session, name)
        return None if row is None else _described(row)

    def points(self, session: Session, name: str, asked: Asked) -> list[Point]:
        """The values of each step that the period touches, as they were known."""
        row = self._find(session, name)
        if row is None:
            return []
        known = (SeriesPoint.series_id == row.id, *_known(asked))
        reach = session.execute(
            select(func.min(SeriesPoint.time), func.max(SeriesPoint.time)).where(
                *known, SeriesPoint.value.is_not(None)
            )
        ).one()
        if reach[0] is None:
            return []
        first = reach[0] if asked.first is None else max(asked.first, reach[0])
        last = reach[1] if asked.last is None else min(asked.last, reach[1])
        if first > last:
            return []
        edges = steps(first, last, asked.step, asked.zone)
        rows = session.execute(
            select(SeriesPoint.time, SeriesPoint.value, SeriesPoint.whole)
            .where(*known, SeriesPoint.time >= edges[0], SeriesPoint.time < edges[-1])
            .order_by(SeriesPoint.time)
        )
        kind: Kind = _described(row).kind
        return summed(kind, [(at, value, whole) for at, value, whole in rows], edges)

    def find(self, session: Session, text: str, limit: int) -> list[Described]:
        """Series with `text` in their label or key."""
        within = or_(
            StoredSeries.label.icontains(text, autoescape=True),
            StoredSeries.key.icontains(text, autoescape=True),
        )
        query = select(StoredSeries).where(
            StoredSeries.key.startswith(f"{self.prefix}:", autoescape=True), within
        )
        return [_described(row) for row in session.scalars(query.order_by(StoredSeries.label).limit(limit))]

    def _find(self, session: Session, name: str) -> StoredSeries | None:
        return session.scalar(select(StoredSeries).where(StoredSeries.key == f"{self.prefix}:{name}"))


def _known(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    if asked.as_of is None:
        return (SeriesPoint.known_until.is_(None),)
    return (
        SeriesPoint.known_from <= asked.as_of,
        or_(SeriesPoint.known_until.is_(None), SeriesPoint.known_until > asked.as_of),
    )


def _described(row: StoredSeries) -> Described:
    kind = msgspec.convert(row.kind, Kind)
    return Described(
        key=row.key, label=row.label, unit=row.unit, kind=kind, source=row.source, licence=row.licence
    )
