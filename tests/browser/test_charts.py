"""Charts in a real browser: they stand without a script, and one looks closer where a script runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

from app import asgi
from app.settings import Settings
from tests.browser.axe import violations
from tests.charts.test_answers import with_gallery
from tests.web.site import BASE, running

Client = TestClient[Litestar]
Scheme = Literal["light", "dark"]


@pytest.fixture
def gallery(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """An application with a page of every kind of chart."""
    monkeypatch.setattr(asgi, "handlers", with_gallery)
    with running(settings) as made:
        yield made


@contextmanager
def opened(
    chromium: Browser,
    client: Client,
    *,
    path: str = "/gallery/",
    width: int = 1280,
    scheme: Scheme = "light",
    scripts: bool = True,
) -> Iterator[Page]:
    """A page in a browser whose every request that application answers; a breach of the CSP fails."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts
    )
    page, complaints = context.new_page(), list[str]()

    def answer(route: Route) -> None:
        asked = route.request
        assert asked.url.startswith(BASE), f"another host was asked: {asked.url}"
        found = client.get(
            asked.url.removeprefix(BASE), headers={"Accept": asked.headers.get("accept", "*/*")}
        )
        left_out = {"content-encoding", "content-length"}
        headers = {name: value for name, value in found.headers.items() if name not in left_out}
        route.fulfill(status=found.status_code, headers=headers, body=found.content)

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", answer)
    page.goto(f"{BASE}{path}")
    yield page
    context.close()
    assert complaints == []


def test_every_chart_stands_without_a_script(chromium: Browser, gallery: Client) -> None:
    with opened(chromium, gallery, scripts=False, width=390) as page:
        expect(page.locator("#gallery svg.plot path")).to_be_visible()
        expect(page.locator(".closer-look")).to_have_count(0)
        page.locator("#names summary").click()
        expect(page.locator("#names table")).to_contain_text("Sweden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_keep_no_one_out_and_never_scroll_sideways(
    chromium: Browser, gallery: Client, scheme: Scheme
) -> None:
    with opened(chromium, gallery, scheme=scheme, width=360) as page:
        for summary in page.locator("figure.chart summary").all()[:3]:
            summary.click()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_one_looks_closer_by_dragging_and_back_again(chromium: Browser, gallery: Client) -> None:
    with opened(chromium, gallery) as page:
        figure = page.locator("#gallery")
        figure.get_by_role("button", name="Zoom in").click()
        over = figure.locator(".u-over")
        box = over.bounding_box()
        assert box is not None
        with page.expect_response(lambda answer: "zoom=" in answer.url) as exact:
            page.mouse.move(box["x"] + 200, box["y"] + 20)
            page.mouse.down()
            page.mouse.move(box["x"] + 230, box["y"] + 20)
            page.mouse.up()
        assert len(exact.value.json()["series"][0]["points"]) > 1_000
        back = figure.get_by_role("button", name="Show all")
        expect(back).to_be_visible()
        back.click()
        expect(back).to_be_hidden()


def test_the_picture_stays_when_the_numbers_do_not_come(chromium: Browser, gallery: Client) -> None:
    with opened(chromium, gallery) as page:
        page.route("**/gallery.json*", lambda route: route.fulfill(status=200, body="not json"))
        figure = page.locator("#gallery")
        figure.get_by_role("button", name="Zoom in").click()
        expect(figure).to_contain_text("The numbers could not be loaded")
        expect(figure.locator("svg.plot")).to_be_visible()
