"""Series as they are asked for: several keys over one period, and the chart of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy.orm import Session

from app.charts.bins import MOST_STEPS, TooManySteps
from app.charts.chart import Axis, Chart, Mark, Series
from app.i18n import gettext
from app.mark import N_
from app.series.source import UNKNOWN, Asked, Described, Kind, Point, Registry, SeriesError

MOST = 100
"""So many series at once."""
MOST_POINTS = 200_000
"""Of all of them together."""
_MARKS: dict[Kind, Mark] = {"count": "bar", "event": "bar", "level": "line", "ratio": "line"}


class UnknownSeries(SeriesError):
    """A key that no source answers for."""


class Told(msgspec.Struct, frozen=True):
    """A series with its points."""

    what: Described
    points: list[Point]


def tell(session: Session, registry: Registry, keys: Sequence[str], asked: Asked) -> list[Told]:
    """The series of these keys, in their order, each once.

    Raises `UnknownSeries` for the first key there is none of, and `SeriesError` for what is too much.
    """
    chosen = list(dict.fromkeys(keys))
    if len(chosen) > MOST:
        raise SeriesError(N_("At most %(most)s series can be asked for at once."), most=MOST)
    described = []
    for key in chosen:
        what = registry.describe(session, key)
        if what is None:
            raise UnknownSeries(UNKNOWN, key=key[:80])
        described.append(what)
    told, count = [], 0
    for key, what in zip(chosen, described, strict=True):
        try:
            points = registry.points(session, key, asked)
        except TooManySteps:
            raise _too_many() from None
        count += len(points)
        if count > MOST_POINTS:
            raise _too_many()
        told.append(Told(what, points))
    return told


def chart(told: Sequence[Told], asked: Asked) -> Chart:
    """A picture of series over time; those of different units by themselves."""
    units = {one.what.unit for one in told}
    unit = told[0].what.unit if len(units) == 1 else ""
    sources = dict.fromkeys(one.what.source for one in told if one.what.source)
    licences = dict.fromkeys(one.what.licence for one in told if one.what.licence)
    single = told[0].what if len(told) == 1 else None
    return Chart(
        id="series",
        title=", ".join(one.what.label for one in told[:4]) + (" …" if len(told) > 4 else ""),
        about=about(asked),
        series=[
            Series(
                label=one.what.label if len(units) == 1 else f"{one.what.label} ({one.what.unit})",
                xs=[float(at) for at, _ in one.points],
                ys=[value for _, value in one.points],
                mark=_MARKS[single.kind] if single else "line",
            )
            for one in told
        ],
        x=Axis(kind="time"),
        y=Axis(unit=unit),
        source="; ".join(sources),
        licence="; ".join(licences),
        is_split=len(units) > 1,
    )


def about(asked: Asked) -> str:
    """What a point stands for."""
    return {
        "day": gettext("by day"),
        "week": gettext("by week"),
        "month": gettext("by month"),
        "year": gettext("by year"),
    }[asked.step]


def _too_many() -> SeriesError:
    return SeriesError(
        N_("This period has too many steps (more than %(most)s); choose longer ones or a shorter period."),
        most=MOST_STEPS,
    )
