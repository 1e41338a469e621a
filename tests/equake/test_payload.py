"""Payloads of the USGS: what is in them, and what is refused with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.equake.payload import events
from app.feeds.refused import Refused

from .payloads import NOW, feature, parsed, payload

REAL = {
    "1.0_day-pcc3e.geojson": (160, "1.0_day"),
    "2.5_month-2019-pretty.geojson": (3121, "2.5_month"),
    "4.5_month-2013.geojson": (314, "4.5_month"),
    "DERIVED-all_month-2023.geojson": (12_569, "all_month"),
    "all_day-2016-10-20.geojson": (165, "all_day"),
    "all_hour-2013.geojson": (1, "all_hour"),
    "all_hour-2014.geojson": (9, "all_hour"),
    "all_hour-2021.geojson": (14, "all_hour"),
    "all_week-2018-vega.geojson": (1707, "all_week"),
    "all_week-2021-03.geojson": (2196, "all_week"),
}


def test_an_event_keeps_what_is_known_of_it() -> None:
    body = payload(feature("us1", 2, 5.3, ids=["us1", "ak9"], felt=3, status="REVIEWED", lon=-170, depth=33))
    (one,) = parsed(body)
    assert (one.id, one.ids, one.mag, one.felt, one.status) == ("us1", ("us1", "ak9"), 5.3, 3, "reviewed")
    assert (one.time, one.lon, one.depth) == (NOW - 7_200_000_000, -170, 33)
    assert events(body).made_at == NOW
    assert events(body).about == "all_week"


def test_what_may_be_missing_may_be_missing() -> None:
    body = payload(
        feature("us1", mag=None, place=None, magType=None, depth=None, tsunami=None),
        feature("us2", mag=-1.33, type="ice quake"),
    )
    one, other = parsed(body)
    assert (one.mag, one.place, one.depth, one.mag_type, one.tsunami) == (None, "", None, "", False)
    assert (other.mag, other.kind) == (-1.33, "ice quake")


def test_longitudes_beyond_the_180th_meridian_are_turned_back() -> None:
    assert [one.lon for one in parsed(payload(feature("us1", lon=181.5), feature("us2", lon=-190)))] == [
        -178.5,
        170,
    ]


def test_an_event_that_is_there_twice_is_there_once_as_it_was_told_last() -> None:
    old, new = feature("us1", mag=4.0, updated=1_000), feature("us1", mag=4.2, updated=2_000)
    assert [one.mag for one in parsed(payload(new, old))] == [4.2]


BAD = {
    "a script": (b"eqfeed_callback({});", "JSONP", ""),
    "a page": (b"<!doctype html><title>Down", "Expected GeoJSON", ""),
    "nothing": (b"", "nothing", ""),
    "cut off": (payload(feature("us1"))[:-40], "format", ""),
    "a word for a number": (payload(feature("us1"), feature("us2", mag="big")), "format", "mag"),
    "no time": (payload(feature("us1", updated=None)), "format", "updated"),
    "another kind": (b'{"type": "Feature", "metadata": {}, "features": []}', "format", ""),
    "no events": (b'{"type": "FeatureCollection", "metadata": {"generated": 1, "count": 0}}', "format", ""),
    "fewer than it says": (payload(feature("us1"), count=2), "announces 2", "metadata.count"),
    "an error of theirs": (payload(status=503), "503", "metadata.status"),
    "nowhere on Earth": (payload(feature("us1", lat=91)), "91", "features[0].geometry.coordinates[1]"),
    "too strong": (payload(feature("us1"), feature("us2", mag=55)), "55", "features[1].properties.mag"),
    "in the future": (payload(feature("us1", -48)), "bounds", "features[0].properties.time"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_wrong_is_refused_whole_with_its_place(what: str) -> None:
    body, said, place = BAD[what]
    with pytest.raises(Refused) as refused:
        events(body)
    assert said in str(refused.value)
    assert place in refused.value.where


@pytest.mark.parametrize("name", REAL)
def test_real_payloads_of_eight_years_are_read_whole(shared_data: Path, name: str) -> None:
    body = (shared_data / "usgs" / name).read_bytes()
    found = events(body)
    count, about = REAL[name]
    assert (len(found.rows), found.about) == (count, about)
    told = json.loads(body)["features"]
    assert {(one.id, one.mag, one.time) for one in parsed(body)} == {
        (one["id"], one["properties"]["mag"], one["properties"]["time"] * 1_000) for one in told
    }


def test_the_real_script_is_refused_in_words(shared_data: Path) -> None:
    with pytest.raises(Refused, match=r"JSONP.*\.geojson"):
        events((shared_data / "usgs" / "all_day-2016-11-03.geojsonp").read_bytes())
