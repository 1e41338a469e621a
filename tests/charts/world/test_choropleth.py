"""A map of numbers: in every form, true to them, readable without colour, and cheap to draw."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from lxml import etree, html

from app.charts.colours import PAINTED, STEPS_DARK, STEPS_LIGHT
from app.charts.files import as_csv
from app.charts.world.answers import alone
from app.charts.world.choropleth import Region, WorldMap, chart_of, in_page, keys, notes, told
from app.charts.world.classes import Classes, classes
from app.charts.world.codes import name_in
from tests.charts.test_colours import SIGHTS, light, oklab, seen, tokens

SVG = "{http://www.w3.org/2000/svg}"
REGIONS = [
    Region(code="NLD", name="Netherlands", value=24.1, note="2022", link="/tax/NLD"),
    Region(code="FRA", name="France <b>", value=12.0, note="2021", link="/tax/FRA"),
    Region(code="SGP", name="Singapore", value=14.0, note="2020", link="/tax/SGP"),
    Region(code="JPN", name="Japan", value=None, link="/tax/JPN"),
    Region(code="GIB", name="Gibraltar", value=30.5, note="2019", link="/tax/GIB"),
]
MAP = WorldMap(
    id="tax",
    title="Tax revenue",
    regions=REGIONS,
    classes=Classes((14.0, 20.0)),
    column="Country",
    label="Tax revenue",
    unit="% of GDP",
    source="World Bank",
    licence="CC BY 4.0",
)


def shapes(body: str) -> dict[str, etree._Element]:
    """The shapes of a picture by the text of their titles."""
    return {
        str(title.text): parent
        for title in html.fromstring(body).iter("title")
        if (parent := title.getparent()) is not None and parent.tag in ("path", "circle")
    }


def test_a_country_says_its_number_and_leads_to_its_page() -> None:
    found = shapes(in_page(MAP, "en"))
    netherlands = found["Netherlands: 24.1\u00a0% of GDP (2022)"]
    assert netherlands.get("class") == "m3"
    link = netherlands.getparent()
    assert link is not None
    assert (link.get("href"), link.get("tabindex")) == ("/tax/NLD", "-1")
    assert found["France <b>: 12\u00a0% of GDP (2021)"].get("class") == "m1"
    # At a border of classes the upper one begins.
    assert found["Singapore: 14\u00a0% of GDP (2020)"].get("class") == "m2"


def test_what_has_no_number_is_hatched_and_says_so() -> None:
    found = shapes(in_page(MAP, "en"))
    for title in ("Japan: no number", "Brazil"):
        assert found[title].get("fill") == "url(#tax-none)"
        assert found[title].get("class") == "mn"


def test_a_country_too_small_to_be_seen_has_a_dot_and_one_on_no_map_a_note() -> None:
    found = shapes(in_page(MAP, "en"))
    assert found["Singapore: 14\u00a0% of GDP (2020)"].tag == "circle"
    assert notes(MAP, "en") == ["Not on this map: Gibraltar: 30.5\u00a0% of GDP (2019)"]


def test_the_same_numbers_are_told_in_words_as_a_table_and_as_csv() -> None:
    assert told(MAP, "en") == (
        "4 countries. Least: France <b>: 12\u00a0% of GDP (2021). Most: Gibraltar: 30.5\u00a0% of GDP (2019)."
    )
    rows = as_csv(chart_of(MAP)).decode().splitlines()
    assert rows[0] == "series,Country,value,unit,source,licence"
    assert rows[1] == "Tax revenue,Netherlands (2022),24.1,% of GDP,World Bank,CC BY 4.0"
    assert rows[4] == "Tax revenue,Japan,,% of GDP,World Bank,CC BY 4.0"
    assert [label for label, _ in keys(MAP, "en")] == ["under 14", "14–20", "20 and more", "no number"]


def test_the_file_stands_alone() -> None:
    body = alone(MAP, "en")
    root = etree.fromstring(body)
    assert "class=" not in body
    assert "style" not in body
    for word in ("% of GDP", "World Bank", "CC BY 4.0", "Gibraltar", "under 14"):
        assert word in body
    assert len(root.findall(f".//{SVG}path")) > 200


def test_names_are_in_the_readers_language() -> None:
    assert [name_in("NLD", locale) for locale in ("en", "nl", "sv", "nb", "fr")] == [
        "Netherlands",
        "Nederland",
        "Nederländerna",
        "Nederland",
        "Pays-Bas",
    ]
    assert name_in("WLD", "en", "World") == "World"


@pytest.mark.parametrize("last", [24.0, 638.7, 1e9])
def test_one_value_far_out_takes_the_colours_from_nobody(last: float) -> None:
    values = [float(n) for n in range(5, 25)]
    found = classes([*values[:-1], last])
    assert found.count == 5
    counts = [sum(found.of(value) == number for value in values) for number in range(1, 6)]
    assert min(counts) >= 2, counts


@pytest.mark.parametrize("values", [[], [3.0], [2.0] * 50, [0.0, 1.0]])
def test_few_or_equal_values_are_one_class(values: list[float]) -> None:
    assert classes(values) == Classes(())


def test_borders_are_round_and_ascend() -> None:
    found = classes([math.sin(n) * 13.37 + n / 3 for n in range(200)])
    assert list(found.borders) == sorted(set(found.borders))
    assert all(re.fullmatch(r"-?\d{1,2}(\.5)?", f"{border:g}") for border in found.borders), found


@pytest.mark.parametrize(
    ("steps", "selector"), [(STEPS_LIGHT, ":root {"), (STEPS_DARK, ":root[data-theme=dark] {\n")]
)
@pytest.mark.parametrize("sight", SIGHTS)
def test_classes_stay_apart_for_everybody_and_go_one_way(
    steps: tuple[str, ...], selector: str, sight: str
) -> None:
    looks = [oklab(seen(light(colour), sight)) for colour in steps]
    assert all(math.dist(one, other) >= 0.1 for one, other in pairwise(looks))
    lightness = [look[0] for look in looks]
    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))
    known = tokens(selector)
    assert tuple(known[f"m{number}"] for number in range(1, 6)) == steps


def test_every_class_is_painted_where_it_stands_alone() -> None:
    assert {f"m{number}" for number in range(6)} | {"mh", "mn"} <= set(PAINTED)
