"""Pages that an administrator has read against the site's wish: its robots.txt, or noindex in the page.

Only a page that somebody chose can be, and on its own site alone; what is found from it is asked for as ever.
What the site's wish was is kept with the page and shown.
"""

from __future__ import annotations

from app.crawl.robots import Refused, Robots
from app.extract import Extracted
from app.net.urls import same_site
from app.pages.models import Page

NOINDEX = "noindex"


class Permission:
    """Asks robots.txt about each step of one reading; `against` is what it was read against, if anything."""

    def __init__(self, page: Page, robots: Robots) -> None:
        self.against: str | None = None
        self._page = page
        self._robots = robots

    def __call__(self, url: str) -> None:
        """Raise `Refused`, unless an administrator overrides it; raises FetchError too."""
        try:
            self._robots.check(url)
        except Refused as no:
            if not self._page.anyway or not same_site(url, self._page.url):
                raise
            self.against = no.code

    def refused_by(self, extracted: Extracted) -> str | None:
        """The code of the fault that a page which asks not to be kept is; None when it is kept."""
        if not extracted.noindex:
            return None
        if not self._page.anyway:
            return NOINDEX
        self.against = self.against or NOINDEX
        return None

    def as_before(self) -> str | None:
        """What an unchanged page is read against: it says what it said before."""
        return self.against or (NOINDEX if self._page.against == NOINDEX else None)
