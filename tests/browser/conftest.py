"""A real browser on a real HUD that reads a real site, all on this machine."""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from app.settings import Settings
from tests.browser.installation import Installation, started
from tests.equake import payloads as quakes
from tests.pages.site import Site, running
from tests.services import program
from tests.soak import SOAK

SHOTS = Path(__file__).parent / "shots"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAME, PASSWORD = "Ada", "a long enough sentence"


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """The site that HUD is asked to watch."""
    with running() as made:
        yield made


@pytest.fixture(scope="package")
def hud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """HUD, started as a person starts it; it believes what its readers say of where they are."""
    folder = tmp_path_factory.mktemp("hud") / "var"
    settings = {"HUD_TRUSTED_PROXIES": "127.0.0.1", "HUD_CRAWL_ALLOW": "127.0.0.1", "HUD_CRAWL_DELAY": "0"}
    with started(folder, **settings) as made:
        quakes.fill(Settings(data_dir=folder))
        yield made


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's browser without its own windows: a page opens in a third of the time.

    It ends with the tests of this folder: while Playwright runs, no other event loop can in its process.
    """
    path = program("chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def admin(chromium: Browser, hud: Installation) -> dict[str, object]:
    """What the browser remembers of the first admin, who came by the printed address."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(hud.admin_url)
    page.get_by_label("Name", exact=False).first.fill(NAME)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main button.primary").click()
    expect(page.locator("header")).to_contain_text(NAME)
    state = context.storage_state()
    context.close()
    return dict(state)


Open = Callable[..., Page]
_homes = itertools.count(1)


def home() -> dict[str, str]:
    """Headers of a reader in a network where nobody was before.

    One network makes few accounts an hour, and the more often it passes a check, the longer its computers
    have to work for the next.
    """
    number = next(_homes)
    return {"X-Forwarded-For": f"2001:db8:{number:x}::1"}


@pytest.fixture
def open_page(chromium: Browser, hud: Installation) -> Iterator[Open]:
    """Opens a path of HUD; anything on the console (a script's error, a breach of the CSP) fails the test.

    All pages of a test are opened from one home, which no other test has.
    """
    here = home()
    with _opening(chromium) as opened:

        def open_here(path: str, **options: object) -> Page:
            page = opened(**{"base_url": hud.url, "extra_http_headers": here} | options)
            page.goto(path)
            return page

        yield open_here


@pytest.fixture(scope="module")
def kept_open(chromium: Browser) -> Iterator[Open]:
    """Gives for the same options the same page, which stays open for all tests of a file.

    For tests that go to addresses and look: a new context reads every style, script and font anew, which
    takes longer than the page. What is on the console fails the last of them.
    """
    pages: dict[str, Page] = {}
    with _opening(chromium) as opened:

        def open_kept(**options: object) -> Page:
            found = pages.get(repr(options))
            if found is None:
                found = pages[repr(options)] = opened(extra_http_headers=home(), **options)
            return found

        yield open_kept


@contextmanager
def _opening(chromium: Browser) -> Iterator[Open]:
    """Opens pages, each in a context of its own, until the end; then nothing may have been on a console."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(**options: object) -> Page:
        context = chromium.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()

        def heard(message: ConsoleMessage) -> None:
            # A browser reports every 4xx answer it was sent to look at; those are asked for on purpose.
            if message.type == "error" and not re.search(r"status of 4\d\d", message.text):
                complaints.append(f"{page.url}: {message.text}")

        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the whole page, to be looked at: with HUD_SHOTS=1, and in the long form."""
    if not (SOAK or os.environ.get("HUD_SHOTS") == "1"):
        return
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def until(done: Callable[[], bool], tries: int = 60) -> None:
    """Ask again until it holds: HUD promises a second, a busy machine gets a little longer."""
    for _ in range(tries):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to hold")
