"""A menu of twelve features: it fits, it works by keyboard and without a script, and says where one is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.settings import Settings
from tests.browser.axe import violations
from tests.browser.menu import WORDS, Frames

pytestmark = pytest.mark.xdist_group("browser of readers")


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Pages without a server."""
    return Frames(Settings(data_dir=Path(tmp_path_factory.mktemp("menu")) / "var"))


LINKS = """number => {
  const groups = [...document.querySelectorAll("nav.main details")];
  groups.forEach((group, place) => { group.open = place === number; });
  const seen = "nav.main > ul > li > a, nav.main summary, nav.main details[open] a";
  const links = document.querySelectorAll(seen);
  return [...links].map(link => [link.textContent, link.getBoundingClientRect().toJSON()]);
}"""
"""Opens a group; each link that can be seen then, with where it is."""


@pytest.mark.parametrize("language", WORDS)
def test_twelve_features_fit(chromium: Browser, frames: Frames, language: str) -> None:
    with frames.opened(chromium, language) as page:
        for width in (320, 360, 390, 700, 1280):
            page.set_viewport_size({"width": width, "height": 600})
            for number in range(2):
                links = page.evaluate(LINKS, number)
                assert len(links) == 4 + 2 + 4
                for name, box in links:
                    assert box["left"] >= 0, (name, width)
                    assert box["right"] <= width, (name, width)
                    assert box["height"] >= 24, (name, width)
            assert page.evaluate("document.scrollingElement.scrollWidth") == width


def test_a_group_opens_without_a_script(chromium: Browser, frames: Frames) -> None:
    with frames.opened(chromium, "en", java_script_enabled=False) as page:
        expect(page.get_by_role("link", name="Earthquakes")).to_be_hidden()
        page.locator("summary", has_text="World").click()
        expect(page.get_by_role("link", name="Earthquakes")).to_be_visible()


def test_it_says_where_one_is(chromium: Browser, frames: Frames) -> None:
    with frames.opened(chromium, "en") as page:
        expect(page.locator("summary[aria-current=true]")).to_have_text("World")
        expect(page.locator("nav.main a[aria-current=page]")).to_have_text("Earthquakes")
    with frames.opened(chromium, "en", "/0/") as page:
        expect(page.locator("nav.main [aria-current]")).to_have_text("Search")


def test_keys_open_a_group_and_close_it(chromium: Browser, frames: Frames) -> None:
    with frames.opened(chromium, "en") as page:
        world = page.locator("summary", has_text="World")
        world.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Earthquakes")).to_be_focused()
        page.keyboard.press("Escape")
        expect(world).to_be_focused()
        expect(page.get_by_role("link", name="Earthquakes")).to_be_hidden()


def test_one_group_is_open_at_a_time_and_a_click_elsewhere_closes_it(
    chromium: Browser, frames: Frames
) -> None:
    with frames.opened(chromium, "en") as page:
        page.locator("summary", has_text="Texts").click()
        page.locator("summary", has_text="World").click()
        assert page.locator("details[open]").count() == 1
        page.locator("main").click(position={"x": 5, "y": 5}, force=True)
        expect(page.locator("details[open]")).to_have_count(0)


def test_it_has_no_violation(chromium: Browser, frames: Frames) -> None:
    with frames.opened(chromium, "en") as page:
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 700})
                page.evaluate(LINKS, 1)
                # The frame has no heading and no title of its own: those come with a page.
                assert [one for one in violations(page) if "main" in one and "aria-label" in one] == []
                assert {one.partition(":")[0] for one in violations(page)} <= {
                    "page-has-heading-one",
                    "empty-heading",
                }
