"""Parser of the USGS's GeoJSON: a payload becomes events, or is refused with the place at fault.

The format is that of https://earthquake.usgs.gov/earthquakes/feed/v1.0/geojson.php. Payloads of 2013 and of
today differ: `tz` is gone, states were written in capitals, magnitudes may be null, numbers come as integers.
"""

from __future__ import annotations

import re

import msgspec

from app.clock import DAY
from app.feeds.feed import Parsed
from app.feeds.refused import Refused
from app.mark import N_

JSONP = N_("This is a script (JSONP), not data: the address has to end in .geojson.")
NOT_JSON = N_("Expected GeoJSON, got something else: %(found)s")
BROKEN = N_("The data does not have the format of the USGS: %(error)s")
SERVICE = N_("The USGS reports an error of its own (status %(status)s).")
COUNT = N_("The data announces %(announced)s events and has %(found)s.")
OUT_OF_BOUNDS = N_("%(value)s is out of bounds.")

_MS = 1_000
_EARLIEST = -5_364_662_400_000_000
"""The beginning of 1800: no feed has anything older."""
_WINDOW = re.compile(r"/summary/([a-z0-9.]+)_(hour|day|week|month)\.geojson")
_PLACE = re.compile(r"^(.*?) - at `\$?\.?(.*)`$")
_LONGEST_ID = 40


class Event(msgspec.Struct, array_like=True, frozen=True):
    """An event as a payload tells it; times in µs, places in degrees, depth in km. `ids` holds `id` too."""

    id: str
    ids: tuple[str, ...]
    time: int
    updated: int
    mag: float | None
    mag_type: str
    place: str
    lat: float
    lon: float
    depth: float | None
    status: str
    kind: str
    net: str
    tsunami: bool
    sig: int | None
    felt: int | None
    cdi: float | None
    mmi: float | None
    alert: str
    nst: int | None
    gap: float | None
    dmin: float | None
    rms: float | None


class _Properties(msgspec.Struct):
    time: int
    updated: int
    mag: float | None
    ids: str
    status: str
    type: str
    net: str
    place: str | None = None
    magType: str | None = None
    tsunami: int | None = None
    sig: int | None = None
    felt: int | None = None
    cdi: float | None = None
    mmi: float | None = None
    alert: str | None = None
    nst: int | None = None
    gap: float | None = None
    dmin: float | None = None
    rms: float | None = None


class _Geometry(msgspec.Struct):
    coordinates: tuple[float, float, float | None]


class _Feature(msgspec.Struct):
    id: str
    properties: _Properties
    geometry: _Geometry


class _Metadata(msgspec.Struct):
    generated: int
    count: int
    url: str = ""
    status: int = 200


class _Collection(msgspec.Struct, tag="FeatureCollection"):
    metadata: _Metadata
    features: list[_Feature]


_decoder = msgspec.json.Decoder(_Collection)


def events(payload: bytes) -> Parsed:
    """The events of a payload. `about` is its kind and window, such as "all_week". Raises `Refused`."""
    found = _collection(payload)
    meta = found.metadata
    if meta.status != 200:
        raise Refused(SERVICE, "metadata.status", status=meta.status)
    if meta.count != len(found.features):
        raise Refused(COUNT, "metadata.count", announced=meta.count, found=len(found.features))
    latest = meta.generated * _MS + DAY
    rows: dict[str, Event] = {}
    for number, feature in enumerate(found.features):
        event = _event(feature, number, latest)
        before = rows.get(event.id)
        if before is None or before.updated <= event.updated:
            rows[event.id] = event
    window = _WINDOW.search(meta.url)
    about = f"{window[1]}_{window[2]}" if window else ""
    return Parsed(rows=list(rows.values()), made_at=meta.generated * _MS, about=about)


def _collection(payload: bytes) -> _Collection:
    start = payload.lstrip(b"\xef\xbb\xbf \t\r\n")[:40]
    if re.match(rb"[A-Za-z_$][\w.$]*\(", start):
        raise Refused(JSONP)
    if not start.startswith(b"{"):
        raise Refused(NOT_JSON, found=start.decode("latin-1").strip() or "nothing")
    try:
        return _decoder.decode(payload)
    except msgspec.DecodeError as error:
        told = _PLACE.match(str(error))
        said, where = (told[1], told[2]) if told else (str(error), "")
        raise Refused(BROKEN, where, error=said[:200]) from None


def _event(feature: _Feature, number: int, latest: int) -> Event:
    has, (lon, lat, depth) = feature.properties, feature.geometry.coordinates
    at = f"features[{number}]"
    for name, value, low, high in (
        ("geometry.coordinates[1]", lat, -90, 90),
        ("geometry.coordinates[0]", lon, -360, 360),
        ("geometry.coordinates[2]", depth, -100, 7_000),
        ("properties.mag", has.mag, -10, 12),
        ("properties.time", has.time * _MS, _EARLIEST, latest),
    ):
        if value is not None and not low <= value <= high:
            raise Refused(
                OUT_OF_BOUNDS, f"{at}.{name}", value=value if isinstance(value, int) else str(value)
            )
    ids = tuple(dict.fromkeys([feature.id, *filter(None, has.ids.split(","))]))
    if any(not one or len(one) > _LONGEST_ID for one in ids):
        raise Refused(OUT_OF_BOUNDS, f"{at}.id", value=max(ids, key=len)[:60])
    return Event(
        id=feature.id,
        ids=ids,
        time=has.time * _MS,
        updated=has.updated * _MS,
        mag=has.mag,
        mag_type=(has.magType or "")[:16],
        place=" ".join((has.place or "").split())[:300],
        lat=lat,
        lon=(lon + 180) % 360 - 180 if abs(lon) > 180 else lon,
        depth=depth,
        status=has.status.lower()[:16],
        kind=has.type.lower()[:40],
        net=has.net[:8],
        tsunami=bool(has.tsunami),
        sig=has.sig,
        felt=has.felt,
        cdi=has.cdi,
        mmi=has.mmi,
        alert=(has.alert or "")[:10],
        nst=has.nst,
        gap=has.gap,
        dmin=has.dmin,
        rms=has.rms,
    )
