"""Description of a chart: what is drawn over which axes, in words, numbers and links, and its origin.

A feature describes; everything else here turns the same description into SVG, a table, CSV and JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, isnan, nan
from typing import Literal, cast

import msgspec

Mark = Literal["line", "step", "area", "bar", "band", "dots"]
Kind = Literal["linear", "log", "time", "names"]
MOST_SERIES = 1_000


class ChartError(ValueError):
    """A description that cannot be drawn; a mistake of the code that made it."""


class Axis(msgspec.Struct, frozen=True, kw_only=True):
    """A direction of the picture.

    `time` is in µs, `names` are what 0, 1, 2… are called. `least` and `most` widen what the numbers need, and
    `from_zero` makes it begin there, as bars and areas always do.
    """

    kind: Kind = "linear"
    label: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    from_zero: bool = False
    names: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened at a place of the x axis, drawn as a line with its name."""

    at: float
    label: str
    link: str = ""


class Series(msgspec.Struct, kw_only=True):
    """Numbers drawn in one way and colour; each x has a y, and None (or what is not finite) is missing.

    All but dots ascend in x. A bar of a time axis begins at its x; others stand on it. `lows` and `highs` are
    the edges of a band, or how far each dot's whisker reaches. `links`, one for each x, lead from a point to
    what it counts; they are written as they are, so they have to be addresses of ours.
    """

    label: str
    xs: Iterable[float]
    ys: Iterable[float | None] = ()
    mark: Mark = "line"
    lows: Iterable[float | None] = ()
    highs: Iterable[float | None] = ()
    links: tuple[str, ...] = ()
    is_quiet: bool = False
    """In grey: what the others are compared with."""
    x: list[float] = []
    y: list[float] = []
    low: list[float] = []
    high: list[float] = []
    """The same as numbers, missing ones as NaN; made from the others."""
    has_gaps: bool = False
    """Whether any y is missing."""

    def __post_init__(self) -> None:
        self.x, is_broken = numbers(self.xs)
        if is_broken:
            raise ChartError(f"{self.label!r} has an x that is no number")
        if self.mark == "band":
            self.low, self.high = numbers(self.lows)[0], numbers(self.highs)[0]
            self.y = numbers(self.ys)[0] or [
                low / 2 + high / 2 for low, high in zip(self.low, self.high, strict=True)
            ]
            self.has_gaps = isnan(sum(self.y))
        else:
            self.y, self.has_gaps = numbers(self.ys)
            self.low, self.high = numbers(self.lows)[0], numbers(self.highs)[0]
        self.xs = self.ys = self.lows = self.highs = ()
        self._check()

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most x; there has to be one."""
        return (min(self.x), max(self.x)) if self.mark == "dots" else (self.x[0], self.x[-1])

    @property
    def known(self) -> list[float]:
        """The y that are not missing."""
        return [value for value in self.y if not isnan(value)] if self.has_gaps else self.y

    def _check(self) -> None:
        count = len(self.x)
        for name, found in (("y", self.y), ("low", self.low), ("high", self.high), ("link", self.links)):
            if len(found) != count and (found or name == "y"):
                raise ChartError(f"{self.label!r} has {count} x, but {len(found)} {name}")
        if self.mark != "dots" and sorted(self.x) != self.x:
            raise ChartError(f"{self.label!r} does not ascend in x")


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """One picture.

    `id` is unique in its page. `title` and `about` say what it shows; `unit` is that of the numbers. `source`
    and `licence` travel with every form of it. `is_split` draws each series by itself, small, over the same
    axes; it is the way to show more than eight. `can_zoom` offers to look closer where a script runs.
    """

    id: str
    title: str
    series: list[Series]
    about: str = ""
    x: Axis = Axis()
    y: Axis = Axis()
    events: list[Event] = []
    source: str = ""
    source_link: str = ""
    licence: str = ""
    height: int = 184
    is_split: bool = False
    can_zoom: bool = False

    def __post_init__(self) -> None:
        if len(self.series) > MOST_SERIES:
            raise ChartError(f"{self.title!r} has {len(self.series)} series: at most {MOST_SERIES}")
        if not self.id.replace("-", "").isalnum() or not self.id.isascii():
            raise ChartError(f"{self.id!r} is no id: letters, digits and hyphens")

    @property
    def unit(self) -> str:
        """The unit of the numbers."""
        return self.y.unit

    @property
    def is_empty(self) -> bool:
        """Whether there is no number to show."""
        return not any(value == value for series in self.series for value in series.y)


def numbers(values: Iterable[float | None]) -> tuple[list[float], bool]:
    """As numbers, with NaN for what is missing or not finite, and whether any is.

    Raises `ChartError` for what is too large.
    """
    # A list is not copied: nobody changes the numbers of a chart.
    known = values if isinstance(values, list) else list(values)
    try:
        # One sum tells whether all are there and finite, which most are.
        there = cast("list[float]", known)
        total = sum(there)
        if type(total) is float and isfinite(total):
            return there, False
    except (TypeError, OverflowError):
        pass
    try:
        found = [nan if value is None else float(value) for value in known]
    except OverflowError:
        raise ChartError("a number is too large to be drawn") from None
    found = [value if isfinite(value) else nan for value in found]
    return found, any(map(isnan, found))
