"""Pages that only what one does leads to, under axe-core's rules, in light and in dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Open
from tests.pages.site import Site

pytestmark = pytest.mark.xdist_group("browser of readers")


def _in_both_colours(page: Page, path: str) -> None:
    assert page.locator("main").count() == 1, path
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        assert violations(page) == [], f"{path} in {colours}"


@pytest.mark.parametrize("path", ["/account/sign-in", "/account/sign-up", "/pages/add"])
def test_form_that_is_refused_has_no_violation(open_page: Open, path: str) -> None:
    page = open_page(path)
    # The browser itself would stop an empty form; what the server says is looked at here.
    page.locator("main form").first.evaluate("form => { form.noValidate = true; }")
    page.locator("main form button.primary").first.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    _in_both_colours(page, path)


def test_page_that_is_read_and_deleted_has_no_violation(
    open_page: Open, admin: dict[str, object], site: Site
) -> None:
    page = open_page("/pages/", storage_state=admin)
    page.get_by_label("Page address (URL)").fill(site.page("/axe", "Sharp words.", title="Axe"))
    page.get_by_role("button", name="Add page").click()
    expect(page.locator("#state")).to_contain_text("1 version")
    _in_both_colours(page, "a page")
    page.get_by_role("link", name="Delete…").click()
    _in_both_colours(page, "the question before it is deleted")
