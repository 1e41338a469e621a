"""Charts of earthquakes: how many over time, how often each magnitude, how deep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from app.charts.bins import bins, steps
from app.charts.chart import Axis, Chart, Series
from app.clock import DAY
from app.equake import service
from app.equake.asked import Where
from app.equake.service import Point
from app.equake.statistics import Frequency, frequency
from app.i18n import format_number, gettext
from app.series.sums import counted
from app.web.request import PageRequest

SOURCE, LICENCE = "USGS", "public domain"
_LINK = "https://earthquake.usgs.gov/earthquakes/feed/"
_DEEPEST, _DEPTH_STEP = 700, 50
_HIGH = 150


def over_time(request: PageRequest, where: Where, points: Sequence[Point]) -> Chart:
    """How many a day, of short periods in shorter steps."""
    first, last = where.first, max(where.last, where.first)
    is_days = last - first > 3 * DAY
    edges = steps(first, last, "day", request.zone) if is_days else bins(first, last, request.zone)
    found = counted([(point.time, 1) for point in points], edges)
    label = gettext("Earthquakes")
    series = Series(label=label, xs=[at for at, _ in found], ys=[value for _, value in found], mark="bar")
    return _chart(
        "quakes-over-time",
        gettext("Per day") if is_days else gettext("Over time"),
        [series],
        x=Axis(kind="time"),
        y=Axis(from_zero=True),
    )


def magnitudes(_request: PageRequest, _where: Where, points: Sequence[Point]) -> Chart:
    """How many events are at least so strong, with the line that fits above completeness."""
    found = of_points(points)
    dots = [one for one in found.at_least if one[1]]
    series = [
        Series(
            label=gettext("At least this strong"),
            xs=[mag for mag, _ in dots],
            ys=[float(count) for _, count in dots],
            mark="dots",
        )
    ]
    if found.b is not None and found.a is not None and found.complete is not None:
        a, b = found.a, found.b
        end = min(max(mag for mag, _ in dots), a / b)
        xs = [found.complete, max(end, found.complete)]
        fit = [10 ** (a - b * x) for x in xs]
        series.append(Series(label=gettext("fitted line"), xs=xs, ys=fit, is_quiet=True))
    return _chart(
        "quakes-by-magnitude",
        gettext("At least this magnitude"),
        series,
        about=told(found),
        x=Axis(label=gettext("Magnitude")),
        y=Axis(kind="log"),
    )


def depths(_request: PageRequest, _where: Where, points: Sequence[Point]) -> Chart:
    """How many lie how deep, in steps of 50 km."""
    known = Counter(
        min(max(int(point.depth // _DEPTH_STEP), 0), _DEEPEST // _DEPTH_STEP - 1) * _DEPTH_STEP
        for point in points
        if point.depth is not None
    )
    last = max(known, default=0)
    names = tuple(f"{low}" for low in range(0, last + 1, _DEPTH_STEP))
    counts = [float(known[low]) for low in range(0, last + 1, _DEPTH_STEP)] if known else []
    series = Series(
        label=gettext("Earthquakes"), xs=[float(n) for n in range(len(counts))], ys=counts, mark="bar"
    )
    return _chart(
        "quakes-by-depth",
        gettext("Depth"),
        [series],
        x=Axis(kind="names", label=gettext("Depth from, in km"), names=names),
        y=Axis(from_zero=True),
    )


def of_points(points: Sequence[Point]) -> Frequency:
    """The magnitudes of earthquakes alone: blasts and other events do not follow their law."""
    return frequency(
        point.mag for point in points if point.mag is not None and point.kind == service.TECTONIC
    )


def told(found: Frequency) -> str:
    """Completeness and b in words."""
    if found.complete is None:
        return ""
    complete = gettext("complete from about M %(mag)s") % {"mag": format_number(found.complete)}
    if found.b is None or found.error is None:
        return complete + "; " + gettext("too few for b")
    values = {"b": format_number(round(found.b, 2)), "error": format_number(round(found.error, 2))}
    times = {"times": format_number(round(10**found.b, 1))}
    return "; ".join(
        [
            complete,
            gettext("b = %(b)s ± %(error)s") % values,
            gettext("each step of 1 is about %(times)s times rarer") % times,
        ]
    )


def _chart(chart_id: str, title: str, series: list[Series], *, x: Axis, y: Axis, about: str = "") -> Chart:
    return Chart(
        id=chart_id,
        title=title,
        series=series,
        about=about,
        x=x,
        y=y,
        source=SOURCE,
        source_link=_LINK,
        licence=LICENCE,
        height=_HIGH,
    )


Draw = Callable[[PageRequest, Where, Sequence[Point]], Chart]
CHARTS: dict[str, Draw] = {"per-day": over_time, "magnitudes": magnitudes, "depths": depths}
"""By the name in their address."""
