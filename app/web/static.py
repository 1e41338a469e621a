"""The route of static files: each answer may be kept for good, since another content has another address."""

from __future__ import annotations

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from app.web.assets import FOR_GOOD
from app.web.errors import NotFound
from app.web.sent import takes_gzip


@get("/static/{name:path}", include_in_schema=False, sync_to_thread=False)
def static_file(request: Request[None, None, State], name: FromPath[str]) -> Response[bytes]:
    """One static file, compressed where the browser takes it, to be kept for a year."""
    asset = request.app.state.hud.assets.get(name.lstrip("/"))
    if asset is None:
        raise NotFound
    headers = {"Cache-Control": FOR_GOOD}
    body = asset.body
    if asset.zipped is not None:
        headers["Vary"] = "Accept-Encoding"
        if takes_gzip(request.headers.get("accept-encoding", "").encode("latin-1")):
            body = asset.zipped
            headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=asset.media_type, headers=headers)
