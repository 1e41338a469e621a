"""Pages of taxes, from an empty installation to a country and its revisions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import perf_counter

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html

from app.clock import DAY, now
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


@pytest.fixture
def filled(client: Client) -> Client:
    """The real figures, and a second answer derived from them in which the Netherlands are revised."""
    body = real("wb-GC.TAX.TOTL.GD.ZS-2026-02-24.json")
    head, rows = json.loads(body)
    head["lastupdated"] = "2026-06-30"
    row = next(row for row in rows if row["countryiso3code"] == "NLD" and row["date"] == "2021")
    row["value"] += 1
    with client.app.state.hud.db.write() as session:
        keep_countries(session, country_list(json.loads(real("wb-country.rows.json"))), at=FIRST)
        keep(session, body, at=FIRST + DAY)
        keep(session, json.dumps([head, rows]).encode(), at=SECOND + DAY)
    return client


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text[:500]
    return " ".join(html.fromstring(response.text).text_content().split())


def test_a(filled: Client) -> None:
    for address in (
        "/tax/",
        "/tax/?year=2019&c=NLD&c=SWE&sort=change",
        "/tax/NLD",
        "/tax/SDN",
        "/tax/WLD",
        "/tax.csv",
        "/tax.svg",
        "/tax.json",
        "/tax/NLD?as=csv",
        "/nl/tax/",
        "/tax/?as_of=2026-01-01",
    ):
        t = perf_counter()
        r = filled.get(address)
        print(address, r.status_code, len(r.content), round(perf_counter() - t, 3))
        assert r.status_code == 200, r.text[:3000]
