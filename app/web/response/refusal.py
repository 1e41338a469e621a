"""The one JSON shape of every error, and who gets it instead of a page.

A program that reads one error of HUD can read them all: what happened, which status, under which number the
log speaks of it, and where it helps the place in the query or the field at fault.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.i18n import gettext
from app.web.context import Hud
from app.web.errors import BY_STATUS, MethodNotAllowed, Trouble, Unprocessable
from app.web.request.forms import Form
from app.web.request.info import RequestInfo
from app.web.response.answer import Answer
from app.web.response.page import Page


class Refusal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a request was refused, in the reader's language."""

    detail: Annotated[
        str, Meta(min_length=1, description="A sentence that says what is wrong and what to do.")
    ]
    status: Annotated[int, Meta(ge=400, le=599, description="The HTTP status of this answer.")]
    request: Annotated[str, Meta(description="The number under which the log speaks of the request.")]
    position: Annotated[int, Meta(ge=0, description="Where in the query, in code points.")] | None = None
    field: Annotated[str, Meta(description="The parameter or the field of the body at fault.")] = ""


def refusal(number: str, trouble: Trouble) -> Refusal:
    """The error of the request `number` as a program is told it."""
    return Refusal(
        detail=gettext(trouble.detail),
        status=trouble.status,
        request=number,
        position=trouble.position,
        field=trouble.field,
    )


def check_program(page: Page, info: RequestInfo) -> None:
    """Raise what a program is told instead of a page that shows an error: the first one of its form."""
    if page.status < 400 or not info.wants_json:
        return
    if page.refusal is not None:
        raise page.refusal
    forms = (value for value in page.values.values() if isinstance(value, Form))
    field, detail = next((fault for form in forms for fault in form.errors.items()), ("", ""))
    raise BY_STATUS.get(page.status, Unprocessable)(detail, field=field)


def as_json(hud: Hud, number: str, trouble: Trouble) -> Answer:
    """The answer with the headers that belong to its status."""
    body = msgspec.json.encode(refusal(number, trouble))
    return refused(hud, trouble, "application/json", body, json=True)


def refused(hud: Hud, trouble: Trouble, media_type: str, body: bytes, *, json: bool = False) -> Answer:
    """An answer that tells of an error; nobody may keep it."""
    headers = {"Content-Type": media_type, "Cache-Control": "no-store"}
    if trouble.status == 401 and json:
        # Asked for this, a browser would put up a window of its own beside our page.
        headers["WWW-Authenticate"] = "Bearer"
    if trouble.retry_after is not None:
        headers["Retry-After"] = str(trouble.retry_after)
    if isinstance(trouble, MethodNotAllowed) and trouble.allow:
        headers["Allow"] = trouble.allow
    encoded = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Answer(trouble.status, hud.security.added(encoded), body)
