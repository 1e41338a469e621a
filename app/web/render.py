"""Renders a template to a response, inside the handler's own thread.

A returned template object would be rendered on the event loop, where one slow page holds up all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from litestar import Response

from app.i18n import LANGUAGES
from app.web.parts import PARTS, Parts, holds
from app.web.personal import SLOT
from app.web.refusal import refused, wants_json
from app.web.request import HudRequest

VARY = "Accept-Encoding, Cookie, Accept-Language, HX-Request-Type"
HEADERS = {"Cache-Control": "private, no-cache", "Vary": VARY}
"""Of every page."""
SENT_HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
)
"""The same as they are sent, with its type."""
_SLOT = SLOT.encode()


def render(
    request: HudRequest, template: str, *, status_code: int = 200, **values: object
) -> Response[bytes]:
    """The template with `values` as an HTML response; 304 without a body when the reader has it.

    A form that does not fit is shown again to people; a program is told the first field at fault.
    """
    if status_code >= 400 and wants_json(request):
        return refused(request, status_code, values.values())
    made = parts(request, template, is_page=status_code == 200, **values)
    return answered(request, made, status_code=status_code)


def parts(request: HudRequest, template: str, *, is_page: bool = True, **values: object) -> Parts:
    """The template with `values`; `is_page` False for what is told instead of a page."""
    hud = request.hud
    if not (request.is_shared and is_page):
        # A template that asks for one of these on a page that all share fails instead of telling.
        values = {
            "person": request.visitor,
            "request_id": request.id,
            "human_check": partial(hud.human.field, request),
            **values,
        }
    text = hud.templates.get_template(template).render(values, **_around(request, request.here))
    return _parts(request, text.encode())


def _around(request: HudRequest, here: str) -> dict[str, object]:
    """What the frame of every page shows."""
    hud = request.hud
    return {
        "menu": hud.menu,
        "locale": request.reader.locale,
        "personal": SLOT if request.visitor else None,
        "here": here,
        "section": hud.menu.section(here),
        "root": request.root,
        "languages": LANGUAGES,
    }


def _parts(request: HudRequest, text: bytes) -> Parts:
    person = request.visitor
    if person is None:
        return Parts(text, None, b"")
    before, slot, after = text.partition(_SLOT)
    return Parts(before, request.hud.own.of(person, request.reader) if slot else None, after)


def answered(
    request: HudRequest, parts: Parts, extra: Mapping[str, str] | None = None, *, status_code: int = 200
) -> Response[bytes]:
    """The page as a response, with some more headers; 304 without a body when the reader has it."""
    headers = {**HEADERS, **(extra or {})}
    if status_code != 200:
        return Response(parts.whole, status_code=status_code, media_type="text/html", headers=headers)
    # The pages that are kept are kept in parts, without what is of one visitor.
    request.scope["state"][PARTS] = parts
    headers["ETag"] = parts.etag
    if request.method == "GET" and holds(request.headers.get("if-none-match", ""), parts.etag):
        return Response(b"", status_code=304, media_type="text/html", headers=headers)
    return Response(parts.whole, media_type="text/html", headers=headers)
