"""What programs may do at /api/pages/{id} and, if they are an editor's, with pages there."""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.orm import Session

from app.crawl.urls import BadURL
from app.i18n import gettext
from app.i18n.mark import N_
from app.pages import edits, listing, screens, service
from app.pages.edits import Wish
from app.pages.forms import interval
from app.web.access import require_editor
from app.web.errors import NotFound, Unprocessable
from app.web.request import HudRequest
from app.web.shared import shared


class NewPage(msgspec.Struct):
    """A page to watch; `every` is a length of time such as 30m, 24h or 7d."""

    url: str
    every: str = "24h"
    depth: int = 0
    within: str = ""
    limit: int = 500


class Change(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be changed of a page; the rest stays as it is. An empty `within` is the whole site."""

    every: str | None = None
    depth: int | None = None
    within: str | None = None
    limit: int | None = None
    state: Literal["active", "paused", "stopped"] | None = None


@post("/api/pages", guards=[require_editor], sync_to_thread=True)
def api_add_page(request: HudRequest, data: JSONBody[NewPage]) -> Response[dict[str, object]]:
    """Watch one more page: 201 and the page. One that is watched already: 200, and it is not changed."""
    try:
        every = interval(data.every)
        with request.hud.db.write() as session:
            added = service.add(
                session, data.url, every=every, depth=data.depth, within_prefix=data.within, limit=data.limit
            )
            told = _told(session, added.page.id) | {"new": added.new}
    except BadURL:
        message = N_("The address cannot be read. Check how it is written.")
        raise Unprocessable(message, field="url") from None
    except service.PageError as error:
        raise Unprocessable(gettext(str(error)), field=error.field) from None
    return Response(told, status_code=201 if added.new else 200)


class OnePage(Controller):
    """One page. A class, because of three functions at one path Litestar wraps the first once too often."""

    path = "/api/pages/{page_id:int}"

    @get("/", opt=shared("page", "job"), sync_to_thread=True)
    def show(self, request: HudRequest, page_id: FromPath[int]) -> dict[str, object]:
        """One page: how it is read, how it stands."""
        with request.hud.db.read() as session:
            found = listing.row(session, page_id)
        if found is None:
            raise NotFound
        screens.until_read(request, [found.job])
        return found.as_dict()

    @patch("/", guards=[require_editor], sync_to_thread=True)
    def edit(
        self,
        request: HudRequest,
        page_id: FromPath[int],
        data: JSONBody[Change],
        found: FromQuery[bool] = False,
    ) -> dict[str, object]:
        """Change how a page is read; with `found` the pages found from it take its interval and state too."""
        try:
            every = None if data.every is None else interval(data.every)
            wish = Wish(every=every, depth=data.depth, within=data.within, limit=data.limit, state=data.state)
            with request.hud.db.write() as session:
                if not edits.edit(session, page_id, wish, found=found):
                    raise NotFound
                session.flush()
                return _told(session, page_id)
        except service.PageError as error:
            raise Unprocessable(gettext(str(error)), field=error.field) from None

    @delete("/", guards=[require_editor], sync_to_thread=True)
    def delete(self, request: HudRequest, page_id: FromPath[int], found: FromQuery[bool] = False) -> None:
        """Delete a page with its history; with `found` also the pages that were found from it."""
        with request.hud.db.write() as session:
            if not service.remove(session, page_id, found=found):
                raise NotFound


def _told(session: Session, page_id: int) -> dict[str, object]:
    row = listing.row(session, page_id)
    assert row is not None
    return row.as_dict()
