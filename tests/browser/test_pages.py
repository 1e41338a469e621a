"""Every page as it stands: in each width, colour and language, with scripts and without, and under axe-core.

A new page is one line of `PAGES`. The short form looks at each in four circumstances, so that every pair of
them comes up somewhere, and runs axe-core once; the long form opens all in all.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.rowcache import open_database
from app.settings import Settings
from tests.browser import pairs
from tests.browser.axe import violations
from tests.browser.conftest import Open, shoot
from tests.browser.installation import Installation
from tests.browser.pairs import Case
from tests.dota2 import answers as dota2
from tests.soak import SOAK, count
from tests.tax import answers as taxes

pytestmark = pytest.mark.xdist_group("browser")

# name → (path, whether an admin looks)
PAGES = {
    "home": ("/", False),
    "earthquakes": ("/equake/?from=2026-09-01&to=2026-09-30&mag=2.5", False),
    "earthquake": ("/equake/us1", False),
    "feeds": ("/feeds/", True),
    "search": ("/search", False),
    "results": ("/search?q=version", False),
    "fault": ("/search?q=at:2026-02-30", False),
    "nothing": ("/search?q=qqqqq", False),
    "pages": ("/pages/", False),
    "add": ("/pages/add", False),
    "page": ("/pages/1", False),
    "why": ("/pages/1/why?q=version+zebra+tag:news", False),
    "changes": ("/changes/", False),
    "diff": ("/pages/1/diff", True),
    "since": ("/pages/1/since", True),
    "copy": ("/pages/1/at/1", True),
    "copy-text": ("/pages/1/at/1/text", True),
    "sample": ("/sample/", True),
    "taxes": ("/tax/", False),
    "taxes-compared": ("/tax/?year=2019&c=NLD&c=SWE&sort=change", False),
    "taxes-country": ("/tax/NLD", False),
    "taxes-import": ("/tax/import", True),
    "dota2": ("/dota2/", False),
    "dota2-hero": ("/dota2/heroes/axe", False),
    "dota2-matches": ("/dota2/matches", False),
    "dota2-teams": ("/dota2/teams", True),
    "guide": ("/guide/", False),
    "bot": ("/bot", False),
    "privacy": ("/privacy", False),
    "sign-in": ("/account/sign-in", False),
    "sign-up": ("/account/sign-up", False),
    "forgotten": ("/account/forgotten", False),
    "missing": ("/no/such/page", False),
    "list": ("/pages/", True),
    "sorted": ("/pages/?state=builtin&sort=title", True),
    "tags": ("/pages/tags/", True),
    "waiting": ("/pages/?state=waiting", True),
    "import": ("/pages/import", True),
    "account": ("/account/", True),
    "preferences": ("/account/preferences", True),
    "password": ("/account/password", True),
    "email": ("/account/email", True),
    "sessions": ("/account/sessions", True),
    "tokens": ("/account/tokens", True),
    "delete": ("/account/delete", True),
    "people": ("/account/people", True),
    "someone": ("/account/people/1", True),
    "jobs": ("/account/jobs", True),
    "captcha": ("/captcha/", True),
    "picture": ("/captcha/1", True),
    "privacy-edit": ("/privacy/edit", True),
}
NUMBERS = {name: number for number, name in enumerate(PAGES)}
# Wider than the window without scrolling on its own: what makes a page scroll sideways.
OVERFLOWING = """() => [...document.querySelectorAll("body *")].filter(element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1) && style.position !== "absolute"
        && !element.closest(".scroll, nav.main, .visually-hidden, svg, pre, details:not([open]) > *");
}).map(element => element.outerHTML.slice(0, 120))"""
DARKEST, LIGHTEST = 120, 600
STATUS = {"fault": 400, "missing": 404}


Go = Callable[[str, Case, Page | None], Page]


@pytest.fixture(scope="module", autouse=True)
def _world(hud: Installation) -> None:
    """Figures of many countries, and counts of many heroes, as their publishers would have told them."""
    db = open_database(Settings(data_dir=hud.folder))
    with db.write() as session:
        taxes.fill(session)
        dota2.fill(session)
    db.dispose()


@pytest.fixture
def go(kept_open: Open, hud: Installation, admin: dict[str, object]) -> Go:
    """Goes to a page in a case's circumstances, or only brings these about where it has been loaded."""

    def gone(name: str, case: Case, loaded: Page | None = None) -> Page:
        path, by_admin = PAGES[name]
        page = loaded or kept_open(
            base_url=hud.url,
            storage_state=admin if by_admin else None,
            java_script_enabled=case.scripts,
            reduced_motion="reduce",
        )
        page.set_viewport_size({"width": case.width, "height": 800})
        page.emulate_media(color_scheme=case.colours)  # type: ignore[arg-type]
        if loaded is not None:
            return page
        answer = page.goto(f"/{case.language}{path}")
        assert answer is not None
        assert answer.status == STATUS.get(name, 200), name
        return page

    return gone


def _stands(page: Page, case: Case) -> None:
    """In its language and colours, within its width, with a way past the menu."""
    expect(page.locator("html")).to_have_attribute("lang", case.language)
    assert page.locator("main").count() == 1, case
    target = page.locator("a").first.get_attribute("href")
    assert target, case
    assert target.startswith("#"), case
    assert page.locator(f"main{target}").count() == 1, case
    assert page.evaluate(OVERFLOWING) == [], case
    assert page.evaluate("document.documentElement.scrollWidth") <= case.width, case
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    light = sum(int(part) for part in paper.removeprefix("rgb(").removesuffix(")").split(","))
    assert light < DARKEST if case.colours == "dark" else light > LIGHTEST, case


@pytest.mark.soak
@pytest.mark.parametrize("name", PAGES)
def test_page_stands(go: Go, name: str) -> None:
    loads = [[case] for case in pairs.ALL] if SOAK else pairs.loads_of(NUMBERS[name])
    for load, cases in enumerate(loads):
        page: Page | None = None
        for look, case in enumerate(cases):
            page = go(name, case, page)
            _stands(page, case)
            if SOAK or load == 0:
                shoot(page, "-".join([name, *map(str, case)]))
            if case.scripts and look == 0:
                assert violations(page) == [], case
    count("pages opened in a browser", len(loads))


def test_every_pair_of_circumstances_comes_up() -> None:
    wanted = set[object]().union(*(case.pairs for case in pairs.ALL))
    loads = [pairs.loads_of(number) for number in NUMBERS.values()]
    seen = [case for page in loads for cases in page for case in cases]
    assert set[object]().union(*(case.pairs for case in seen)) == wanted
    assert all(page[0][0].scripts for page in loads)
    # What was loaded once is looked at in one language, with scripts or without.
    assert all(len({case[2:] for case in cases}) == 1 for page in loads for cases in page)
