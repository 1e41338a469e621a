"""Filters of earthquakes as they stand in an address: period, magnitude, depth, place, order, page.

Each page links to itself with one of them changed, so filters combine and every view has an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import msgspec

from app.charts.calendar import BadTime, span
from app.clock import DAY, HOUR
from app.mark import N_
from app.web.errors import BadRequest

Window = Literal["hour", "day", "week", "month"]
Sort = Literal["time", "mag", "depth", "place"]
WINDOWS: dict[str, int] = {"hour": HOUR, "day": DAY, "week": 7 * DAY, "month": 30 * DAY}
DEPTHS: dict[str, tuple[float | None, float | None]] = {
    "shallow": (None, 70.0),
    "middle": (70.0, 300.0),
    "deep": (300.0, None),
}
"""Kilometres; the borders are those that seismologists use."""
PLACES: dict[str, tuple[float, float, float, float]] = {
    "europe": (-25.0, 34.0, 45.0, 72.0),
    "pacific": (120.0, -60.0, -65.0, 62.0),
}
"""West, south, east, north in degrees; one whose west is greater than its east crosses the 180th meridian."""
_BAD_MAG = N_("Give a magnitude as a number from -10 to 12.")
_BAD_BOX = N_("Give a box as west,south,east,north in degrees, such as -25,34,45,72.")
_BAD_CHOICE = N_("“%(value)s” is none of the choices: %(choices)s.")
_BACKWARDS = N_("The period ends before it begins; swap the two.")


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. `first` and `last` are in µs, both included; `box` is west, south, east, north."""

    window: Window
    first: int
    last: int
    from_: str = ""
    to: str = ""
    mag: float | None = None
    depth: str = ""
    place: str = ""
    box: tuple[float, float, float, float] | None = None
    sort: Sort = "time"
    order: str = "desc"
    page: int = 1

    @property
    def area(self) -> tuple[float, float, float, float] | None:
        """The box that is meant, drawn or named."""
        return self.box or PLACES.get(self.place)

    @property
    def has_dates(self) -> bool:
        """Whether days were given instead of a window that ends now."""
        return bool(self.from_ or self.to)

    def link(self, **changes: object) -> str:
        """Path and query with something changed; the list begins at its first page again."""
        changed = msgspec.structs.replace(self, **({"page": 1} | changes))
        path = "/equake/" if changed.window == "week" else f"/equake/{changed.window}"
        return path + changed.query()

    def query(self) -> str:
        """The query alone, with its question mark; "" for the plain view."""
        given: dict[str, str] = {}
        for name, value in (
            ("from", self.from_),
            ("to", self.to),
            ("depth", self.depth),
            ("place", self.place),
        ):
            if value:
                given[name] = value
        if self.mag is not None:
            given["mag"] = f"{self.mag:g}"
        if self.box is not None:
            given["box"] = ",".join(f"{edge:g}" for edge in self.box)
        if (self.sort, self.order) != ("time", "desc"):
            given |= {"sort": self.sort, "order": self.order}
        if self.page > 1:
            given["page"] = str(self.page)
        return "?" + urlencode(given, safe=",", quote_via=quote) if given else ""


def read(window: Window, params: Mapping[str, str], now: int, zone: ZoneInfo) -> Where:
    """The filters of an address; unknown parameters are ignored. Raises `BadRequest`."""
    first, last = now - WINDOWS[window], now
    begin, end = _span("from", params, zone), _span("to", params, zone)
    if begin or end:
        last = end[1] if end else now
        first = begin[0] if begin else last - WINDOWS[window]
        if first > last:
            raise BadRequest(_BACKWARDS, field="to")
    return Where(
        window=window,
        first=first,
        last=last,
        from_=params.get("from", "") if begin else "",
        to=params.get("to", "") if end else "",
        mag=_mag(params.get("mag", "")),
        depth=_choice("depth", params, tuple(DEPTHS)),
        place=_choice("place", params, tuple(PLACES)),
        box=_box(params.get("box", "")),
        sort=msgspec.convert(_choice("sort", params, get_args(Sort)) or "time", Sort),
        order=_choice("order", params, ("asc", "desc")) or "desc",
        page=_page(params.get("page", "")),
    )


def _span(name: str, params: Mapping[str, str], zone: ZoneInfo) -> tuple[int, int] | None:
    written = params.get(name, "").strip()
    try:
        return span(written[:40], zone) if written else None
    except BadTime as error:
        raise BadRequest(
            error.message % error.values if error.values else error.message, field=name
        ) from None


def _mag(text: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -10 <= value <= 12:
        raise BadRequest(_BAD_MAG, field="mag")
    return value


def _box(text: str) -> tuple[float, float, float, float] | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadRequest(_BAD_BOX, field="box") from None
    if not (-90 <= south <= north <= 90 and abs(west) <= 720 and abs(east) <= 720):
        raise BadRequest(_BAD_BOX, field="box")
    if east - west >= 360:
        return (-180.0, south, 180.0, north)
    return (_turned(west), south, _turned(east), north)


def _turned(longitude: float) -> float:
    return longitude if -180 <= longitude <= 180 else round((longitude + 180) % 360 - 180, 4)


def _choice(name: str, params: Mapping[str, str], choices: tuple[str, ...]) -> str:
    value = params.get(name, "")
    if value and value not in choices:
        raise BadRequest(_BAD_CHOICE % {"value": value[:40], "choices": ", ".join(choices)}, field=name)
    return value


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
