"""Every page under axe-core's rules, in light and in dark, for a visitor and for an admin."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open

pytestmark = pytest.mark.xdist_group("browser")

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
    "/account/",
    "/account/preferences",
    "/account/password",
    "/account/email",
    "/account/sessions",
    "/account/tokens",
    "/account/delete",
    "/account/people",
    "/captcha/",
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
    _in_both_colours(open_page(path, storage_state=admin), path)


@pytest.mark.parametrize("language", ["nl", "sv", "nb", "fr"])
def test_translated_pages_have_no_violation(open_page: Open, language: str) -> None:
    page = open_page(f"/{language}/")
    for path in ("/", "/search", "/guide/", "/account/sign-up"):
        page.goto(f"/{language}{path}")
        assert _violations(page) == [], path
