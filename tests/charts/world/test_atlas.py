"""The file of outlines: small, cut where a flat map ends, and the same whoever makes it."""

from __future__ import annotations

import gzip
from itertools import pairwise

import msgspec
import pytest

from app.charts.world.__main__ import made
from app.charts.world.atlas import GRAIN, Topology, World, area, simplified, split, world
from app.charts.world.land import PATH, by_code, countries

SQUARES = {
    "type": "Topology",
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    # Two squares with a wavy border between them, and an island.
    "arcs": [
        [[10, 0], [0, 5], [0, 5]],
        [[10, 10], [-10, 0], [0, -10], [10, 0]],
        [[10, 0], [10, 0], [0, 10], [-10, 0]],
        [[40, 40], [4, 0], [0, 4], [-4, -4]],
    ],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "id": "528", "properties": {"name": "West"}, "arcs": [[0, 1]]},
                {
                    "type": "MultiPolygon",
                    "id": "276",
                    "properties": {"name": "East"},
                    "arcs": [[[2, -1]], [[3]]],
                },
                {"type": "Polygon", "properties": {"name": "Kosovo"}, "arcs": [[3]]},
                {"type": "Polygon", "properties": {"name": "Nowhere"}, "arcs": [[3]]},
            ]
        }
    },
}


def small() -> World:
    return world(msgspec.convert(SQUARES, Topology), source="s", licence="l")


def test_countries_have_their_codes_and_rings() -> None:
    found = {shape.name: shape for shape in small().countries}
    assert [found[name].a3 for name in ("West", "East", "Kosovo", "Nowhere")] == ["NLD", "DEU", "XKX", ""]
    assert len(found["East"].rings) == 2
    assert found["West"].rings[0][:2] == [10 * GRAIN, 0]


def test_countries_that_share_a_border_share_its_points() -> None:
    found = {shape.name: shape for shape in small().countries}

    def places(name: str) -> set[tuple[int, int]]:
        x = y = 0
        seen = set()
        ring = found[name].rings[0]
        for dx, dy in zip(ring[::2], ring[1::2], strict=True):
            x, y = x + dx, y + dy
            seen.add((x, y))
        return seen

    assert places("West") & places("East") == {(10 * GRAIN, 0), (10 * GRAIN, 10 * GRAIN)}


def test_what_hardly_shows_is_left_out_and_both_ends_stay() -> None:
    line = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (3.0, 5.0), (4.0, 0.0)]
    assert simplified(line, least=0.1) == [line[0], line[2], line[3], line[4]]
    ring = [(0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1), (0.0, 0.0)]
    assert len(simplified(ring, least=9.0)) == 4


def test_a_ring_across_the_180th_meridian_is_cut_in_two() -> None:
    ring = [(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0)]
    parts = split(ring)
    assert len(parts) == 2
    assert sorted((min(x for x, _ in part), max(x for x, _ in part)) for part in parts) == [
        (-180.0, -170.0),
        (170.0, 180.0),
    ]
    assert split([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]) == [[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]]


def test_a_ring_around_a_pole_is_closed_along_it() -> None:
    (part,) = split([(float(x), -70.0) for x in range(-180, 181, 20)])
    assert (min(y for _, y in part), max(y for _, y in part)) == (-90.0, -70.0)
    assert area(part) > 0
    assert {x for x, y in part if y == -90.0} == {-180.0, 180.0}


def test_the_file_is_small_and_every_ring_can_be_drawn_flat() -> None:
    body = PATH.read_bytes()
    assert len(body) <= 150_000
    assert len(gzip.compress(body)) <= 45_000
    assert len(countries()) == 240
    for country in countries():
        assert country.rings, country.name
        for ring in country.rings:
            assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring), country.name
            assert len(set(ring)) >= 3, country.name
            assert max(abs(a[0] - b[0]) for a, b in pairwise([*ring, ring[0]])) < 180 or country.a3 == "ATA"
    codes = [country.a3 for country in countries() if country.a3]
    assert len(codes) == len(set(codes))
    assert {"NLD", "FRA", "DEU", "MMR", "COD", "XKX", "SGP", "MLT", "FJI", "RUS"} <= set(by_code())
    # What Natural Earth draws and ISO 3166-1 does not know.
    assert sorted(country.name for country in countries() if not country.a3) == [
        "Indian Ocean Ter.",
        "N. Cyprus",
        "Siachen Glacier",
        "Somaliland",
    ]


def test_only_the_file_of_the_manifest_is_taken() -> None:
    with pytest.raises(ValueError, match=r"not countries-50m\.json of world-atlas 2\.0\.2: expected sha256-"):
        made(b"{}")
