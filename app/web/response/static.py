"""Answers with static files: each may be kept for good, since another content has another address."""

from __future__ import annotations

from app.web.context import Hud
from app.web.errors import MethodNotAllowed, NotFound
from app.web.methods import listed
from app.web.request.info import RequestInfo
from app.web.response.answer import Answer, takes_gzip
from app.web.response.assets import PREFIX


def static_answer(hud: Hud, info: RequestInfo) -> Answer:
    """One static file, compressed where the browser takes it, to be kept for a year. Raises `NotFound`."""
    asset = hud.assets.get(info.path[len(PREFIX) :])
    if asset is None:
        raise NotFound
    if info.method != "GET":
        refused = MethodNotAllowed()
        refused.allow = listed({"GET"})
        raise refused
    headers = hud.security.added(asset.headers)
    if asset.zipped is None or not takes_gzip(info.headers.get(b"accept-encoding", b"")):
        return Answer(200, headers, asset.body)
    return Answer(200, [*headers, (b"content-encoding", b"gzip")], asset.zipped)
