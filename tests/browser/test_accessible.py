"""Every page under axe-core's rules, in light and in dark, for a visitor and for an admin."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.pages.site import Site

pytestmark = pytest.mark.xdist_group("browser of readers")

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VISITOR = [
    "/",
    "/search",
    "/search?q=version",
    "/search?q=version+OR+)",
    "/search?q=qqqqq",
    "/pages/",
    "/pages/add",
    "/pages/1",
    "/guide/",
    "/bot",
    "/account/sign-in",
    "/account/sign-up",
    "/account/forgotten",
    "/no/such/page",
]
ADMIN = [
    "/pages/",
    "/pages/import",
    "/account/",
    "/account/preferences",
    "/account/password",
    "/account/email",
    "/account/sessions",
    "/account/tokens",
    "/account/delete",
    "/account/people",
    "/account/people/1",
    "/captcha/",
    "/captcha/1",
]


def _violations(page: Page) -> list[str]:
    """What axe finds wrong: rule, what it means, and where."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'][:160] for node in rule['nodes']]}"
        for rule in found["violations"]
    ]


def _in_both_colours(page: Page, path: str) -> None:
    assert page.locator("main").count() == 1, path
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]
        assert _violations(page) == [], f"{path} in {colours}"


@pytest.mark.parametrize("path", VISITOR)
def test_visitor_s_page_has_no_violation(open_page: Open, path: str) -> None:
    _in_both_colours(open_page(path), path)


@pytest.mark.parametrize("path", ADMIN)
def test_admin_s_page_has_no_violation(open_page: Open, admin: dict[str, object], path: str) -> None:
    page = open_page("/account/sign-up", storage_state=admin)  # its check has the first pictures drawn
    page.goto(path)
    _in_both_colours(page, path)


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
    page.get_by_label("Address of a page to watch").fill(site.page("/axe", "Sharp words.", title="Axe"))
    page.get_by_role("button", name="Add the page").click()
    expect(page.locator("#state")).to_contain_text("1 version")
    _in_both_colours(page, "a page")
    page.get_by_role("link", name="Delete…").click()
    _in_both_colours(page, "the question before it is deleted")


@pytest.mark.parametrize("language", ["nl", "sv", "nb", "fr"])
def test_translated_pages_have_no_violation(open_page: Open, language: str) -> None:
    page = open_page(f"/{language}/")
    for path in ("/", "/search", "/guide/", "/account/sign-up"):
        page.goto(f"/{language}{path}")
        assert _violations(page) == [], path
