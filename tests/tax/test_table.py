"""Tables to import: what fits is taken, and of each other row it is said why not."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.charts.world.codes import codes_and_names
from app.settings import Settings
from app.tax import table
from app.tax.table import TableError, read
from tests.tax.answers import REAL, real
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
NAMES = {name: code for code, name in codes_and_names("en")}
HEAD = "Entity,Code,Year,Top rate\r\n"
FIELDS = {
    "label": "Top income tax rate",
    "unit": "%",
    "source": "Reynolds (2008)",
    "licence": "CC BY 4.0",
    "published": "2021-05-01",
}


def faults(rows: str) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in read((HEAD + rows).encode(), NAMES).faults]


def test_what_fits_is_taken_by_code_or_else_by_name() -> None:
    rows = "Netherlands,NLD,2019,52\nThe Côte d'Ivoire,,2019,36.5\nSaint Lucia,,2019,-1e1\nFrance,,2019,\n"
    found = read((HEAD + rows).encode(), NAMES)
    assert found.values == {("NLD", 2019): 52.0, ("CIV", 2019): 36.5, ("LCA", 2019): -10.0}
    assert (found.faults, found.empty, found.column) == ([], 1, "Top rate")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Atlantis,,2019,5", table.NO_COUNTRY),
        ("World,OWID_WRL,2019,5", table.GROUP),
        ("Netherlands,NLD,2019.5,5", table.NO_YEAR),
        ("Netherlands,NLD,20199,5", table.NO_YEAR),
        ("Netherlands,NLD,,5", table.NO_YEAR),
        ("Netherlands,NLD,2019,5 %", table.NO_NUMBER),
        ("Netherlands,NLD,2019,nan", table.NO_NUMBER),
        ("Netherlands,NLD,2019,1_000", table.NO_NUMBER),
        ("Netherlands,NLD", table.SHORT),
    ],
)
def test_a_row_that_does_not_fit_is_told_with_its_line(row: str, reason: str) -> None:
    assert faults(f"France,FRA,2019,1\n\n{row}\n") == [(4, reason)]


def test_the_first_of_two_rows_of_a_year_counts() -> None:
    found = read((HEAD + "France,FRA,2019,1\nFrance,FRA,2019,2\n").encode(), NAMES)
    assert found.values == {("FRA", 2019): 1.0}
    assert [one.reason for one in found.faults] == [table.TWICE]


@pytest.mark.parametrize(
    ("body", "column", "message"),
    [
        (b"", "", table.NO_TABLE),
        (b"a,b\n1,2\n", "", table.NO_TABLE),
        (b"Entity,Code,Year\nFrance,FRA,2019\n", "", table.NO_TABLE),
        (b"Entity,Year,a,b\n", "", table.WHICH),
        (b"Entity,Year,a,b\n", "c", table.NO_COLUMN),
        (b"Entity,Year,a,b\n", "Year", table.NO_COLUMN),
        ("Entité,Year,a".encode("latin-1"), "", table.NO_TEXT),
        (b'Entity,Year,a\n"' + b"x" * 200_000, "", table.NO_TABLE),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(body: bytes, column: str, message: str) -> None:
    with pytest.raises(TableError) as caught:
        read(body, NAMES, column)
    assert caught.value.message == message


def test_real_tables_of_our_world_in_data_are_taken() -> None:
    rates = read(real("owid-Top_marginal_income_tax_rate_Reynolds_2008_.csv"), NAMES)
    assert len(rates.values) == 137
    # A part of a country is none.
    assert {one.given.split(",")[0] for one in rates.faults} == {"Canada (Ontario)"}
    own = {row["name"]: row["id"] for row in json.loads(real("wb-country.rows.json"))}
    column = "Total tax revenue (% of GDP) (ICTD (2019))"
    grd = read(real("owid-Taxes_ICTD_GRD_2021_.csv"), NAMES | own, column)
    assert (grd.column, len(grd.values) > 5_700, grd.empty) == (column, True, 555)
    assert REAL.is_dir()


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    """Nobody yet."""
    with running(settings) as made:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        yield made


def sent(client: Client, rows: str, **fields: str) -> tuple[int, str]:
    files = {"file": ("x.csv", (HEAD + rows).encode(), "text/csv")}
    response = client.post("/tax/import", data=FIELDS | fields, files=files)
    return response.status_code, response.text


def test_an_admin_imports_a_table_and_everybody_sees_it_with_its_source(client: Client) -> None:
    assert sent(client, "France,FRA,2019,45\n")[0] == 401
    signed_in(client, "editor")
    assert sent(client, "France,FRA,2019,45\n")[0] == 403
    signed_in(client, "admin", "Ada")
    status, said = sent(client, "France,FRA,2019,45\nAtlantis,,2019,5\n<b>,,1,2\nSweden,SWE,2019,57\n")
    assert status == 200
    assert "2 figures were taken." in said
    assert "Atlantis,,2019,5" not in said or "There is no country of that name or code." in said
    assert "&lt;b&gt;" in said
    client.cookies.clear()
    page = client.get("/tax/?show=own-top-income-tax-rate&year=2019").text
    for word in ("Top income tax rate", "Reynolds (2008)", "CC BY 4.0", "May 2021", "57.0", "Sweden"):
        assert word in page
    # A second file revises the first; what it leaves out is withdrawn, and the page says both.
    signed_in(client, "admin", "Bo")
    assert (
        "New: 0, changed: 1, withdrawn: 1." in sent(client, "France,FRA,2019,47\n", published="2022-05-01")[1]
    )
    assert "47.0" in client.get("/tax/FRA?show=own-top-income-tax-rate").text
    assert "57.0" in client.get("/tax/?show=own-top-income-tax-rate&as_of=2021-12-31").text
    # An older one is refused, and loses nothing.
    status, said = sent(client, "France,FRA,2019,1\n", published="2020-05-01")
    assert (status, "older than the figures" in said) == (422, True)
    assert "47.0" in client.get("/tax/FRA?show=own-top-income-tax-rate").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"label": ""}, "This field is required."),
        ({"published": "soon"}, "Write the day as 2026-01-31."),
        ({"source_link": "javascript:alert(1)"}, "Write an address that begins with https://"),
        ({"column": "other"}, "There is no such column."),
    ],
)
def test_a_form_that_is_not_right_says_so_beside_the_field(
    client: Client, fields: dict[str, str], words: str
) -> None:
    signed_in(client, "admin")
    status, said = sent(client, "France,FRA,2019,45\n", **fields)
    assert (status, words in said) == (422, True)
    assert client.post("/tax/import", data=FIELDS).status_code == 400
    assert client.get("/tax/?show=own-top-income-tax-rate").status_code == 404
