"""Turns every error into an answer: a page, a fragment, or JSON, with the request's number in it.

Nothing of the inside is shown; the log line with the same number has it.
"""

from __future__ import annotations

from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.disk import DiskState
from app.i18n import gettext, reading_as
from app.web import errors, log
from app.web.errors import Trouble
from app.web.methods import listed
from app.web.request import HudRequest, PageRequest, body
from app.web.request.forms import Form
from app.web.response.answer import Answer, whole
from app.web.response.page import HTML, Page
from app.web.response.refusal import as_json, refused
from app.web.response.render import personal_values, skeleton

_OF_DISK: dict[DiskState, type[Trouble]] = {"full": errors.DiskFull, "read-only": errors.DiskReadOnly}
_ROOM_S = 60
_LINE = "text/plain; charset=utf-8"
# What these say of the database is "not now"; any other failure of it is a fault of ours.
_PASSING = ("database is locked", "database is busy", "disk is full", "readonly", "disk i/o error")
_BROKEN = ("no such table", "no such column", "syntax error")


def answer(request: HudRequest, error: Exception) -> Answer:
    """The answer to a request that ended in `error`; logged under the request's number."""
    info = request.info
    trouble = understand(error)
    if trouble.status >= 500:
        kind = _OF_DISK.get(request.hud.disk.failed(error))
        trouble = kind(retry_after=_ROOM_S) if kind else trouble
    log.refused(info, trouble.status, error)
    with reading_as(info.reader):
        if info.wants_json:
            return as_json(request.hud, info.number, trouble)
        if info.body is not None and info.body.is_bare:
            return refused(request.hud, trouble, _LINE, f"{gettext(trouble.detail)}\n".encode())
        return _as_page(request, trouble)


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
            not_allowed = errors.MethodNotAllowed()
            not_allowed.allow = _allowed(error)
            return not_allowed
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


def _way_back(request: HudRequest) -> str:
    """The first page; "" for who came by a name that is not ours, where we do not know a better one."""
    base = request.hud.settings.base_url
    if request.info.sender.is_host_known:
        return request.reader.prefix + "/"
    return base and base + request.reader.prefix + "/"


def _as_page(request: HudRequest, trouble: Trouble) -> Answer:
    hud, person = request.hud, request.person
    page = Page(
        "errors/_trouble.html" if request.is_partial else "errors/page.html",
        status=trouble.status,
        title=gettext(trouble.title),
        detail=gettext(trouble.detail),
        code=trouble.status,
        position=trouble.position,
        way_back=_way_back(request),
        lost=[feature.lost for feature in request.hud.features if feature.lost],
        # Where somebody has to be signed in, the page is the way to it.
        form=Form({"name": "", "password": "", "next": request.here if request.method == "GET" else ""}, {}),
        doubtful=False,
        may_join=hud.settings.may_sign_up,
        has_admin=trouble.status != 401 or hud.has_admin(),
    )
    made = skeleton(page, PageRequest(hud, request.info), extra=personal_values(request))
    slot = hud.slots.of(person, request.reader) if person and made.after is not None else None
    return refused(hud, trouble, HTML, whole(made, slot))
