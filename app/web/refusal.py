"""The one JSON shape of every error, and who gets it instead of a page.

A program that reads one error of HUD can read them all: what happened, which status, under which number the
log speaks of it, and where it helps the place in the query or the field at fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, cast

import msgspec
from litestar import Response
from msgspec import Meta

from app.i18n import gettext
from app.web.errors import BY_STATUS, MethodNotAllowed, Trouble, Unprocessable
from app.web.forms import Form
from app.web.request import HudRequest


class Refusal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a request was refused, in the reader's language."""

    detail: Annotated[
        str, Meta(min_length=1, description="A sentence that says what is wrong and what to do.")
    ]
    status: Annotated[int, Meta(ge=400, le=599, description="The HTTP status of this answer.")]
    request: Annotated[str, Meta(description="The number under which the log speaks of the request.")]
    position: Annotated[int, Meta(ge=0, description="Where in the query, in code points.")] | None = None
    field: Annotated[str, Meta(description="The parameter or the field of the body at fault.")] = ""


def wants_json(request: HudRequest) -> bool:
    """Whether the client is a program: an address under /api/, or JSON preferred over pages."""
    if request.scope["path"].startswith("/api/"):
        return True
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def refusal(request: HudRequest, trouble: Trouble) -> Refusal:
    """The error as a program is told it."""
    return Refusal(
        detail=gettext(trouble.detail),
        status=trouble.status,
        request=request.id,
        position=trouble.position,
        field=trouble.field,
    )


def refused(request: HudRequest, status: int, shown: Iterable[object]) -> Response[bytes]:
    """What a program is told instead of a page that shows a form again: the first error of that form."""
    faults = (fault for form in shown if isinstance(form, Form) for fault in form.errors.items())
    field, detail = next(faults, ("", ""))
    kind = BY_STATUS.get(status, Unprocessable)
    return cast("Response[bytes]", as_json(request, kind(detail, field=field)))


def as_json(request: HudRequest, trouble: Trouble) -> Response[object]:
    """The answer with the headers that belong to its status."""
    return Response(
        refusal(request, trouble),
        status_code=trouble.status,
        media_type="application/json",
        headers={"Cache-Control": "no-store", **headers_of(trouble, json=True)},
    )


def headers_of(trouble: Trouble, *, json: bool = False) -> dict[str, str]:
    """What HTTP asks of an answer with this status, page or JSON."""
    headers = {}
    if trouble.status == 401 and json:
        # Asked for this, a browser would put up a window of its own beside our page.
        headers["WWW-Authenticate"] = "Bearer"
    if trouble.retry_after is not None:
        headers["Retry-After"] = str(trouble.retry_after)
    if isinstance(trouble, MethodNotAllowed) and trouble.allow:
        headers["Allow"] = trouble.allow
    return headers
