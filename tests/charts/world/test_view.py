"""Places on a view, and the paths of countries on it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from app.charts.world.land import by_code
from app.charts.world.paths import borders, land, paths
from app.charts.world.view import WIDTH, View

NATURAL = View(projection="natural")
PACIFIC = View(centre=150.0, north=72.0, south=-66.0)


def test_the_plain_view_is_as_long_for_a_degree_in_both_ways() -> None:
    view = View(north=90.0, south=-90.0)
    assert view.height == WIDTH / 2
    assert view.place(0, 0) == (WIDTH / 2, view.height / 2)
    assert view.place(-180, 90) == (0, 0)
    assert PACIFIC.place(150, 72) == (WIDTH / 2, 0)


def test_the_natural_view_has_the_proportions_of_its_projection() -> None:
    whole = View(projection="natural", north=90.0, south=-90.0)
    # A map of the whole world is 0.52 times as high as wide, and a pole 0.55 times as long as the equator.
    assert whole.height / WIDTH == pytest.approx(0.52, abs=0.001)
    assert (whole.place(180, 90)[0] - WIDTH / 2) / (WIDTH / 2) == pytest.approx(0.55, abs=0.001)
    x, y = whole.place(180, 0)
    assert (x, round(y)) == (WIDTH, round(whole.height / 2))
    down = [whole.place(0, latitude)[1] for latitude in range(90, -91, -10)]
    assert down == sorted(down)


@pytest.mark.parametrize("view", [NATURAL, PACIFIC, View()])
def test_every_country_stands_where_it_is(view: View) -> None:
    found = {country.a3: path for country, path in paths(view) if country.a3}
    for code in ("NLD", "BRA", "JPN", "NZL", "SGP"):
        country = by_code()[code]
        x, y = view.place(*country.at)
        first = re.match(r"M(-?\d+)[ ]?(-?\d+)", found[code])
        assert first is not None
        near = (country.extent + 8) * WIDTH / 360
        turned = [x, x + WIDTH, x - WIDTH]
        assert min(abs(int(first[1]) - one) for one in turned) <= near + 40, code
        assert abs(int(first[2]) - y) <= near, code


def test_paths_are_short_and_whole_numbers() -> None:
    for view in (NATURAL, PACIFIC):
        path = land(view)
        assert len(path) < 90_000
        assert re.fullmatch(r"(M-?\d+ ?-?\d+l[-\d ]+z)+", path)


def test_a_border_is_not_drawn_along_the_cut_at_the_180th_meridian() -> None:
    russia = by_code()["RUS"]
    assert any(x == 180.0 for ring in russia.rings for x, _ in ring)
    seam = round(PACIFIC.place(180.0, 0.0)[0])
    x = y = 0
    for piece in re.findall(r"M[^M]+", borders(PACIFIC)):
        places = []
        start, steps = piece[1:].split("l")
        numbers = [int(n) for n in re.findall(r"-?\d+", f"{start} {steps}")]
        x = y = 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            places.append((x, y))
        on_seam = [a[0] == b[0] == seam for a, b in pairwise(places)]
        assert not any(on_seam), piece[:60]


def test_what_is_outside_of_the_view_is_left_out() -> None:
    tropics = View(north=20.0, south=-20.0)
    codes = {country.a3 for country, _ in paths(tropics)}
    assert "BRA" in codes
    assert not codes & {"NLD", "ATA", "NZL"}
