"""Answers of the World Bank: rows as they stand there, or a refusal in words with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.feeds.refused import Refused
from app.tax import payload
from app.tax.payload import FigureRow
from app.tax.store import is_group
from tests.tax.answers import answer, country_list, real

FIGURES = {("NLD", 2023): 25.2, ("NLD", 2024): None, ("", 2023): 15.5, ("SDN", 1999): 638.7}


def refusal(body: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        payload.figures(body)
    return caught.value


def changed(**fields: object) -> bytes:
    """An answer whose first row has other fields."""
    head, rows = json.loads(answer(FIGURES))
    rows[0] |= fields
    return json.dumps([head, rows]).encode()


def test_figures_are_taken_with_country_year_and_day_of_publication() -> None:
    parsed = payload.figures(answer(FIGURES))
    assert parsed.rows[0] == FigureRow("GC.TAX.TOTL.GD.ZS", "NLD", "Netherlands", 2023, 25.2)
    assert parsed.made_at == 1_771_891_200_000_000
    # None is said to be none; it is not zero, and it is not left out.
    assert parsed.rows[1] == FigureRow("GC.TAX.TOTL.GD.ZS", "NLD", "Netherlands", 2024, None)
    # A group without a code of three letters has the one that the list of countries gives it.
    assert parsed.rows[2] == FigureRow("GC.TAX.TOTL.GD.ZS", "HIC", "High income", 2023, 15.5)


def test_an_error_with_status_200_is_refused_with_its_words() -> None:
    words = "The provided parameter value is not valid"
    said = [{"message": [{"id": "120", "key": "Invalid value", "value": words}]}]
    error = refusal(json.dumps(said).encode())
    assert str(error) == (
        "The World Bank answered with an error: The provided parameter value is not valid ([0].message)"
    )


def test_xml_is_refused() -> None:
    said = b'\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>\r\n<wb:data/>'
    assert str(refusal(said)) == "The World Bank answered in XML instead of JSON."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'[{"page":0,"pages":0,"per_page":0,"total":0,"lastupdated":null},null]', "holds no figures"),
        (b'[{"page":1,"pages":1,"per_page":50,"total":0},[]]', "holds no figures"),
        (b"{}", "expected form"),
        (b"[]", "expected form"),
        (b"[[]]", "expected form"),
        (b"", "no JSON"),
        (b'[{"page":1,"pages":1,"per_page":50,"tot', "no JSON"),
        (b"\xff\xfe", "no JSON"),
    ],
)
def test_what_is_no_answer_is_refused(body: bytes, words: str) -> None:
    assert words in str(refusal(body))


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"date": "2024Q1"}, "[1][0].date"),
        ({"date": "99999"}, "[1][0].date"),
        ({"value": "25.2"}, "[1][0].value"),
        ({"value": True}, "[1][0].value"),
        ({"countryiso3code": 7}, "[1][0].countryiso3code"),
        ({"countryiso3code": " ", "country": {"id": "", "value": ""}}, "[1][0]"),
        ({"indicator": None}, "[1][0].indicator"),
        ({"countryiso3code": "SDN", "date": "1999"}, "[1][3]"),
    ],
)
def test_a_row_of_another_shape_is_refused_with_its_place(fields: dict[str, object], where: str) -> None:
    assert refusal(changed(**fields)).where == where


def test_a_page_that_is_not_whole_is_refused() -> None:
    head, rows = json.loads(answer(FIGURES))
    assert str(refusal(json.dumps([head, rows[:-1]]).encode())) == (
        "The page should have 4 rows and has 3. ([1])"
    )


def test_fields_that_are_new_change_nothing() -> None:
    assert payload.figures(changed(footnote="x")).rows == payload.figures(answer(FIGURES)).rows


def test_the_real_answer_has_266_places_of_which_49_are_groups() -> None:
    parsed = payload.figures(real("wb-GC.TAX.TOTL.GD.ZS-2026-02-24.json"))
    rows: list[Any] = list(parsed.rows)
    codes = {row.country for row in rows}
    assert (len(rows), len(codes), sum(map(is_group, codes))) == (7_980, 266, 49)
    assert sum(row.value is None for row in rows) == 3_857
    assert {"HIC", "LIC", "LMC", "UMC", "INX"} <= codes
    assert max(row.value for row in rows if row.value is not None) == pytest.approx(638.7, abs=0.05)


def test_the_same_answer_in_eight_pages_says_the_same() -> None:
    pages = [
        payload.figures(real(f"DERIVED-wb-GC.TAX.TOTL.GD.ZS-page{number}of8.json")) for number in range(1, 9)
    ]
    whole = payload.figures(real("wb-GC.TAX.TOTL.GD.ZS-2026-02-24.json"))
    assert {page.pages for page in pages} == {8}
    assert [row for page in pages for row in page.rows] == whole.rows


def test_the_real_list_of_countries_agrees_on_what_a_group_is() -> None:
    rows: list[Any] = list(payload.countries(country_list(json.loads(real("wb-country.rows.json")))).rows)
    assert (len(rows), sum(row.is_group for row in rows)) == (296, 79)
    assert all(row.is_group == is_group(row.code) for row in rows)
    # Some names of regions end in a blank.
    assert all(row.region == row.region.strip() and row.name == row.name.strip() for row in rows)
