"""Layouts under text that is longer than any translation, and under text from right to left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NAME, PASSWORD, Open, shoot
from tests.browser.installation import Installation, installed
from tests.browser.test_pages import OVERFLOWING
from tests.soak import SOAK

pytestmark = pytest.mark.xdist_group("browser of readers")

LANGUAGES = ("en-XA", "ar-XB")
PAGES = {
    "home": "/",
    "search": "/search",
    "results": "/search?q=version",
    "nothing": "/search?q=qqqqq",
    "fault": "/search?q=at:2026-02-30",
    "pages": "/pages/",
    "page": "/pages/1",
    "add": "/pages/add",
    "guide": "/guide/",
    "bot": "/bot",
    "sign-in": "/account/sign-in",
    "sign-up": "/account/sign-up",
    "forgotten": "/account/forgotten",
    "account": "/account/",
    "preferences": "/account/preferences",
    "password": "/account/password",
    "email": "/account/email",
    "sessions": "/account/sessions",
    "tokens": "/account/tokens",
    "people": "/account/people",
    "someone": "/account/people/1",
    "jobs": "/account/jobs",
    "delete": "/account/delete",
    "captcha": "/captcha/",
    "picture": "/captcha/1",
    "missing": "/no/such/page",
}
# Each page in one of both languages; the long form in both.
NARROW = [
    (name, one)
    for place, name in enumerate(PAGES)
    for one in (LANGUAGES if SOAK else LANGUAGES[place % 2 :][:1])
]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """HUD as who builds its pages runs it, with the made-up languages."""
    with installed(
        tmp_path_factory.mktemp("workshop") / "var", HUD_DEV="1", HUD_TRUSTED_PROXIES="127.0.0.1"
    ) as made:
        yield made


@pytest.fixture(scope="module")
def builder(chromium: Browser, workshop: Installation) -> dict[str, object]:
    """What the browser remembers of the admin of that installation."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(workshop.admin_url)
    page.locator("main input[name=name]").fill(NAME)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main button.primary").click()
    expect(page.locator("header")).to_contain_text(NAME)
    page.goto(f"{workshop.url}/account/sign-up")  # its check has the first pictures drawn
    state = context.storage_state()
    context.close()
    return dict(state)


def _stands(page: Page, language: str, name: str, width: int) -> None:
    shoot(page, f"{language}-{name}-{width}")
    assert page.evaluate(OVERFLOWING) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.soak
@pytest.mark.parametrize(("name", "language"), NARROW)
def test_narrow_page_does_not_overflow(
    kept_open: Open, workshop: Installation, builder: dict[str, object], name: str, language: str
) -> None:
    page = kept_open(storage_state=builder, viewport={"width": 320, "height": 700})
    page.goto(f"{workshop.url}/{language}{PAGES[name]}")
    expect(page.locator("html")).to_have_attribute("lang", language)
    _stands(page, language, name, 320)


@pytest.mark.parametrize("name", ["home", "results", "page", "preferences"])
def test_page_from_right_to_left_is_mirrored(
    kept_open: Open, workshop: Installation, builder: dict[str, object], name: str
) -> None:
    page = kept_open(storage_state=builder, viewport={"width": 1280, "height": 800})
    page.goto(f"{workshop.url}/ar-XB{PAGES[name]}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    brand, me = page.locator(".brand").bounding_box(), page.locator(".me").bounding_box()
    assert brand
    assert me
    assert brand["x"] > me["x"]
    _stands(page, "ar-XB", name, 1280)
