"""Renders a template to a response, inside the handler's own thread.

A returned template object would be rendered on the event loop, where one slow page holds up all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
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
    hud, person = request.hud, request.visitor
    alike = request.is_shared and status_code == 200
    if not alike:
        # A template that asks for one of these on a page that all share fails instead of telling.
        values = {
            "person": person,
            "request_id": request.id,
            "human_check": partial(hud.human.field, request),
            **values,
        }
    around = _around(request, request.here)
    text = hud.templates.get_template(template).render(values, **around)
    return answered(request, _parts(request, text.encode()), status_code=status_code)


def cast(
    request: HudRequest,
    template: str,
    key: Hashable,
    own: Mapping[str, bytes],
    values: Callable[[], dict[str, object]],
    *,
    here: str,
) -> Response[bytes]:
    """Like `render`, but from the template's mould; see `pour`."""
    return answered(request, pour(request, template, key, own, values, here=here))


def pour(
    request: HudRequest,
    template: str,
    key: Hashable,
    own: Mapping[str, bytes],
    values: Callable[[], dict[str, object]],
    *,
    here: str,
) -> Parts:
    """A page from the template's mould: `own` goes into its holes.

    `key` is all that `values` is made from, the person too where one is shown; `here` is the address with its
    holes.
    """
    whole = (key, request.root, here, request.visitor is None)
    mould = request.hud.moulds.get(template, whole, lambda: {**values(), **_around(request, here)})
    return _parts(request, mould.fill(own))


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
