"""Plot: axes and marks of a chart, or of one of its series when each is drawn by itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import isnan, nan

import msgspec
from markupsafe import escape

from app.charts import marks
from app.charts.chart import Chart, Series
from app.charts.colours import LIGHT, NAMED, number_of
from app.charts.marks import BarWidth, Drawn, Frame, Paint, thinned
from app.charts.scales import Scale, scale_of
from app.charts.thin import MOST
from app.charts.words import Voice, clean, cut, isolated
from app.i18n import gettext

_TOP, _BOTTOM = 20, 24
_MOST_ALL = 4 * MOST
"""Of all lines together; each of very many has fewer points."""
_LEAST_EACH = 200
_LINE = 15
_SMALL = (0.15, 0.85)
"""Labels under a small picture stay clear of its ends."""
_MOST_EVENTS = 8
_AIR = 0.03


class Prepared(msgspec.Struct):
    """What all plots of a chart share: thinned series, scales, and what could not be placed."""

    chart: Chart
    series: list[Series]
    x: Scale
    y: Scale
    room: BarWidth
    hidden: int
    is_thinned: bool


def prepare(chart: Chart, voice: Voice) -> Prepared:
    """The series as they are drawn, over scales that hold all of them."""
    most = min(MOST, max(_MOST_ALL // max(len(chart.series), 1), _LEAST_EACH))
    hidden, placed = 0, []
    for series in chart.series:
        there = series
        if chart.y.kind == "log":
            ys, lows, highs = map(_positive, (series.y, series.low, series.high))
            hidden += sum(1 for value in series.y if value <= 0)
            there = msgspec.structs.replace(series, xs=series.x, ys=ys, lows=lows, highs=highs)
        placed.append(thinned(there, most))
    room = _room(chart)
    stands = any(series.mark in {"bar", "area"} for series in placed)
    xs = [x for series in placed for x in _ends(series, room, is_free=chart.x.kind == "linear")]
    x = scale_of(chart.x, [*xs, *(event.at for event in chart.events)], zone=voice.zone, locale=voice.locale)
    y = scale_of(
        chart.y, _extent(placed), zone=voice.zone, locale=voice.locale, from_zero=stands, is_rounded=True
    )
    is_thinned = any(len(new.x) < len(old.x) for new, old in zip(placed, chart.series, strict=True))
    return Prepared(chart, placed, x, y, room, hidden, is_thinned)


def plot(ready: Prepared, voice: Voice, paint: Paint, *, height: int, only: int | None = None) -> list[str]:
    """Grid, marks and labels in a picture of that height; `only` the series at a place."""
    chart = ready.chart
    frame = Frame(ready.x, ready.y, _TOP, height - _BOTTOM, paint)
    if chart.is_empty:
        said = escape(gettext("No data"))
        return [
            f'<text {paint("nothing")} x="50%" y="{height / 2:g}">{said}</text>',
            f'<line {paint("base")} x1="0" x2="100%" y1="{frame.bottom}" y2="{frame.bottom}"/>',
        ]
    drawn = Drawn()
    chosen = [(n, one) for n, one in enumerate(ready.series) if only is None or n == only]
    # What is grey lies below the rest.
    chosen.sort(key=lambda one: kind_of(chart, one[0]) != "q")
    standing = [n for n, one in chosen if one.mark == "bar"]
    for number, series in chosen:
        _mark(frame, series, kind_of(chart, number), drawn, voice, ready, standing, number)
    ready.is_thinned = ready.is_thinned or drawn.is_thinned
    inner = (
        f'<svg width="100%" height="{height}" viewBox="0 0 {marks.WIDE} {height * 10}"'
        f' preserveAspectRatio="none">{"".join(drawn.inner)}</svg>'
        if drawn.inner
        else ""
    )
    pieces = [*_grid(frame), inner, _baseline(frame), *_events(frame, chart), *drawn.outer, *_beside(frame)]
    pieces += _under(frame, height, is_small=only is not None)
    if only is None:
        pieces += _names(frame, chosen, voice)
    return pieces


def kind_of(chart: Chart, number: int) -> str:
    """The colour of a series by its number; beyond the eighth of one picture all are grey."""
    is_beyond = number >= len(LIGHT) and not chart.is_split
    return "q" if chart.series[number].is_quiet or is_beyond else str(number_of(number))


def _mark(
    frame: Frame,
    series: Series,
    kind: str,
    drawn: Drawn,
    voice: Voice,
    ready: Prepared,
    standing: list[int],
    number: int,
) -> None:
    def say(x: float, y: float) -> str:
        return voice.point(series, x, y)

    if series.mark == "bar":
        place = (standing.index(number), len(standing))
        marks.bars(frame, series, kind, drawn, say, place=place, room=ready.room)
    elif series.mark == "dots":
        marks.dots(frame, series, kind, drawn, say)
    else:
        draw = marks.band if series.mark == "band" else marks.lines
        draw(frame, series, kind, drawn)
        if series.links and len(series.x) <= marks.FEW:
            marks.slots(frame, series, kind, drawn, say)


def _positive(values: list[float]) -> list[float]:
    """What has a place on a logarithmic axis; the rest is missing."""
    return [value if value > 0 else nan for value in values]


def _room(chart: Chart) -> BarWidth:
    """How wide bars are: up to the next one, which is the nearest there is."""
    found = [series.x for series in chart.series if series.mark == "bar" and series.x]
    if not found:
        return BarWidth(0.0, 0.0)
    if chart.x.kind == "names":
        return BarWidth(1.0, 0.5)
    apart = [b - a for xs in found for a, b in pairwise(xs) if b > a]
    width = min(apart, default=86_400_000_000.0 if chart.x.kind == "time" else 1.0)
    return BarWidth(width, 0.0 if chart.x.kind == "time" else width / 2)


def _ends(series: Series, room: BarWidth, *, is_free: bool) -> Iterable[float]:
    if not series.x:
        return ()
    first, last = series.ends
    if series.mark == "dots":
        # A dot at the very edge would be halved, and lie below the labels.
        return (
            first,
            last,
            *((last + (last - first) * _AIR, first - (last - first) * _AIR) if is_free else ()),
        )
    return (first - room.before, last - room.before + room.width) if series.mark == "bar" else (first, last)


def _extent(placed: list[Series]) -> list[float]:
    """The least and the most of each series."""
    found = []
    for series in placed:
        for values in (series.known, series.low, series.high):
            there = [value for value in values if not isnan(value)]
            found += [min(there), max(there)] if there else []
    return found


def _grid(frame: Frame) -> list[str]:
    return [
        f'<line {frame.paint("grid")} x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
        for y, _ in _levels(frame)
        if y <= frame.bottom - 2
    ]


def _beside(frame: Frame) -> list[str]:
    """Labels of the y axis, over what is drawn, so that they can be read everywhere."""
    return [
        f'<text {frame.paint("tick")} x="0" y="{y - 4:.1f}">{escape(label)}</text>'
        for y, label in _levels(frame)
    ]


def _levels(frame: Frame) -> list[tuple[float, str]]:
    """The ticks of the y axis, in pixels from above."""
    found = [(frame.bottom - t.place * (frame.bottom - frame.top), t.label) for t in frame.y.ticks()]
    return [(y, label) for y, label in found if frame.top - 1 <= y <= frame.bottom + 1]


def _baseline(frame: Frame) -> str:
    y = frame.ground
    return f'<line {frame.paint("base")} x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'


def _under(frame: Frame, height: int, *, is_small: bool) -> list[str]:
    """Labels of the x axis; those at odd places go where it is narrow."""
    found = frame.x.ticks()
    if is_small:
        found = [tick for tick in found if _SMALL[0] <= tick.place <= _SMALL[1]]
        found = found[:: (len(found) + 1) // 2 or 1]
    most = max(80 // max(len(found), 1), 4)
    return [
        f'<text {frame.paint("tick mid opt" if number % 2 else "tick mid")} x="{tick.place * 100:.4g}%"'
        f' y="{height - 6}">{escape(isolated(cut(clean(tick.label), most)))}</text>'
        for number, tick in enumerate(found)
    ]


def _events(frame: Frame, chart: Chart) -> list[str]:
    pieces = []
    for number, event in enumerate(chart.events):
        place, label = f"{frame.across(event.at):.4g}%", escape(isolated(clean(event.label)))
        shapes = (
            f'<title>{label}</title><line {frame.paint("happened")} x1="{place}" x2="{place}"'
            f' y1="{frame.top:g}" y2="{frame.bottom:g}"/>'
        )
        if len(chart.events) <= _MOST_EVENTS:
            # Names side by side would cover each other, so they take turns in two lines.
            y = frame.top - 8 + (number % 2) * _LINE
            end = ' text-anchor="end"' if frame.across(event.at) > 70 else ""
            shapes += f'<text {frame.paint("happened name")} x="{place}" y="{y:g}"{end}>{label}</text>'
        pieces.append(f'<a href="{escape(event.link)}">{shapes}</a>' if event.link else f"<g>{shapes}</g>")
    return pieces


def _names(frame: Frame, chosen: list[tuple[int, Series]], voice: Voice) -> list[str]:
    """What each line is called, at its end, and where it ends; a few lines only, apart from each other."""
    if len(chosen) > NAMED:
        return []
    wanted = []
    for number, series in chosen:
        there = [(x, y) for x, y in zip(series.x, series.y, strict=True) if not isnan(y)]
        if not there or series.mark in {"bar", "dots"} or series.is_quiet:
            continue
        x, y = there[-1]
        name = f"{isolated(cut(clean(series.label), 24))} " if len(voice.chart.series) > 1 else ""
        wanted.append((frame.down(y) - 8, number, frame.across(x), f"{name}{voice.brief(y)}"))
    pieces, above = [], float(frame.top) - 8 - _LINE
    for number, (y, place, x, text) in enumerate(sorted(wanted)):
        # Each below the one before, and with room for those that follow.
        left = len(wanted) - number - 1
        above = min(max(y, above + _LINE), frame.bottom - 4 - left * _LINE)
        kind = f"t{number_of(place)} end"
        pieces.append(
            f'<text {frame.paint(kind)} x="{max(x, 30):.4g}%" y="{above:.1f}">{escape(text)}</text>'
        )
    return pieces
