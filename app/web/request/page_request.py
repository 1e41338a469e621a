"""The request as a kept page sees it: only what its key in the page cache holds.

What the page is made from is shown to everybody with the same role, language, time zone and address. So there
is no visitor here, no cookie, no header and no client: a page cannot show to all what is one visitor's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from app.freshness.dependencies import Dependency
from app.i18n import Reader
from app.web.context import Hud
from app.web.request.info import RequestInfo


class PageRequest:
    """A request for a kept page.

    `role` is "" when nobody is signed in; `path` has no language prefix. `prepared` is what the page's own
    `at_once` has found out on the way and leaves to the page's function.
    """

    __slots__ = (
        "_depends",
        "_query",
        "hud",
        "is_partial",
        "path",
        "prepared",
        "query_string",
        "reader",
        "role",
        "root",
    )

    def __init__(
        self, hud: Hud, info: RequestInfo, depends: Callable[[Sequence[Dependency]], None] = lambda _: None
    ) -> None:
        self.hud = hud
        self.role = info.visitor.role if info.visitor else ""
        self.reader: Reader = info.reader
        self.path = info.path
        self.root = info.root
        self.is_partial = info.is_partial
        self.query_string = info.query
        self.prepared: object = None
        self._query: dict[str, str] | None = None
        self._depends = depends

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the query, each with its first value."""
        if self._query is None:
            pairs = parse_qsl(self.query_string.decode(), keep_blank_values=True)
            self._query = dict(reversed(pairs))
        return self._query

    def every(self, name: str) -> list[str]:
        """All values of a parameter of the query that may come several times, in their order."""
        pairs = parse_qsl(self.query_string.decode(), keep_blank_values=True)
        return [value for one, value in pairs if one == name]

    @property
    def language(self) -> str:
        """The language that the page is read in."""
        return self.reader.locale

    @property
    def zone(self) -> ZoneInfo:
        """The time zone whose days and clocks are shown."""
        return self.reader.zone

    @property
    def here(self) -> str:
        """The path and query of this page, without a language prefix."""
        query = self.query_string.decode("latin-1")
        return f"{self.path}?{query}" if query else self.path

    def depends_on(self, *shown: Dependency) -> None:
        """Note that the page shows these too. To be called before they are read: no change is missed then."""
        self._depends(shown)
