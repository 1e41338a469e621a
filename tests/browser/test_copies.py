"""Copies of hostile pages in a real browser: none runs, none fetches. A canary counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from app.copies.clean import clean
from app.copies.policy import COPY, STYLE
from tests.browser.conftest import Open
from tests.copies.hostile import FETCH, RUN, pages
from tests.pages.site import Answer, Site
from tests.soak import times

pytestmark = pytest.mark.xdist_group("browser")

HTML = "text/html; charset=utf-8"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page that may say what it likes on its console."""
    made = chromium.new_page()
    yield made
    made.close()


@pytest.fixture
def fill(site: Site) -> Callable[[str], str]:
    """Puts the canary's address where a piece of hostile HTML runs or fetches."""

    def filled(page: str) -> str:
        run = f"new Image().src='{site.base}/canary/ran'"
        return page.replace(RUN, run.replace("'", "&#39;")).replace(FETCH, f"{site.base}/canary/fetched")

    return filled


def seen(site: Site) -> list[str]:
    return [path for path in site.asked if path.startswith("/canary/")]


def show(page: Page, site: Site, body: bytes, headers: dict[str, str]) -> None:
    site.answers["/shown"] = Answer(body, headers={"Content-Type": HTML, **headers})
    page.goto(f"{site.base}/shown", wait_until="load")
    page.wait_for_timeout(20)


def test_the_canary_sings_where_nothing_keeps_a_page_from_it(
    page: Page, site: Site, fill: Callable[[str], str]
) -> None:
    before = len(seen(site))
    show(page, site, fill(f"<!doctype html><img src={FETCH}><img src=x onerror={RUN}>").encode(), {})
    page.wait_for_timeout(300)
    assert len(seen(site)) > before


def test_no_copy_runs_or_fetches(page: Page, site: Site, fill: Callable[[str], str]) -> None:
    before = len(seen(site))
    for hostile in pages(times("hostile copies opened in a browser", 70, 3_000), seed=7):
        made = clean(fill(hostile).encode(), HTML)
        document = f"<!doctype html><html><head><style>{STYLE}</style></head><body>{made}</body></html>"
        show(page, site, document.encode(), {"Content-Security-Policy": COPY})
    page.wait_for_timeout(300)
    assert len(seen(site)) == before


def test_a_copy_stands_in_a_frame_of_its_page(open_page: Open, admin: dict[str, object]) -> None:
    page = open_page("/pages/1/at/1", storage_state=admin)
    assert page.frame_locator("iframe.copy").locator("body").inner_text(timeout=10_000).strip()
    assert page.locator("iframe.copy").get_attribute("sandbox") == ""
