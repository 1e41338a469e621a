"""Renders a template to a response, inside the handler's own thread.

A returned template object would be rendered on the event loop, where one slow page holds up all.
"""

from __future__ import annotations

from functools import partial

from litestar import Response

from app.i18n import LANGUAGES
from app.web.context import Hud
from app.web.mine import HOLE, Mine
from app.web.parts import PARTS, Parts, holds
from app.web.request import HudRequest

VARY = "Accept-Encoding, Cookie, Accept-Language, HX-Request-Type"


def fragment(request: HudRequest) -> bool:
    """Whether only the changing part of the page is asked for."""
    return request.headers.get("hx-request-type") == "partial"


def render(request: HudRequest, template: str, *, status_code: int = 200, **values: object) -> Response[str]:
    """The template with `values` as an HTML response; 304 without a body when the reader has it."""
    parts = _rendered(request, template, values, alike=request.is_shared and status_code == 200)
    headers = {"Cache-Control": "private, no-cache", "Vary": VARY}
    if status_code != 200:
        return Response(parts.text, status_code=status_code, media_type="text/html", headers=headers)
    # The pages that are kept are kept in parts, without what is of one visitor.
    request.scope["state"][PARTS] = parts
    headers["ETag"] = parts.etag
    if request.method == "GET" and holds(request.headers.get("if-none-match", ""), parts.etag):
        return Response("", status_code=304, media_type="text/html", headers=headers)
    return Response(parts.text, media_type="text/html", headers=headers)


def _rendered(request: HudRequest, template: str, values: dict[str, object], *, alike: bool) -> Parts:
    hud, person = request.hud, request.visitor
    if not alike:
        # A template that asks for one of these on a page that all share fails instead of telling.
        values = {
            "person": person,
            "request_id": request.id,
            "human_check": partial(hud.human.field, request),
            **values,
        }
    text = hud.templates.get_template(template).render(
        values,
        features=hud.features,
        locale=request.reader.locale,
        hole=HOLE if person else None,
        here=request.here,
        section=_section(hud, request.here),
        root=request.root,
        languages=LANGUAGES,
    )
    before, hole, after = text.partition(HOLE)
    mine: Mine | None = hud.own.of(person, request.reader) if hole and person else None
    return Parts(before, mine, after)


def _section(hud: Hud, here: str) -> str:
    """The address of that part in the main menu which a page belongs to."""
    for feature in hud.features:
        if feature.menu == "main" and here.startswith(feature.prefix):
            return feature.prefix
    return ""
