"""What an editor's program may do at /api/pages: watch one more page, or forget one."""

from __future__ import annotations

from litestar import delete, post
from litestar.params import FromPath, FromQuery, JSONBody

from app.crawl.urls import BadURL
from app.i18n import gettext
from app.i18n.mark import N_
from app.pages import service
from app.pages.forms import LENGTHS, Add
from app.web.access import require_editor
from app.web.errors import NotFound, Unprocessable
from app.web.request import HudRequest


@post("/api/pages", guards=[require_editor], sync_to_thread=True)
def api_add_page(request: HudRequest, data: JSONBody[Add]) -> dict[str, object]:
    """Watch one more page; `new` tells whether it was not watched before."""
    try:
        with request.hud.db.write() as session:
            added = service.add(
                session,
                data.url,
                every=LENGTHS[data.every],
                depth=data.depth,
                within_prefix=data.within,
                limit=data.limit,
            )
            return {"id": added.page.id, "url": added.page.url, "new": added.new}
    except BadURL:
        raise Unprocessable(N_("The address cannot be read. Check how it is written.")) from None
    except service.PageError as error:
        raise Unprocessable(gettext(str(error))) from None


@delete("/api/pages/{page_id:int}", guards=[require_editor], sync_to_thread=True)
def api_delete_page(request: HudRequest, page_id: FromPath[int], found: FromQuery[bool] = False) -> None:
    """Delete a page with its history; with `found` also the pages that were found from it."""
    with request.hud.db.write() as session:
        if not service.remove(session, page_id, found=found):
            raise NotFound
