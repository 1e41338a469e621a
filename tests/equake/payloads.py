"""Payloads in the form of the USGS, made by the tests: a few events, each with what a test wants of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from app.clock import HOUR, MINUTE
from app.db import Database
from app.equake.payload import Event, events
from app.equake.store import store
from app.feeds.feed import Counts, FeedReading, Rows
from app.feeds.models import FeedState
from app.rowcache import open_database
from app.settings import Settings

NOW = 1_790_000_000_000_000
"""When the first payload is made (µs)."""


def feature(name: str, hours: float = 1, mag: object = 4.0, **values: Any) -> dict[str, Any]:
    """An event `hours` before NOW; `values` are properties, and lon, lat, depth, ids without commas."""
    time = values.pop("time", (NOW - int(hours * HOUR)) // 1_000)
    at = [values.pop("lon", 10.0), values.pop("lat", 20.0), values.pop("depth", 15.0)]
    ids = values.pop("ids", [name])
    return {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Point", "coordinates": at},
        "properties": {
            "mag": mag,
            "place": "5 km N of Somewhere",
            "time": time,
            "updated": time + 60_000,
            "tz": None,
            "felt": None,
            "cdi": None,
            "mmi": None,
            "alert": None,
            "status": "automatic",
            "tsunami": 0,
            "sig": 100,
            "net": name[:2],
            "code": name[2:],
            "ids": "," + ",".join(ids) + ",",
            "nst": None,
            "dmin": None,
            "rms": 0.5,
            "gap": None,
            "magType": "ml",
            "type": "earthquake",
            **values,
        },
    }


def payload(*features: Mapping[str, Any], window: str = "week", made: int = NOW, **meta: object) -> bytes:
    """A payload of these events, made at a time (µs)."""
    url = f"https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/all_{window}.geojson"
    about = {"generated": made // 1_000, "url": url, "status": 200, "count": len(features), **meta}
    return json.dumps({"type": "FeatureCollection", "metadata": about, "features": features}).encode()


def fill(settings: Settings) -> None:
    """Many events, one of them revised, on an installation that has begun to read them."""
    database = open_database(settings)
    strong = feature("us1", 2, 6.3, lon=179.5, lat=-20.0, depth=550.0, place="South of the Fiji Islands")
    others = [
        feature(
            f"ci{n}", 3 + n, 1 + n % 5, lon=-120 + n % 7, lat=33 + n % 5, place=f"{n} km NE of Aguanga, CA"
        )
        for n in range(130)
    ]
    tell(database, payload(strong, *others))
    revised = {**strong, "properties": {**strong["properties"], "mag": 6.1, "updated": (NOW + HOUR) // 1_000}}
    tell(database, payload(revised, *others, made=NOW + HOUR), number=2)
    with database.write() as session:
        session.add(
            FeedState(name="usgs-week", begun_at=NOW, succeeded_at=NOW, tried_at=NOW, good=1, rows=131)
        )
    database.dispose()


def parsed(body: bytes) -> list[Event]:
    """The events of a payload."""
    return [row for row in events(body).rows if isinstance(row, Event)]


def tell(database: Database, body: bytes, *, number: int = 1, feed: str = "usgs-week") -> Counts:
    """A reading of a payload, stored; parsed here, without the limited process."""
    found = events(body)
    reading = FeedReading(
        id=number, feed=feed, at=(found.made_at or 0) + MINUTE, made_at=found.made_at, about=found.about
    )
    with database.write() as session:
        return store(session, reading, Rows([msgspec.msgpack.encode(found.rows)], len(found.rows)))
