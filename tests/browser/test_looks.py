"""How every page stands: nothing scrolls sideways, in any width, theme or language; pictures to look at."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open, shoot

pytestmark = pytest.mark.xdist_group("browser")

PAGES = {
    "home": "/",
    "search": "/search?q=version",
    "nothing": "/search?q=qqqqq",
    "pages": "/pages/",
    "page": "/pages/1",
    "guide": "/guide/",
    "bot": "/bot",
    "sign-in": "/account/sign-in",
    "missing": "/no/such/page",
}


@pytest.mark.parametrize("width", [320, 500, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_its_width(open_page: Open, name: str, width: int) -> None:
    page = open_page(PAGES[name], viewport={"width": width, "height": 800})
    shoot(page, f"{name}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_page_in_the_dark(open_page: Open, name: str) -> None:
    page = open_page(PAGES[name], viewport={"width": 1280, "height": 800}, color_scheme="dark")
    shoot(page, f"{name}-dark")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert sum(int(part) for part in paper.removeprefix("rgb(").removesuffix(")").split(",")) < 120


@pytest.mark.parametrize("language", ["nl", "sv", "nb", "fr"])
def test_guide_speaks_the_language_of_its_address(open_page: Open, language: str) -> None:
    page = open_page(f"/{language}/guide/", viewport={"width": 320, "height": 800})
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", PAGES)
def test_first_link_skips_to_the_content(open_page: Open, name: str) -> None:
    page = open_page(PAGES[name])
    target = page.locator("a").first.get_attribute("href")
    assert target
    assert target.startswith("#")
    assert page.locator(f"main{target}").count() == 1
