"""Scales: from a value to its place in the picture, and the ticks that a reader finds values by."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, isfinite, log10, nan
from typing import Protocol
from zoneinfo import ZoneInfo

from app.charts.chart import Axis
from app.charts.numerals import tick_in
from app.charts.ticks import Tick, ticks
from app.clock import DAY

_MOST_X, _MOST_Y = 6, 5
_WITHIN = (0.04, 0.96)
_BEYOND = 1e290
"""Differences of larger numbers are more than a float can hold, of smaller ones than 1/this too little."""


class Scale(Protocol):
    """One direction of a picture."""

    def place(self, value: float) -> float:
        """Where a value stands, 0 to 1 and beyond; NaN where it cannot."""

    def places(self, values: list[float]) -> list[float]:
        """Where many stand."""

    def ticks(self) -> list[Tick]:
        """Few, with labels."""


class Linear:
    """Equal distances for equal differences."""

    def __init__(self, least: float, most: float, locale: str, *, is_rounded: bool = False) -> None:
        largest = max(abs(least), abs(most))
        self._unit = 1e-20 if largest > _BEYOND else 1e200 if 0 < largest < 1 / _BEYOND else 1.0
        low, high = least * self._unit, most * self._unit
        if high - low <= max(abs(low), abs(high)) * 1e-12:
            # All values are the same: they stand in the middle.
            room = abs(low) / 2 or 1.0
            low, high = low - room, high + room
        self._step = _nice((high - low) / (_MOST_Y - 1))
        if is_rounded:
            low = floor(low / self._step + 1e-9) * self._step
            high = ceil(high / self._step - 1e-9) * self._step
        self._low, self._length, self._locale = low, high - low, locale

    def place(self, value: float) -> float:
        """Where a value stands."""
        return (value * self._unit - self._low) / self._length

    def places(self, values: list[float]) -> list[float]:
        """Where many stand."""
        unit, low, length = self._unit, self._low, self._length
        return [(value * unit - low) / length for value in values]

    def ticks(self) -> list[Tick]:
        """Few, at round values."""
        first = ceil(self._low / self._step - 1e-9)
        last = floor((self._low + self._length) / self._step + 1e-9)
        step = self._step / self._unit
        values = [number * self._step / self._unit for number in range(first, last + 1)]
        return [
            Tick(self.place(value), tick_in(value, step, self._locale)) for value in values if isfinite(value)
        ]


class Log:
    """Equal distances for equal ratios; zero and less have no place."""

    def __init__(self, least: float, most: float, locale: str) -> None:
        low, high = floor(log10(least) + 1e-9), ceil(log10(most) - 1e-9)
        if low == high:
            low, high = low - 1, high + 1
        self._low, self._high, self._locale = low, high, locale

    def place(self, value: float) -> float:
        """Where a value stands; NaN for zero and less."""
        return (log10(value) - self._low) / (self._high - self._low) if value > 0 else nan

    def places(self, values: list[float]) -> list[float]:
        """Where many stand."""
        return [self.place(value) for value in values]

    def ticks(self) -> list[Tick]:
        """Powers of ten; between few of them also two and five times each."""
        decades = self._high - self._low
        step = ceil(decades / _MOST_Y)
        found = []
        for power in range(self._low, self._high + 1, step):
            for factor in (1, 2, 5) if decades <= 2 else (1,):
                value = _power(factor, power)
                if 0 < value < float("inf") and power + log10(factor) <= self._high:
                    found.append(
                        Tick(self.place(value), tick_in(value, _power(1, power) or value, self._locale))
                    )
        return found


class Time:
    """Equal distances for equal lengths of time, in µs, told in the reader's zone."""

    def __init__(self, first: float, last: float, zone: ZoneInfo, locale: str) -> None:
        if last <= first:
            first, last = first - DAY / 2, last + DAY / 2
        self._first, self._last, self._zone, self._locale = first, last, zone, locale

    def place(self, value: float) -> float:
        """Where a moment stands."""
        return (value - self._first) / (self._last - self._first)

    def places(self, values: list[float]) -> list[float]:
        """Where many stand."""
        first, length = self._first, self._last - self._first
        return [(value - first) / length for value in values]

    def ticks(self) -> list[Tick]:
        """Few, at round times of the calendar."""
        first, last = int(self._first), int(self._last)
        return ticks(
            first, last, self._zone, self._locale, self.place, most=_MOST_X, within=_WITHIN, is_dated=True
        )


class Names:
    """Places of equal width, one for each name, whose numbers are 0, 1, 2…"""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def place(self, value: float) -> float:
        """The middle of a name's place."""
        return (value + 0.5) / max(len(self._names), 1)

    def places(self, values: list[float]) -> list[float]:
        """Where many stand."""
        return [self.place(value) for value in values]

    def ticks(self) -> list[Tick]:
        """The names; of many only some."""
        step = ceil(len(self._names) / (2 * _MOST_X)) or 1
        return [Tick(self.place(n), self._names[n]) for n in range(0, len(self._names), step)]


def scale_of(
    axis: Axis,
    values: Iterable[float],
    *,
    zone: ZoneInfo,
    locale: str,
    from_zero: bool = False,
    is_rounded: bool = False,
) -> Scale:
    """The scale that holds all `values` (none of them NaN) and what the axis asks for beside them."""
    found = [*values, *(bound for bound in (axis.least, axis.most) if bound is not None)]
    if axis.kind == "names":
        return Names(axis.names)
    if axis.kind == "log":
        found = [value for value in found if value > 0] or [1.0, 10.0]
        return Log(min(found), max(found), locale)
    if from_zero or axis.from_zero:
        found.append(0.0)
    least, most = (min(found), max(found)) if found else (0.0, 1.0)
    if axis.kind == "time":
        return Time(least, most, zone, locale)
    return Linear(least, most, locale, is_rounded=is_rounded)


def _nice(rough: float) -> float:
    """The next of 1, 2, 2.5, 5, 10, … above: what people count in."""
    power = 10.0 ** floor(log10(rough))
    return next(
        (factor * power for factor in (1, 2, 2.5, 5) if factor * power >= rough * (1 - 1e-9)), 10 * power
    )


def _power(factor: float, power: int) -> float:
    # By its digits: a product would be off by a hair.
    return float(f"{factor}e{power}")
