"""Makes pages on the quick way: gives a handler its request without routing, and what it makes to a cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from litestar.handlers import HTTPRouteHandler
from litestar.types import HTTPScope

from app.i18n import Reader, reading_as
from app.pagecache.pages import Kept, Key
from app.web.context import Hud, Visitor
from app.web.direct import Later, Made, lead
from app.web.headers import SECURITY
from app.web.keeper import Keeper
from app.web.render import SENT_HEADERS
from app.web.request import HudRequest, in_zone
from app.web.text import is_clean


class Begun(NamedTuple):
    """A page under way: its request, its key, and what the counters were before it was begun."""

    request: HudRequest
    asked: Key
    stamps: dict[str, int | None]
    said: dict[bytes, bytes]


class Maker:
    """Has pages made for the quick way, which has looked already who may see them."""

    def __init__(self, hud: Hud, keeper: Keeper) -> None:
        self._hud = hud
        self._keeper = keeper

    def begin(
        self,
        handler: HTTPRouteHandler,
        scope: HTTPScope,
        asked: Key,
        person: Visitor | None,
        reader: Reader,
        *,
        root: str,
        said: dict[bytes, bytes],
    ) -> Begun | None:
        """Prepare the request of a page; None when something about it is unusual."""
        path = scope["path"]
        if not (is_clean(path) and is_clean(scope["query_string"])):
            return None
        if person is not None and person.time_zone:
            reader = in_zone(reader, person.time_zone)
        bare = path[len(reader.prefix) :]
        state = {
            "path_sent": path,
            "path": bare,
            "reader": reader,
            "person": person,
            "root": root,
            "partial": said.get(b"hx-request-type") == b"partial",
        }
        # A scope of its own: the long way, if it has to be gone, begins anew.
        own: HTTPScope = {**scope, "path": bare, "state": state}
        lead(own, handler)
        return Begun(HudRequest(own), asked, self._keeper.stamps(handler), said)

    def run(self, begun: Begun, make: Callable[[], Made | Later | None]) -> Made | Later | None:
        """What `make` gives to the reader of the page; None where it fails."""
        try:
            with reading_as(begun.request.reader):
                return make()
        except Exception:
            # The long way meets the same, and says so.
            return None

    def keep(self, begun: Begun, made: Made) -> Kept | None:
        """Keep a page, and give it as it is kept."""
        more = tuple((name.lower().encode(), value.encode("latin-1")) for name, value in made.headers.items())
        scope = begun.request.scope
        kept = self._keeper.kept(scope, (*SENT_HEADERS, *more, *SECURITY), made.parts, begun.stamps)
        if kept is not None:
            self._hud.pages.keep(begun.asked, kept, rare=bool(scope["query_string"]))
        return kept
