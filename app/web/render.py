"""Renders a template to a response, inside the handler's own thread.

A returned template object would be rendered on the event loop, where one slow page holds up all.
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256

from litestar import Response

from app.i18n import LANGUAGES
from app.web.context import Hud
from app.web.request import HudRequest

VARY = "Cookie, Accept-Language, HX-Request-Type"


def fragment(request: HudRequest) -> bool:
    """Whether only the changing part of the page is asked for."""
    return request.headers.get("hx-request-type") == "partial"


def render(request: HudRequest, template: str, *, status_code: int = 200, **values: object) -> Response[str]:
    """The template with `values` as an HTML response; 304 without a body when the reader has it."""
    hud = request.hud
    text = hud.templates.get_template(template).render(
        values,
        features=hud.features,
        locale=request.reader.locale,
        person=request.person,
        here=request.here,
        section=_section(hud, request.here),
        root=request.root,
        languages=LANGUAGES,
        request_id=request.id,
        human_check=partial(hud.human.field, request),
    )
    headers = {"Cache-Control": "private, no-cache", "Vary": VARY}
    if status_code != 200:
        return Response(text, status_code=status_code, media_type="text/html", headers=headers)
    etag = f'"{sha256(text.encode()).hexdigest()[:24]}"'
    headers["ETag"] = etag
    if request.method == "GET" and etag in _held(request.headers.get("if-none-match", "")):
        return Response("", status_code=304, media_type="text/html", headers=headers)
    return Response(text, media_type="text/html", headers=headers)


def _section(hud: Hud, here: str) -> str:
    """The address of that part in the main menu which a page belongs to."""
    for feature in hud.features:
        if feature.menu == "main" and here.startswith(feature.prefix):
            return feature.prefix
    return ""


def _held(header: str) -> set[str]:
    # A proxy that compresses marks our tag as weak; the page is the same one.
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
