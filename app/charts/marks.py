"""Marks of a chart as SVG: lines, steps, areas, bands, bars and dots.

Positions along x are per cent, along y pixels, so that type and dots keep their size at every width. Only
long shapes stand in an inner picture of 10,000 by ten times its height that is stretched to the width, with
strokes that are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isnan

import msgspec
from markupsafe import escape

from app.charts.chart import Series
from app.charts.scales import Scale
from app.charts.thin import MOST, runs, thin, thin_dots

WIDE = 10_000
_TALL = 10
FEW = 500
"""So many bars and dots are shapes of their own, with titles and links; of more, one path is made."""
_DOT = 3.5
_STEADY = 'vector-effect="non-scaling-stroke"'
_GAP = 0.16

Paint = Callable[[str], str]
Say = Callable[[float, float], str]
"""From the x and y of a point to its title."""


class Frame(msgspec.Struct, frozen=True):
    """Where a plot is: its scales, its upper and lower edge in pixels, how it is painted."""

    x: Scale
    y: Scale
    top: float
    bottom: float
    paint: Paint

    def across(self, value: float) -> float:
        """In per cent of the width."""
        return self.x.place(value) * 100

    def down(self, value: float) -> float:
        """In pixels from above."""
        return self.bottom - self.y.place(value) * (self.bottom - self.top)

    def path(self, points: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
        """Points of the inner picture."""
        across, down, height = self.x.places, self.y.places, (self.bottom - self.top) * _TALL
        low = self.bottom * _TALL
        return [
            (round(x * WIDE), round(low - y * height))
            for x, y in zip(across([x for x, _ in points]), down([y for _, y in points]), strict=True)
        ]

    @property
    def ground(self) -> float:
        """What bars and areas stand on: nothing, or the axis where nothing is not on it."""
        zero = self.y.place(0.0)
        return (
            self.bottom if isnan(zero) else self.bottom - min(max(zero, 0.0), 1.0) * (self.bottom - self.top)
        )


class BarWidth(msgspec.Struct, frozen=True):
    """The room of a bar along x: how wide it is, and how much of it lies before its x."""

    width: float
    before: float


class Drawn(msgspec.Struct):
    """Shapes of the stretched inner picture, and those that keep their size."""

    inner: list[str] = []
    outer: list[str] = []
    is_thinned: bool = False


def thinned(series: Series, most: int = MOST) -> Series:
    """The same with so many points at most; what a line of that width would look like stays."""
    if len(series.x) <= most or series.mark == "dots":
        return series
    if series.mark == "band":
        both = (thin(series.x, edge, most=most // 2) for edge in (series.low, series.high))
        kept = sorted({number for some in both for number in some})
    else:
        kept = thin(series.x, series.y, has_gaps=series.has_gaps, most=most)

    def some(values: list[float]) -> list[float]:
        return [values[number] for number in kept] if values else values

    return msgspec.structs.replace(
        series,
        xs=some(series.x),
        ys=some(series.y),
        lows=some(series.low),
        highs=some(series.high),
        links=tuple(series.links[number] for number in kept) if series.links else (),
    )


def lines(frame: Frame, series: Series, kind: str, drawn: Drawn) -> None:
    """A line, steps or an area; what stands alone between gaps is a dot."""
    pieces, filled = [], []
    ground = round(frame.ground * _TALL)
    for run in runs(series.x, series.y):
        points = frame.path(run)
        if len(points) == 1:
            (x, y) = run[0]
            drawn.outer.append(_dot(frame, x, y, kind, 2.5))
            continue
        (x, y), rest = points[0], points[1:]
        if series.mark == "step":
            text = f"M{x} {y}" + "".join([f"H{x}V{y}" for x, y in rest])
        else:
            text = f"M{x} {y}L" + " ".join([f"{x} {y}" for x, y in rest])
        pieces.append(text)
        if series.mark == "area":
            filled.append(f"{text}V{ground}H{x}Z")
    if filled:
        drawn.inner.append(f'<path {frame.paint("o" + kind)} d="{"".join(filled)}"/>')
    if pieces:
        drawn.inner.append(f'<path {frame.paint("l" + kind)} {_STEADY} d="{"".join(pieces)}"/>')


def band(frame: Frame, series: Series, kind: str, drawn: Drawn) -> None:
    """The room between lows and highs, with the line between them."""
    shapes = []
    both = [low + high for low, high in zip(series.low, series.high, strict=True)]
    for run in runs([float(number) for number in range(len(both))], both):
        numbers = [int(number) for number, _ in run]
        below = frame.path([(series.x[number], series.low[number]) for number in numbers])
        above = frame.path([(series.x[number], series.high[number]) for number in numbers])
        outline = [*above, *reversed(below)]
        shapes.append("M" + "L".join([f"{x} {y}" for x, y in outline]) + "Z")
    drawn.inner.append(f'<path {frame.paint("o" + kind)} d="{"".join(shapes)}"/>')
    lines(frame, series, kind, drawn)


def bars(
    frame: Frame, series: Series, kind: str, drawn: Drawn, say: Say, *, place: tuple[int, int], room: BarWidth
) -> None:
    """Bars, each from the ground; `place` is which of how many stand side by side."""
    number, count = place
    ground = frame.ground
    slot = frame.x.place(room.before + room.width) - frame.x.place(room.before)
    wide = slot * (1 - _GAP) / count
    paths = []
    for at, (x, y) in enumerate(zip(series.x, series.y, strict=True)):
        if isnan(y) or isnan(end := frame.down(y)):
            continue
        left = frame.x.place(x - room.before) + slot * _GAP / 2 + wide * number
        if len(series.x) > FEW:
            low, top = round(ground * _TALL), round(end * _TALL)
            paths.append(f"M{round(left * WIDE)} {low}V{top}h{max(round(wide * WIDE), 1)}V{low}")
            continue
        # What is there is seen, however little it is.
        height = max(abs(end - ground), 1.0 if y else 0.0)
        above = min(end, ground) if end != ground else ground - height
        shape = (
            f'<rect {frame.paint("f" + kind)} x="{left * 100:.4g}%" y="{above:.1f}"'
            f' width="{wide * 100:.4g}%" height="{height:.1f}">'
        )
        title = f"<title>{escape(say(x, y))}</title>"
        if series.links:
            start, wide_slot = left - slot * _GAP / 2 / count, slot / count
            around = (
                f'<rect {frame.paint("slot")} x="{start * 100:.4g}%" y="{frame.top:g}"'
                f' width="{wide_slot * 100:.4g}%" height="{frame.bottom - frame.top:g}"/>'
            )
            drawn.outer.append(_linked(series.links[at], f"{title}{around}{shape}</rect>"))
        else:
            drawn.outer.append(f"{shape}{title}</rect>")
    if paths:
        drawn.inner.append(f'<path {frame.paint("f" + kind)} d="{"".join(paths)}"/>')


def dots(frame: Frame, series: Series, kind: str, drawn: Drawn, say: Say) -> None:
    """Dots, with whiskers from low to high where there are some."""
    there = [
        (at, x, y)
        for at, (x, y) in enumerate(zip(series.x, series.y, strict=True))
        if not isnan(frame.y.place(y)) and not isnan(frame.x.place(x))
    ]
    if len(there) > FEW:
        points = frame.path([(x, y) for _, x, y in there])
        kept = thin_dots([(x // 10, y // _TALL) for x, y in points])
        drawn.is_thinned = drawn.is_thinned or len(kept) < len(there)
        text = "".join([f"M{points[number][0]} {points[number][1]}h0" for number in kept])
        drawn.inner.append(f'<path {frame.paint("d" + kind)} {_STEADY} d="{text}"/>')
        return
    for at, x, y in there:
        shapes = f"<title>{escape(say(x, y))}</title>"
        if series.low and not isnan(low := frame.down(series.low[at])):
            high = frame.down(series.high[at])
            place, whisker = f"{frame.across(x):.4g}%", frame.paint("w" + kind)
            if not isnan(high):
                shapes += f'<line {whisker} x1="{place}" x2="{place}" y1="{low:.1f}" y2="{high:.1f}"/>'
        shapes += _dot(frame, x, y, kind, _DOT)
        drawn.outer.append(_linked(series.links[at], shapes) if series.links else f"<g>{shapes}</g>")


def slots(frame: Frame, series: Series, kind: str, drawn: Drawn, say: Say) -> None:
    """Links over the points of a line: each as wide as it is nearest."""
    places = [frame.across(x) for x in series.x]
    edges = [0.0, *((one + other) / 2 for one, other in pairwise(places)), 100.0]
    for at, (x, y) in enumerate(zip(series.x, series.y, strict=True)):
        if isnan(frame.y.place(y)):
            continue
        left, right = edges[at], edges[at + 1]
        shapes = (
            f'<title>{escape(say(x, y))}</title><rect {frame.paint("slot")} x="{left:.4g}%"'
            f' width="{max(right - left, 0):.4g}%" y="{frame.top:g}" height="{frame.bottom - frame.top:g}"/>'
            f"{_dot(frame, x, y, kind, 2.5)}"
        )
        drawn.outer.append(_linked(series.links[at], shapes))


def _dot(frame: Frame, x: float, y: float, kind: str, radius: float) -> str:
    place = f'cx="{frame.across(x):.4g}%" cy="{frame.down(y):.1f}"'
    return f'<circle {frame.paint("f" + kind)} {place} r="{radius:g}"/>'


def _linked(link: str, shapes: str) -> str:
    # The table has the same links for the keyboard.
    return f'<a href="{escape(link)}" tabindex="-1">{shapes}</a>'
