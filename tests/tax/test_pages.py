"""Pages of taxes, from an empty installation to a country and its revisions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import etree, html

from app.clock import DAY
from app.settings import Settings
from tests.search.corpus import at
from tests.tax.answers import answer, country_list, keep, keep_countries, real
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
FIRST, SECOND = at("2026-02-24"), at("2026-06-30")


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    """An installation with the pages and no figures yet."""
    with running(settings) as made:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        yield made


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The real figures, and a second answer derived from them in which the Netherlands are revised.

    Nothing is written to it by the tests, so they share it.
    """
    body = real("wb-GC.TAX.TOTL.GD.ZS-2026-02-24.json")
    head, rows = json.loads(body)
    head["lastupdated"] = "2026-06-30"
    row = next(row for row in rows if row["countryiso3code"] == "NLD" and row["date"] == "2021")
    row["value"] += 1
    listed = json.loads(real("wb-country.rows.json"))
    with running(Settings(data_dir=tmp_path_factory.mktemp("tax") / "var")) as client:
        with client.app.state.hud.db.write() as session:
            keep_countries(session, country_list(listed), at=FIRST)
            keep(session, body, at=FIRST + DAY)
            keep(session, json.dumps([head, rows]).encode(), at=SECOND + DAY)
            next(row for row in listed if row["id"] == "TUR")["name"] = "Turkish Republic"
            keep_countries(session, country_list(listed), at=SECOND + DAY)
        yield client


@pytest.fixture
def small(client: Client) -> Client:
    """Shares of revenue of few countries."""
    with client.app.state.hud.db.write() as session:
        for feed, number in (("income", "GC.TAX.YPKG.RV.ZS"), ("goods", "GC.TAX.GSRV.RV.ZS")):
            values = {("NLD", 2020): 30.0, ("NLD", 2021): 31.0, ("DEU", 2021): 5.0}
            keep(session, answer(values, number=number), at=FIRST, feed=f"worldbank-{feed}")
        keep(session, answer({("NLD", 2021): 25.0}), at=FIRST)
    return client


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text[:500]
    return " ".join(said(html.fromstring(response.text)).split())


def said(part: etree._Element) -> str:
    """What stands in a part of a page, each piece apart."""
    return " ".join(map(str, part.itertext()))


def every(page: etree._Element, path: str) -> list[etree._Element]:
    """The elements at a path."""
    return cast("list[etree._Element]", page.xpath(path))


def words(page: etree._Element, path: str) -> list[str]:
    """The attributes at a path."""
    return [str(one) for one in cast("list[object]", page.xpath(path))]


def test_before_anything_is_read_the_page_teaches_and_an_editor_begins(client: Client) -> None:
    page = text(client, "/tax/")
    assert "Here a map, a ranking and lines over the years" in page
    assert client.get("/tax/NLD").status_code == 404
    assert client.post("/tax/feeds").status_code == 401
    signed_in(client, "editor")
    assert client.post("/tax/feeds", follow_redirects=False).status_code == 303
    assert "World Bank is being asked for the first data" in text(client, "/tax/")


def test_the_map_names_the_newest_year_of_each_country_and_invents_none(filled: Client) -> None:
    table = filled.get("/tax.csv").text
    assert "Tax revenue,Netherlands (2023)," in table
    # The newest figure of the Seychelles is of 2008, and none stands for a later year.
    assert "Tax revenue,Seychelles (2008)," in table
    assert "Tax revenue,Seychelles,,% of GDP" in filled.get("/tax.csv?year=2019").text
    page = html.fromstring(filled.get("/tax/?year=2019").text)
    titles = [said(title) for title in page.iter("title")]
    assert any(title.startswith("Netherlands: 23.") for title in titles)
    assert "Seychelles: no number" in titles


def test_groups_of_countries_are_in_no_ranking_and_on_no_map(filled: Client) -> None:
    table = filled.get("/tax.csv").text
    assert table.count("\r\n") == 157
    for group in ("World", "High income", "European Union", "Euro area"):
        assert f"Tax revenue,{group}" not in table
    page = text(filled, "/tax/")
    assert page.index("Groups of countries") < page.index("Euro area")
    assert "A group of countries, as the World Bank sums it up." in text(filled, "/tax/EMU")


def test_the_years_are_links(filled: Client) -> None:
    page = html.fromstring(filled.get("/tax/?year=2019&show=total").text)
    years = words(page, "//nav[@class='tax-years']//li/a/@href")
    assert years[0] == "/tax/?year=1995"
    assert len(years) == 30
    assert str(page.xpath("string(//nav[@class='tax-years']//li/a[@aria-current])")).strip() == "2019"
    assert "too few to say anything" not in text(filled, "/tax/?year=2019")


def test_a_year_of_few_countries_says_that_they_are_too_few(small: Client) -> None:
    said = "has a figure of this year: too few to say anything of the world."
    assert f"Only 1 country {said}" in text(small, "/tax/?show=income&year=2020")


def test_a_ranking_is_sorted_by_value_name_year_and_change(filled: Client) -> None:
    def first(query: str) -> str:
        page = html.fromstring(filled.get(f"/tax/?{query}").text)
        return str(page.xpath("string(//table[@class='tax-ranking']/tbody/tr[1]/th)")).strip()

    assert first("") == "Nauru"
    assert first("sort=name&up=1") == "Afghanistan"
    assert first("year=2019&sort=change") == "Nauru"
    assert first("sort=year&up=1") != first("sort=year")
    page = html.fromstring(filled.get("/tax/?year=2019&sort=change").text)
    assert str(page.xpath("string(//table[@class='tax-ranking']//th[@aria-sort])")).split()[0] == "Change"
    assert "Change" in text(filled, "/tax/?page=4")


def test_what_is_far_out_is_shown_as_it_is_and_takes_the_colours_from_nobody(filled: Client) -> None:
    page = text(filled, "/tax/?year=1999")
    assert "Sudan far outside of what is usual; shown as it was published 638.7" in page
    # The classes are those of every year.
    assert "22 and more" in page
    assert "22 and more" in text(filled, "/tax/?year=2019")
    assert "logarithmic axis: one figure is far above the others" in text(filled, "/tax/SDN")
    assert "logarithmic" not in text(filled, "/tax/NLD")


def test_chosen_countries_are_compared_and_can_be_left_out_again(filled: Client) -> None:
    page = html.fromstring(filled.get("/tax/?c=NLD&c=SWE&c=nowhere").text)
    chips = words(page, "//p[@class='chips']/a[contains(@class, 'chip') and contains(., '×')]/@href")
    # One that does not exist stays in the address, and is simply not drawn.
    assert chips == ["/tax/?c=SWE&c=NOWHERE", "/tax/?c=NLD&c=NOWHERE"]
    assert len(every(page, "//figure[@id='compared']//ul[@class='keys']/li")) == 2


def test_a_country_stands_among_its_neighbours_and_its_income_group(filled: Client) -> None:
    page = text(filled, "/tax/NLD")
    assert "Tax revenue: number 13 of 100 countries in 2023" in page
    for words in ("Neighbours: Germany , Belgium .", "Income group, in grey: High income ."):
        assert words in page
    # What has another whole is told apart: no figure of it is there yet.
    assert "Taxes on income and profits – % of revenue none" in page
    assert "From Doing Business, which the World Bank ended in 2021" in text(filled, "/tax/NLD?show=rate")


def test_shares_of_revenue_are_lines_of_a_chart_of_their_own(small: Client) -> None:
    page = html.fromstring(small.get("/tax/NLD").text)
    shares = said(every(page, "//figure[@id='shares']")[0])
    assert "% of revenue" in shares
    assert "% of GDP" not in shares
    assert "% of revenue" not in said(every(page, "//figure[@id='tax-nld']")[0])
    links = words(page, "//figure[@id='shares']//span[@class='files']/a/@href")
    assert links == [f"/tax/NLD/shares?as={form}" for form in ("svg", "csv", "json")]
    for link in links:
        for word in ("% of revenue", "World Bank", "CC BY 4.0"):
            assert word in small.get(link).text
    assert small.get("/tax/XXX/shares").status_code == 404


def test_every_figure_can_be_asked_as_it_was_known_on_a_day(filled: Client) -> None:
    def of_2021(query: str) -> str:
        rows = filled.get(f"/tax/NLD?as=csv{query}").text.splitlines()
        return next(row for row in rows if row.startswith("Netherlands,2021,")).split(",")[2]

    assert float(of_2021("")) - float(of_2021("&as_of=2026-03-01")) == pytest.approx(1)
    assert "Nothing was known yet on that day." in text(filled, "/tax/?as_of=2026-01-01")
    assert filled.get("/tax/?as_of=soon").status_code == 400
    # The address of the map's file keeps the day.
    assert "as_of=2026-03-01" in filled.get("/tax/?as_of=2026-03-01").text


def test_the_revisions_of_a_country_are_listed(filled: Client) -> None:
    page = html.fromstring(filled.get("/tax/NLD").text)
    rows = every(page, "//section[@aria-labelledby='revised']//tbody/tr")
    assert len(rows) == 1
    year, before, after, known, published = (
        said(cell).replace("\xa0", " ").strip() for cell in rows[0].findall("td")
    )
    assert (year, published) == ("2021", "30 Jun 2026")
    assert float(after) - float(before) == pytest.approx(1)
    assert known.startswith("30 Jun 2026")
    assert "No figure of this country has been revised" in text(filled, "/tax/SWE")


def test_unit_source_licence_and_day_of_publication_are_always_there(filled: Client) -> None:
    for address in ("/tax/", "/tax/?year=2019", "/tax/NLD", "/nl/tax/", "/fr/tax/NLD"):
        page = text(filled, address)
        assert "World Bank" in page
        assert "CC BY 4.0" in page
        assert "2026" in page
    for form in ("svg", "csv", "json"):
        charts = (f"/tax.{form}", f"/tax/spread.{form}", f"/tax/compared.{form}?c=NLD&c=SWE")
        for address in (*charts, f"/tax/NLD?as={form}"):
            said = filled.get(address).text
            for word in ("% of GDP", "World Bank", "CC BY 4.0"):
                assert word in said, (address, word)


def test_a_series_answers_by_year_and_as_it_was_known(filled: Client) -> None:
    (told,) = filled.get("/api/series?s=tax:NLD&step=year").json()
    assert (told["label"], told["unit"], told["kind"]) == ("Netherlands: Tax revenue", "% of GDP", "level")
    now = dict(told["points"])
    (told,) = filled.get("/api/series?s=tax:NLD&step=year&as_of=2026-03-01").json()
    then = dict(told["points"])
    changed = {at for at in now if now[at] != then[at]}
    assert changed == {"2021-01-01T00:00:00.000000Z"}
    # A year begins at midnight of the reader's zone, not a day before it.
    (west,) = filled.get("/api/series?s=tax:NLD&step=year&tz=America/New_York").json()
    assert [value for _, value in west["points"]] == list(now.values())
    assert west["points"][0][0] == "1995-01-01T05:00:00.000000Z"
    for key in ("tax:", "tax:XXX", "tax:NLD:income", "tax:NLD:nothing"):
        assert filled.get(f"/api/series?s={key}").status_code == 404, key


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tax/?year=19", 400),
        ("/tax/?sort=x", 400),
        ("/tax/?back=3", 400),
        ("/tax/?show=x", 404),
        ("/tax/?page=x", 200),
        ("/tax/?page=99999", 200),
        ("/tax/?year=9999", 200),
        ("/tax/XXX", 404),
        ("/tax/nld", 200),
        ("/tax/NLD?as=pdf", 400),
    ],
)
def test_what_cannot_be_meant_is_said(filled: Client, address: str, status: int) -> None:
    assert filled.get(address).status_code == status


def test_a_country_that_was_renamed_says_how_it_was_called(filled: Client) -> None:
    assert "The World Bank called it Turkiye until" in text(filled, "/tax/TUR")
    assert "called it" not in text(filled, "/tax/NLD")
