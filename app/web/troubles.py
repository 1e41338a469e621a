"""Turns every error into an answer: a page, a fragment, or JSON, with the request's number in it.

Nothing of the inside is shown; the log line with the same number has it.
"""

from __future__ import annotations

from typing import cast

from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.i18n import gettext
from app.web import errors, log
from app.web.errors import Trouble
from app.web.forms import Form
from app.web.render import render
from app.web.request import HudRequest

_BY_STATUS: dict[int, type[Trouble]] = {
    kind.status: kind
    for kind in (
        errors.BadRequest,
        errors.Unauthorized,
        errors.Forbidden,
        errors.NotFound,
        errors.MethodNotAllowed,
        errors.TooLarge,
        errors.Unprocessable,
        errors.TooMany,
        errors.HeadersTooLarge,
    )
}
# What these say of the database is "not now"; any other failure of it is a fault of ours.
_PASSING = ("database is locked", "database is busy", "disk is full", "readonly", "disk i/o error")
_BROKEN = ("no such table", "no such column", "syntax error")


def answer(request: Request[None, None, State], error: Exception) -> Response[object]:
    """The answer to a request that ended in `error`; logged under the request's number."""
    hud_request = HudRequest(request.scope, request.receive, request.send)
    trouble = understand(error)
    log.refused(hud_request.scope, trouble.status, error)
    show = _as_json if wants_json(hud_request) else _as_page
    response = show(hud_request, trouble)
    if trouble.retry_after is not None:
        response.headers["Retry-After"] = str(trouble.retry_after)
    return response


def understand(error: Exception) -> Trouble:
    """The error in our own terms; whatever nobody foresaw is a 500 that says nothing."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, HTTPException):
        if error.detail.startswith("client disconnected"):
            return errors.BadRequest()
        kind = _BY_STATUS.get(error.status_code)
        return kind() if kind else (errors.BadRequest() if error.status_code < 500 else Trouble())
    if isinstance(error, (OverflowError, DataError)):
        # A number no database column holds; as an address it leads nowhere.
        return errors.NotFound()
    if isinstance(error, PoolTimeout) or (isinstance(error, OperationalError) and _is_passing(error)):
        return errors.Busy()
    return Trouble()


def wants_json(request: HudRequest) -> bool:
    """Whether the client is a program: an address under /api/, or JSON preferred over pages."""
    if request.scope["path"].startswith("/api/"):
        return True
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def _is_passing(error: OperationalError) -> bool:
    text = str(error.orig).lower()
    if any(word in text for word in _PASSING):
        return True
    return "sqlite" not in type(error.orig).__module__ and not any(word in text for word in _BROKEN)


def _as_json(request: HudRequest, trouble: Trouble) -> Response[object]:
    body: dict[str, object] = {"detail": gettext(trouble.detail), "status": trouble.status}
    if trouble.position is not None:
        body["position"] = trouble.position
    if trouble.field:
        body["field"] = trouble.field
    body["request"] = request.id
    headers = {"Cache-Control": "no-store"}
    if trouble.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(body, status_code=trouble.status, media_type="application/json", headers=headers)


def _as_page(request: HudRequest, trouble: Trouble) -> Response[object]:
    template = "errors/_trouble.html" if request.is_partial else "errors/page.html"
    response = render(
        request,
        template,
        status_code=trouble.status,
        title=gettext(trouble.title),
        detail=gettext(trouble.detail),
        status=trouble.status,
        position=trouble.position,
        # Where somebody has to be signed in, the page is the way to it.
        form=Form({"name": "", "password": "", "next": request.here if request.method == "GET" else ""}, {}),
        doubtful=False,
        may_join=request.hud.settings.may_sign_up,
    )
    response.headers["Cache-Control"] = "no-store"
    return cast("Response[object]", response)
