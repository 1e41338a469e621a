"""Words of a chart: what a moment, a point and a whole series say, in the reader's language."""

from __future__ import annotations

import re
import unicodedata
from math import isnan
from zoneinfo import ZoneInfo

import msgspec

from app.charts.calendar import first_of, moment
from app.charts.chart import Axis, Chart, Series
from app.charts.numerals import value_in
from app.i18n import gettext
from app.i18n.formats import day_in

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold."""
_FIRST_STRONG, _POP = "\u2068", "\u2069"


class Voice(msgspec.Struct, frozen=True):
    """How values of a chart are said to a reader."""

    chart: Chart
    zone: ZoneInfo
    locale: str

    def x(self, value: float) -> str:
        """A place of the x axis."""
        axis = self.chart.x
        if axis.kind == "time":
            return self._time(value)
        if axis.kind == "names":
            return axis.names[int(value)] if 0 <= value < len(axis.names) else ""
        return _measured(value, axis, self.locale)

    def y(self, value: float) -> str:
        """A number, with its unit."""
        return "–" if isnan(value) else _measured(value, self.chart.y, self.locale)

    def brief(self, value: float) -> str:
        """A number beside a line, with fewer digits."""
        return self.y(float(f"{value:.4g}") if abs(value) < 1e15 else value)

    def bare(self, value: float) -> str:
        """A number alone, for a column that names the unit."""
        return "" if isnan(value) else value_in(value, self.locale)

    def point(self, series: Series, x: float, y: float) -> str:
        """The title of a point."""
        name = f"{isolated(clean(series.label))}, " if len(self.chart.series) > 1 else ""
        return f"{name}{isolated(clean(self.x(x)))}: {self.y(y)}"

    def summary(self, series: Series) -> str:
        """A series in a sentence, for those who listen."""
        there = series.known
        name = isolated(clean(series.label))
        if not there:
            return gettext("%(name)s: no data.") % {"name": name}
        return gettext("%(name)s: from %(least)s to %(most)s, last %(last)s.") % {
            "name": name,
            "least": self.y(min(there)),
            "most": self.y(max(there)),
            "last": self.y(there[-1]),
        }

    def _time(self, value: float) -> str:
        micros = int(value)
        at = moment(micros, self.zone)
        if micros == first_of(at.date(), self.zone):
            return day_in(at.date(), self.locale)
        clock = f"{at:%H:%M}" if at.second == 0 else f"{at:%H:%M:%S}"
        return f"{day_in(at.date(), self.locale)}, {clock}"


def clean(text: str) -> str:
    """A label without what no picture can hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


def isolated(text: str) -> str:
    """A label that does not turn around what stands beside it, whatever it is written in."""
    if any(unicodedata.bidirectional(char) in {"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO"} for char in text):
        return f"{_FIRST_STRONG}{text}{_POP}"
    return text


def cut(text: str, most: int) -> str:
    """A label of so many characters at most."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _measured(value: float, axis: Axis, locale: str) -> str:
    number = value_in(value, locale)
    return f"{number}\u00a0{clean(axis.unit)}" if axis.unit else number
