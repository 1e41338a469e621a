"""A person's whole way through HUD: in each language with scripts, in two without, in two without a mouse.

The long form goes each way in each language.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from app.i18n import Reader, gettext, ngettext, reading_as
from tests.browser.conftest import Open, shoot
from tests.browser.installation import Installation, installed
from tests.pages.site import Site
from tests.soak import SOAK

pytestmark = pytest.mark.xdist_group("browser of readers")

# What a browser sold in the country asks for, and a word of the guide in its language.
READERS = {
    "en": ("en-GB", "version"),
    "nl": ("nl-NL", "versie"),
    "sv": ("sv-SE", "version"),
    "nb": ("nb-NO", "versjon"),
    "fr": ("fr-FR", "version"),
}
PASSWORD = "seven green bottles on a wall"  # noqa: S105
MOST_TABS = 80
WORK_MS = 60_000  # a busy machine works longer

Say = Callable[[str], str]


@pytest.fixture(scope="module")
def unchecked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """HUD without captchas, so that whoever has no scripts and no eyes of a person gets through forms."""
    folder = tmp_path_factory.mktemp("unchecked") / "var"
    settings = {"HUD_TRUSTED_PROXIES": "127.0.0.1", "HUD_CRAWL_ALLOW": "127.0.0.1", "HUD_CRAWL_DELAY": "0"}
    with installed(folder, HUD_APPS="search,pages,guide", **settings) as made:
        yield made


def _said_in(language: str) -> Say:
    def say(message: str) -> str:
        with reading_as(Reader(language)):
            return gettext(message)

    return say


def _speaks(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)


def _let_work(page: Page, say: Say) -> None:
    """Let the computer show that nobody here is a robot, where that is asked."""
    button = page.get_by_role("button", name=say("Verify automatically (takes a second)"))
    if button.count():
        button.click()
        expect(page.get_by_text(say("Verified: you are not a robot."))).to_be_visible(timeout=WORK_MS)


def _search(page: Page, say: Say, word: str) -> None:
    box = page.get_by_role("searchbox", name=say("Search words on your pages"))
    box.fill(word)
    page.get_by_role("main").get_by_role("button", name=say("Search"), exact=True).click()
    expect(page.locator("ol.results > li").first).to_be_visible()


def _sign_up(page: Page, say: Say, name: str) -> None:
    page.get_by_role("banner").get_by_role("link", name=say("Sign in")).click()
    page.get_by_role("link", name=say("Create account")).click()
    page.get_by_label(say("Name"), exact=True).fill(name)
    page.get_by_label(say("E-mail address")).fill(f"{name.lower()}@example.org")
    page.get_by_label(say("Password"), exact=True).fill(PASSWORD)
    page.get_by_label(say("Repeat password")).fill(PASSWORD)
    _let_work(page, say)
    page.get_by_role("button", name=say("Create account")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def _choose(page: Page, say: Say, language: str) -> None:
    page.get_by_role("link", name=say("Time zone, language, theme and picture")).click()
    page.get_by_label(say("Time zone")).fill("Europe/Oslo")
    page.locator("select[name=language]").select_option(language)
    page.get_by_label(say("Dark")).check()
    page.get_by_role("button", name=say("Save"), exact=True).click()
    expect(page.get_by_role("status").first).to_have_text(say("Saved."))
    expect(page.get_by_label(say("Time zone"))).to_have_value("Europe/Oslo")


def _add(page: Page, say: Say, address: str) -> None:
    page.get_by_role("navigation", name=say("Main")).get_by_role("link", name=say("Pages")).click()
    page.get_by_role("link", name=say("Add a page")).click()
    page.get_by_label(say("Page address (URL)")).fill(address)
    _let_work(page, say)
    page.get_by_role("button", name=say("Add page")).click()
    expect(page.locator("#state")).to_be_visible()


@pytest.mark.parametrize("language", READERS)
def test_whole_way_in_the_browser_s_language(open_page: Open, site: Site, language: str) -> None:
    locale, word = READERS[language]
    say = _said_in(language)
    page = open_page("/", locale=locale)
    _speaks(page, language)
    _search(page, say, word)
    shoot(page, f"{language}-search")
    _sign_up(page, say, f"Reader-{language}")
    _speaks(page, language)
    shoot(page, f"{language}-account")
    _choose(page, say, language)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    shoot(page, f"{language}-preferences")
    _add(page, say, site.page(f"/{language}", f"The {language} kite flies.", title=f"Kite {language}"))
    expect(page.locator("#state")).to_contain_text(_versions(language, 1))
    shoot(page, f"{language}-added")
    page.get_by_role("button", name=say("Sign out")).click()
    expect(page.get_by_role("banner").get_by_role("link", name=say("Sign in"))).to_be_visible()


@pytest.mark.parametrize("language", READERS)
def test_suggested_searches_find_the_guide(open_page: Open, language: str) -> None:
    page = open_page(f"/{language}/")
    queries = [chip.inner_text() for chip in page.locator(".chips a.chip").all()]
    assert len(queries) == 4
    for query in queries:
        page.goto(f"/{language}/search")
        _search(page, _said_in(language), f"{query} lang:{language}")


def _versions(language: str, number: int) -> str:
    with reading_as(Reader(language)):
        return ngettext("%(count)s version", "%(count)s versions", number) % {"count": number}


@pytest.mark.soak
@pytest.mark.parametrize("language", READERS if SOAK else ("nl", "fr"))
def test_whole_way_without_scripts(
    open_page: Open, unchecked: Installation, site: Site, language: str
) -> None:
    locale, word = READERS[language]
    say = _said_in(language)
    page = open_page(f"{unchecked.url}/", locale=locale, java_script_enabled=False)
    _search(page, say, word)
    _sign_up(page, say, f"Plain-{language}")
    _choose(page, say, language)
    _add(page, say, site.page(f"/plain-{language}", "Quietly.", title="Quiet"))
    other = "sv" if language != "sv" else "fr"
    page.goto(f"{unchecked.url}/search?q={word}")
    page.locator(f"footer button[value={other}]").click()
    _speaks(page, other)
    expect(page).to_have_url(f"{unchecked.url}/search?q={word}")
    expect(page.get_by_role("searchbox").first).to_have_value(word)


def _tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the control has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def _type_into(page: Page, target: Locator, text: str) -> None:
    _tab_to(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.soak
@pytest.mark.parametrize("language", READERS if SOAK else ("sv", "nb"))
def test_whole_way_by_keyboard(open_page: Open, site: Site, language: str) -> None:
    locale, word = READERS[language]
    say = _said_in(language)
    page = open_page("/guide/", locale=locale)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=say("Skip to content"))).to_be_focused()
    menu = page.get_by_role("navigation", name=say("Main"))
    _tab_to(page, menu.get_by_role("link", name=say("Search")))
    page.keyboard.press("Enter")
    _type_into(page, page.get_by_role("searchbox").first, word)
    page.keyboard.press("Enter")
    expect(page.locator("ol.results > li").first).to_be_visible()
    page.goto("/account/sign-up")
    _type_into(page, page.get_by_label(say("Name"), exact=True), f"Keys-{language}")
    _type_into(page, page.get_by_label(say("E-mail address")), f"keys-{language}@example.org")
    _type_into(page, page.get_by_label(say("Password"), exact=True), PASSWORD)
    _type_into(page, page.get_by_label(say("Repeat password")), PASSWORD)
    _tab_to(page, page.get_by_role("button", name=say("Verify automatically (takes a second)")))
    page.keyboard.press("Enter")
    expect(page.get_by_text(say("Verified: you are not a robot."))).to_be_visible(timeout=WORK_MS)
    _tab_to(page, page.get_by_role("button", name=say("Create account")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Keys-{language}")
    _tab_to(page, page.get_by_role("link", name=say("Time zone, language, theme and picture")))
    page.keyboard.press("Enter")
    _tab_to(page, page.locator("select[name=language]"))
    page.keyboard.type({"en": "Eng", "nl": "Ned", "sv": "Sve", "nb": "Nor", "fr": "Fra"}[language])
    _tab_to(page, page.get_by_role("button", name=say("Save"), exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text(say("Saved."))
    expect(page.locator("select[name=language]")).to_have_value(language)
    page.goto("/pages/add")
    address = site.page(f"/keys-{language}", "By hand.", title="By hand")
    _type_into(page, page.get_by_label(say("Page address (URL)")), address)
    _tab_to(page, page.get_by_role("button", name=say("Verify automatically (takes a second)")))
    page.keyboard.press("Enter")
    expect(page.get_by_text(say("Verified: you are not a robot."))).to_be_visible(timeout=WORK_MS)
    _tab_to(page, page.get_by_role("button", name=say("Add page")))
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_be_visible()


def test_two_readers_at_once_each_read_their_own(open_page: Open) -> None:
    pages = {}
    for language in ("nl", "sv"):
        say = _said_in(language)
        page = open_page("/", locale="en-GB")
        page.locator(f"footer button[value={language}]").click()
        _speaks(page, language)
        _sign_up(page, say, f"Twin-{language}")
        _choose(page, say, language)
        pages[language] = page
    for path in ("/", "/search?q=version", "/pages/", "/account/", "/nothing"):
        for language, page in pages.items():
            page.goto(path)
            _speaks(page, language)
            say = _said_in(language)
            expect(page.get_by_role("navigation", name=say("Main"))).to_contain_text(say("Pages"))
            expect(page.get_by_role("banner")).to_contain_text(f"Twin-{language}")


def test_picture_is_shown_in_the_menu(open_page: Open, admin: dict[str, object]) -> None:
    page = open_page("/account/preferences", storage_state=admin)
    page.get_by_label("Image file").set_input_files(
        {"name": "me.png", "mimeType": "image/png", "buffer": _dot()}
    )
    page.get_by_role("button", name="Upload").click()
    shown = page.get_by_role("banner").locator("img.avatar")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 64
    shoot(page, "preferences-picture")
    page.get_by_role("button", name="Remove picture").click()
    expect(page.get_by_role("banner").locator("span.avatar")).to_have_text("A")


def _dot() -> bytes:
    made = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(made, "PNG")
    return made.getvalue()
