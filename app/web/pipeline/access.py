"""Access rules: who may look at all, and guards for handlers."""

from __future__ import annotations

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from app.i18n import N_
from app.web.context import Hud
from app.web.errors import Forbidden, Unauthorized
from app.web.request import HudRequest, PageRequest
from app.web.request.hud_request import INFO
from app.web.request.info import RequestInfo
from app.web.visitor import Visitor

Connection = ASGIConnection[BaseRouteHandler, None, None, State]
EDITORS = frozenset({"editor", "admin"})
ONLY_ADMINS = N_("Only an administrator can do this.")


def may_look(hud: Hud, person: Visitor | None, path: str) -> bool:
    """Whether somebody may read `path` at all."""
    return hud.settings.public == "read" or person is not None or path in hud.open_paths


def check(hud: Hud, person: Visitor | None, path: str) -> None:
    """Raise `Unauthorized` unless somebody may read `path`."""
    if not may_look(hud, person, path):
        raise Unauthorized


def may_edit(role: str) -> bool:
    """Whether somebody with this role may change pages: add, pause, stop, delete."""
    return role in EDITORS


def is_admin(role: str) -> bool:
    """Whether somebody with this role decides for the installation."""
    return role == "admin"


def may_add(request: PageRequest | HudRequest) -> bool:
    """Whether the visitor may add pages: editors as they like, others one at a time behind the check."""
    return may_edit(request.role) or request.hud.settings.add == "captcha"


def require_editor(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: only editors and admins."""
    if not may_edit(_signed_in(connection).role):
        raise Forbidden


def require_admin(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: only admins."""
    if not is_admin(_signed_in(connection).role):
        raise Forbidden(ONLY_ADMINS)


def _signed_in(connection: Connection) -> Visitor:
    info: RequestInfo = connection.scope["state"][INFO]
    person = info.visitor
    if person is None:
        raise Unauthorized
    return person
