"""The way from a page's first reading to one changed sentence, by keyboard and without scripts as well."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Open, shoot
from tests.pages.site import Site

pytestmark = pytest.mark.xdist_group("browser")

FIRST = "Boats pay two pounds a metre. Cash is welcome. Dogs may come along. Mind the tide. Ring the bell."
SECOND = "Boats pay three pounds a metre. Dogs may come along. Mind the tide. Ring the bell. Pay by card."


@pytest.fixture
def changed(open_page: Open, admin: dict[str, object], site: Site, request: pytest.FixtureRequest) -> Page:
    """The screen of a page that was added, read, changed and read again."""
    path = f"/dues-{abs(hash(request.node.name))}"
    page = open_page("/pages/", storage_state=admin)
    page.get_by_label("Page address (URL)").fill(site.page(path, FIRST, title="Dues 2026"))
    page.get_by_role("button", name="Add page").click()
    expect(page.locator("#state")).to_contain_text("1 version")
    site.page(path, SECOND, title="Dues 2027")
    page.get_by_role("button", name="Check now").click()
    expect(page.locator("#state")).to_contain_text("2 versions")
    return page


def test_one_sees_what_changed_and_since_when(
    changed: Page, open_page: Open, admin: dict[str, object]
) -> None:
    page = changed
    page.get_by_role("link", name="Compare").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What changed on")
    text = page.locator("ol.script")
    expect(text.locator("del").filter(has_text="two")).to_be_visible()
    expect(text.locator("ins").filter(has_text="Pay by card.")).to_be_visible()
    shoot(page, "diff")
    _without_violation(page)
    where = page.url
    page.get_by_role("link", name="side by side").click()
    expect(page.locator(".sides td.add")).to_contain_text("Pay by card.")
    _without_violation(page)
    page.get_by_role("link", name="How long each sentence has been on the page").click()
    page.get_by_role("listitem").filter(has_text="three pounds").get_by_role("link").click()
    expect(page.locator(".came")).to_contain_text("two")
    shoot(page, "since")
    _without_violation(page)
    plain = open_page(where, storage_state=admin, java_script_enabled=False)
    expect(plain.locator("ins").filter(has_text="Pay by card.")).to_be_visible()
    plain.get_by_text("Compare other versions").click()
    plain.get_by_label("numbers and dates").check()
    plain.get_by_role("button", name="Compare").click()
    expect(plain).to_have_url(re.compile("numbers=1"))
    expect(plain.locator("main")).to_contain_text("Ignored:")


def test_a_change_is_reached_by_keyboard(changed: Page) -> None:
    page = changed
    page.get_by_role("link", name="Compare").first.focus()
    page.keyboard.press("Enter")
    jump = page.locator(".jump a").filter(has_text="Pay by card.")
    jump.focus()
    page.keyboard.press("Enter")
    expect(page.locator("li.add:target")).to_contain_text("Pay by card.")


def _without_violation(page: Page) -> None:
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        assert violations(page) == [], colours
    page.emulate_media(color_scheme="light")
