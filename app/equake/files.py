"""Files of earthquakes: the events of a filter as CSV and GeoJSON, and short for the map."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import msgspec

from app.charts.files import safe
from app.clock import SECOND, iso
from app.equake.service import Point

_HEAD = ("time", "latitude", "longitude", "depth_km", "magnitude", "place", "type", "id")


def as_csv(points: Sequence[Point]) -> bytes:
    """A row an event, oldest first; what is not known is empty."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n").writerow
    write(_HEAD)
    for one in points:
        write((iso(one.time), one.lat, one.lon, one.depth, one.mag, safe(one.place), one.kind, one.usgs))
    return out.getvalue().encode()


def as_geojson(points: Sequence[Point], made_at: int) -> bytes:
    """The events as features, as the publisher's own feeds name their values; times in ms."""
    features = [
        {
            "type": "Feature",
            "id": one.usgs,
            "properties": {"mag": one.mag, "place": one.place, "time": one.time // 1_000, "type": one.kind},
            "geometry": {"type": "Point", "coordinates": [one.lon, one.lat, one.depth]},
        }
        for one in points
    ]
    about = {
        "generated": made_at // 1_000,
        "count": len(features),
        "source": "USGS",
        "licence": "public domain",
    }
    return msgspec.json.encode({"type": "FeatureCollection", "metadata": about, "features": features})


def for_map(points: Sequence[Point]) -> bytes:
    """[id, seconds, magnitude or null, depth or null, latitude, longitude, place] of each, oldest first."""
    rows = [
        (one.usgs, one.time // SECOND, one.mag, one.depth, round(one.lat, 3), round(one.lon, 3), one.place)
        for one in points
    ]
    return msgspec.json.encode(rows)
