"""Turns every error into an answer: a page, a fragment, or JSON, with the request's number in it.

Nothing of the inside is shown; the log line with the same number has it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.disk import DiskState
from app.i18n import gettext
from app.web import body, errors, log
from app.web.allowed import listed
from app.web.bodies import Body
from app.web.errors import Trouble
from app.web.forms import Form
from app.web.refusal import as_json, headers_of, wants_json
from app.web.render import render
from app.web.request import HudRequest

_OF_DISK: dict[DiskState, type[Trouble]] = {"full": errors.DiskFull, "read-only": errors.DiskReadOnly}
_ROOM_S = 60
# What these say of the database is "not now"; any other failure of it is a fault of ours.
_PASSING = ("database is locked", "database is busy", "disk is full", "readonly", "disk i/o error")
_BROKEN = ("no such table", "no such column", "syntax error")


def answer(request: Request[None, None, State], error: Exception) -> Response[object]:
    """The answer to a request that ended in `error`; logged under the request's number."""
    hud_request = HudRequest(request.scope, request.receive, request.send)
    trouble = understand(error)
    if trouble.status >= 500:
        kind = _OF_DISK.get(hud_request.hud.disk.failed(error))
        trouble = kind(retry_after=_ROOM_S) if kind else trouble
    log.refused(hud_request.scope, trouble.status, error)
    sent: Body | None = hud_request.scope["state"].get("body")
    show: Callable[[HudRequest, Trouble], Response[object]]
    show = as_json
    if not wants_json(hud_request):
        show = _as_line if sent is not None and sent.is_bare else _as_page
    return show(hud_request, trouble)


def understand(error: Exception) -> Trouble:
    """The error in our own terms; whatever nobody foresaw is a 500 that says nothing."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, HTTPException):
        if error.detail.startswith("client disconnected"):
            return errors.BadRequest()
        if isinstance(error, ValidationException):
            return body.refused(*_field(error))
        kind = errors.BY_STATUS.get(error.status_code)
        if kind is errors.MethodNotAllowed:
            refused = errors.MethodNotAllowed()
            refused.allow = _allowed(error)
            return refused
        return kind() if kind else (errors.BadRequest() if error.status_code < 500 else Trouble())
    if isinstance(error, (OverflowError, DataError)):
        # A number no database column holds; as an address it leads nowhere.
        return errors.NotFound()
    if isinstance(error, PoolTimeout) or (isinstance(error, OperationalError) and _is_passing(error)):
        return errors.Busy()
    return Trouble()


def _field(error: ValidationException) -> tuple[str, str]:
    """The first parameter at fault, and what is said of it; a missing body has no name."""
    faults = error.extra if isinstance(error.extra, list) else []
    # A parameter whose name the framework uses itself has a line behind it inside.
    told = [
        (str(fault.get("key", "")).removesuffix("_"), str(fault.get("message", "")))
        for fault in faults
        if isinstance(fault, dict)
    ]
    return next(((name, message) for name, message in told if name and name != "data"), ("", ""))


def _allowed(error: HTTPException) -> str:
    methods = {name.strip() for name in (error.headers or {}).get("allow", "").split(",")}
    return listed(methods - {""})


def _is_passing(error: OperationalError) -> bool:
    text = str(error.orig).lower()
    if any(word in text for word in _PASSING):
        return True
    return "sqlite" not in type(error.orig).__module__ and not any(word in text for word in _BROKEN)


def _as_line(_: HudRequest, trouble: Trouble) -> Response[object]:
    return Response(
        gettext(trouble.detail) + "\n",
        status_code=trouble.status,
        media_type="text/plain",
        headers={"Cache-Control": "no-store", **headers_of(trouble)},
    )


def _way_back(request: HudRequest) -> str:
    """The first page; "" for who came by a name that is not ours, where we do not know a better one."""
    hud = request.hud
    if request.scope["state"].get("is_host_known", True):
        return request.reader.prefix + "/"
    return hud.settings.base_url and hud.settings.base_url + request.reader.prefix + "/"


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
        way_back=_way_back(request),
        lost=[feature.lost for feature in request.hud.features if feature.lost],
        # Where somebody has to be signed in, the page is the way to it.
        form=Form({"name": "", "password": "", "next": request.here if request.method == "GET" else ""}, {}),
        doubtful=False,
        may_join=request.hud.settings.may_sign_up,
        has_admin=trouble.status != 401 or request.hud.has_admin(),
    )
    response.headers.update({"Cache-Control": "no-store", **headers_of(trouble)})
    return cast("Response[object]", response)
