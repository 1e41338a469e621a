"""Pages with a menu of twelve made-up features, given to the browser without a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Route

from app.asgi import make_hud
from app.feature import FOOT, MAIN, Feature
from app.i18n import LANGUAGES, Reader, reading_as
from app.settings import Settings
from app.web.menu import menu_of
from tests import prepared

WORDS = {
    "en": "Search Pages Texts Changes Words Clouds Timeline World Earthquakes Taxes Dota Prognosis"
    " Alerts Articles Guide",
    "nl": "Zoeken Pagina’s Teksten Wijzigingen Woorden Woordwolken Tijdlijn Wereld Aardbevingen Belastingen"
    " Dota Voorspellingen Meldingen Artikelen Handleiding",
    "sv": "Sök Sidor Texter Ändringar Ord Ordmoln Tidslinje Världen Jordbävningar Skatter Dota Prognoser"
    " Bevakningar Artiklar Guide",
    "nb": "Søk Sider Tekster Endringer Ord Ordskyer Tidslinje Verden Jordskjelv Skatter Dota Prognoser"
    " Varsler Artikler Veiledning",
    "fr": "Rechercher Pages Textes Modifications Mots Nuages Chronologie Monde Séismes Impôts Dota Prévisions"
    " Alertes Articles Guide",
}


def features(language: str) -> list[Feature]:
    """Twelve for the main menu, in two groups and four entries of their own, and one for the foot."""
    (
        search,
        pages,
        texts,
        changes,
        words,
        clouds,
        time,
        world,
        quakes,
        taxes,
        dota,
        ml,
        alerts,
        articles,
        guide,
    ) = WORDS[language].split()
    placed = {
        search: MAIN, pages: MAIN, changes: texts, words: texts, clouds: texts, time: texts,
        quakes: world, taxes: world, dota: world, ml: world, alerts: MAIN, articles: MAIN, guide: FOOT,
    }  # fmt: skip
    addresses = (f"/{place}/" for place in range(len(placed)))
    return [
        Feature(f"f{address}", address, label, menu=menu)
        for address, (label, menu) in zip(addresses, placed.items(), strict=True)
    ]


QUAKES = "/6/"
"""The address of an entry in the second group."""


class Frames:
    """The frame of a page, in each language, and the files that it names."""

    def __init__(self, settings: Settings) -> None:
        prepared.installation(settings)
        self.hud = make_hud(settings)

    def html(self, language: str, section: str) -> str:
        """A page of the feature at `section`."""
        menu = menu_of(features(language))
        with reading_as(Reader(language, "" if language == "en" else f"/{language}", self.hud.settings.zone)):
            return self.hud.templates.get_template("base.html").render(
                menu=menu,
                locale=language,
                personal=None,
                here=section,
                section=menu.section(section),
                root="",
                languages=LANGUAGES,
            )

    @contextmanager
    def opened(
        self, browser: Browser, language: str, section: str = QUAKES, **options: object
    ) -> Iterator[Page]:
        """The page in the browser."""
        context = browser.new_context(**options)  # type: ignore[arg-type]
        page = context.new_page()

        def answer(route: Route) -> None:
            asset = self.hud.assets.get(route.request.url.partition("/static/")[2])
            if asset is None:
                route.fulfill(body=self.html(language, section), content_type="text/html; charset=utf-8")
            else:
                route.fulfill(body=asset.body, content_type=asset.media_type)

        page.route("**/*", answer)
        page.goto("http://hud.example/")
        page.evaluate("document.fonts.ready")
        yield page
        context.close()
