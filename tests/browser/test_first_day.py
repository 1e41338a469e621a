"""The first day of a person with HUD, in the order it happens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, shoot, until
from tests.browser.installation import Installation
from tests.pages.site import Site

pytestmark = pytest.mark.xdist_group("browser")


def test_first_search_finds_the_guide(open_page: Open) -> None:
    page = open_page("/")
    shoot(page, "home-empty")
    page.get_by_role("searchbox").first.fill("version")
    page.get_by_role("searchbox").first.press("Enter")
    expect(page.locator("ol.results > li").first).to_be_visible()
    expect(page.locator("mark").first).to_contain_text("version", ignore_case=True)
    shoot(page, "search-guide")


def test_visitor_may_look_but_not_add(open_page: Open) -> None:
    page = open_page("/pages/")
    expect(page.locator("form.add")).to_have_count(0)
    shoot(page, "pages-visitor")


def test_page_is_added_read_and_found(open_page: Open, admin: dict[str, object], site: Site) -> None:
    url = site.page("/harbour", "The zeppelin moored above the harbour at noon.", title="Harbour news")
    page = open_page("/pages/", storage_state=admin)
    shoot(page, "pages-admin")
    page.get_by_label("Page address (URL)").fill(url)
    page.get_by_role("button", name="Add page").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#state")).to_contain_text("1 version")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour news")
    shoot(page, "page-read")

    def found() -> bool:
        page.goto("/search?q=zeppelin")
        return page.locator("ol.results > li").count() == 1

    until(found)
    expect(page.locator("ol.results h3")).to_have_text("Harbour news")
    expect(page.locator("ol.results")).to_contain_text(url)
    shoot(page, "search-found")


def test_changed_page_answers_for_now_and_for_before(
    open_page: Open, admin: dict[str, object], site: Site
) -> None:
    url = site.page("/menu", "Today we serve artichokes.", title="Menu")
    page = open_page("/pages/", storage_state=admin)
    page.get_by_label("Page address (URL)").fill(url)
    page.get_by_role("button", name="Add page").click()
    expect(page.locator("#state")).to_contain_text("1 version")
    site.page("/menu", "Today we serve turnips.", title="Menu")
    page.get_by_role("button", name="Check now").click()
    expect(page.locator("#state")).to_contain_text("2 versions")

    def gone_from_now() -> bool:
        page.goto("/search?q=turnips")
        return page.locator("ol.results > li").count() == 1

    until(gone_from_now)
    page.goto("/search?q=artichokes")
    expect(page.locator("ol.results > li")).to_have_count(0)
    before = page.locator(".summary a", has_text="1")
    shoot(page, "search-said-before")
    before.first.click()
    expect(page.locator("ol.results > li")).to_have_count(1)
    shoot(page, "search-ever")


def test_deleted_page_is_found_no_more(open_page: Open, admin: dict[str, object], site: Site) -> None:
    url = site.page("/secret", "The password is mellifluous.", title="Secret")
    page = open_page("/pages/", storage_state=admin)
    page.get_by_label("Page address (URL)").fill(url)
    page.get_by_role("button", name="Add page").click()
    expect(page.locator("#state")).to_contain_text("1 version")

    def counted(wanted: int) -> bool:
        page.goto("/search?q=mellifluous")
        return page.locator("ol.results > li").count() == wanted

    until(lambda: counted(1))
    page.goto("/pages/?q=/secret")
    page.get_by_role("link", name="Secret").click()
    page.get_by_role("link", name="Delete…").click()
    shoot(page, "page-delete")
    page.get_by_role("button", name="Delete permanently").click()
    expect(page).to_have_url(re.compile("/pages/$"))
    until(lambda: counted(0))


def test_failure_is_told_in_words(open_page: Open, admin: dict[str, object], hud: Installation) -> None:
    page = open_page("/pages/", storage_state=admin)
    page.get_by_label("Page address (URL)").fill(hud.url)
    page.get_by_role("button", name="Add page").click()
    expect(page.get_by_label("Page address (URL)")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("main .error").first).to_contain_text("HUD itself")
    shoot(page, "page-refused")
