"""Series of earthquakes: how many there were of a magnitude and over."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.charts.bins import steps
from app.equake.matching import quake
from app.equake.models import Quake, QuakeRevision
from app.i18n import format_number, gettext
from app.series.source import Asked, Described, Given, Point, Source
from app.series.sums import counted

_OFFERED = ("", "m2.5", "m4.5", "m6")


class Quakes:
    """`quakes:` counts all that were reported, `quakes:m4.5` those of magnitude 4.5 and over.

    As of a day they count with the magnitude that was known then.
    """

    prefix = "quakes"
    depends_on = (Quake, QuakeRevision)

    def describe(self, _session: Session, name: str) -> Described | None:
        """All, or those from a magnitude on."""
        least = _least(name)
        if name and least is None:
            return None
        label = gettext("Earthquakes")
        if least is not None:
            label = gettext("Earthquakes of magnitude %(mag)s and over") % {"mag": format_number(least)}
        return Described(
            key=f"quakes:{name}",
            label=label,
            unit="",
            kind="count",
            source="USGS",
            licence=gettext("public domain"),
        )

    def points(self, session: Session, name: str, asked: Asked) -> list[Point]:
        """How many in each step since the first that is known; zero in a step without."""
        earliest = session.scalar(select(func.min(quake.c.time)))
        if earliest is None:
            return []
        first = earliest if asked.first is None else max(asked.first, earliest)
        if first > asked.until:
            return []
        edges = steps(first, asked.until, asked.step, asked.zone)
        least = _least(name)
        rows = self._known(session, edges[0], min(edges[-1], asked.known + 1), asked)
        times = sorted(time for time, mag in rows if least is None or (mag is not None and mag >= least))
        return counted([(time, 1) for time in times], edges)

    def _known(self, session: Session, first: int, end: int, asked: Asked) -> list[tuple[int, float | None]]:
        """Time and magnitude of each event, as they were known at the asked moment."""
        query = select(quake.c.id, quake.c.time, quake.c.mag).where(
            quake.c.time >= first, quake.c.time < end, quake.c.merged_into.is_(None)
        )
        if asked.as_of is None:
            query = query.where(quake.c.withdrawn_at.is_(None))
            return [(row.time, row.mag) for row in session.execute(query)]
        stood = or_(quake.c.withdrawn_at.is_(None), quake.c.withdrawn_at > asked.as_of)
        rows = session.execute(query.where(quake.c.first_at <= asked.as_of, stood)).all()
        later = select(QuakeRevision.quake_id, QuakeRevision.changes).where(
            QuakeRevision.at > asked.as_of, QuakeRevision.kind == "changed"
        )
        then: dict[int, float | None] = {}
        for quake_id, changes in session.execute(
            later.order_by(QuakeRevision.at.desc(), QuakeRevision.id.desc())
        ):
            pair = msgspec.json.decode(changes, type=dict[str, tuple[object, object]]).get("mag")
            if pair is not None:
                then[quake_id] = pair[0] if isinstance(pair[0], int | float) else None
        return [(row.time, then.get(row.id, row.mag)) for row in rows]

    def find(self, session: Session, text: str, limit: int) -> list[Described]:
        """Those that are offered, by their name."""
        found = [one for name in _OFFERED if (one := self.describe(session, name)) is not None]
        return [one for one in found if text.lower() in f"{one.label} {one.key}".lower()][:limit]


def _least(name: str) -> float | None:
    """The magnitude of a name such as "m4.5"; None for all, and for what is no name."""
    try:
        value = float(name.removeprefix("m")) if name.startswith("m") else None
    except ValueError:
        return None
    return value if value is not None and -10 <= value <= 12 else None


def sources(_given: Given) -> Sequence[Source]:
    """What earthquakes offer."""
    return [Quakes()]
