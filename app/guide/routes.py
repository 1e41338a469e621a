"""`/guide/`: one page in the reader's language."""

from __future__ import annotations

from litestar import Response, get

from app.i18n import DEFAULT, LANGUAGES
from app.web.render import render
from app.web.request import HudRequest
from app.web.shared import shared


@get("/guide/", opt=shared(), include_in_schema=False, sync_to_thread=True)
def guide(request: HudRequest) -> Response[bytes]:
    """What HUD is and how to search."""
    locale = request.reader.locale if request.reader.locale in LANGUAGES else DEFAULT
    return render(request, f"guide/{locale}.html")


handlers = [guide]
