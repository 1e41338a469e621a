"""Earthquakes in a real browser: the map moves, leads on, keeps step with the list, and asks nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Browser, expect

from app.clock import HOUR
from app.settings import Settings
from tests.browser.axe import violations
from tests.browser.conftest import until
from tests.browser.test_charts import opened
from tests.equake import payloads
from tests.equake.payloads import NOW, feature, payload, tell
from tests.web.site import BASE, running

pytestmark = pytest.mark.xdist_group("browser")

Client = TestClient[Litestar]
READY = "#quakes-map[data-ready]"
BOX = "#quakes-box"


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    """An installation that has read earthquakes an hour ago."""
    with running(settings) as made:
        payloads.fill(settings)
        made.app.state.hud.clock = lambda: NOW + 2 * HOUR
        yield made


def test_the_map_stands_on_the_picture_and_follows_the_list(chromium: Browser, client: Client) -> None:
    with opened(chromium, client, path="/equake/") as page:
        expect(page.locator(READY)).to_have_attribute("data-ready", "131")
        expect(page.locator("#quakes-map canvas")).to_have_count(1)
        before = page.locator(BOX).get_attribute("href")
        # By the keyboard alone.
        page.locator("#quakes-map").focus()
        page.keyboard.press("+")
        expect(page.locator(BOX)).not_to_have_attribute("href", before or "")
        page.locator("tr[data-quake=us1] a").focus()
        expect(page.locator("tr.near")).to_have_attribute("data-quake", "us1")
        assert violations(page) == []
        page.locator(BOX).click()
        expect(page.locator(".chip", has_text="box on the map")).to_have_count(1)


LIGHTNESS = """() => {
  const canvas = document.querySelector("#quakes-map canvas");
  const seen = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let sum = 0, painted = 0;
  for (let at = 0; at < seen.length; at += 4) if (seen[at + 3]) { sum += seen[at]; painted += 1; }
  return painted ? sum / painted : 0;
}"""
"""How light what is painted on the map is, from 0 to 255."""


def test_the_map_follows_the_colours_that_the_reader_chooses(chromium: Browser, client: Client) -> None:
    with opened(chromium, client, path="/equake/") as page:
        expect(page.locator(READY)).to_have_count(1)
        page.locator("[data-theme-choice=light]").click()
        until(lambda: page.evaluate(LIGHTNESS) > 160)
        page.locator("[data-theme-choice=dark]").click()
        until(lambda: page.evaluate(LIGHTNESS) < 100)


def test_what_is_new_comes_by_itself_and_an_open_part_stays(chromium: Browser, client: Client) -> None:
    with opened(chromium, client, path="/equake/day?mag=6") as page:
        expect(page.locator(READY)).to_have_count(1)
        page.locator("#quakes-revised summary").click()
        page.evaluate("document.dispatchEvent(new Event('quakes:fresh'))")
        later = NOW + 2 * HOUR
        new = feature("us9", time=(NOW + HOUR) // 1_000, mag=7.2, place="Off the coast")
        tell(client.app.state.hud.db, payload(new, window="hour", made=later), number=3, feed="usgs-hour")
        page.evaluate("document.dispatchEvent(new Event('quakes:fresh'))")
        expect(page.locator("tr[data-quake=us9]")).to_have_count(1)
        expect(page.locator("#quakes-revised details")).to_have_attribute("open", "")


@pytest.mark.parametrize("width", [390, 1280])
def test_without_a_script_the_picture_leads_on(chromium: Browser, client: Client, width: int) -> None:
    with opened(chromium, client, path="/equake/", width=width, scripts=False) as page:
        expect(page.locator("#quakes-map svg.quakes-map")).to_have_count(1)
        to = page.locator("#quakes-map a[href*='box=']").first.get_attribute("href")
        page.goto(f"{BASE}{to}")
        expect(page.locator(".chip", has_text="box on the map")).to_have_count(1)
