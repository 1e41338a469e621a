"""Access rules: who may look at all, and guards for handlers."""

from __future__ import annotations

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from app.i18n import N_
from app.web.context import Hud, Visitor
from app.web.errors import Forbidden, Unauthorized
from app.web.request import HudRequest

Connection = ASGIConnection[BaseRouteHandler, None, None, State]
EDITORS = frozenset({"editor", "admin"})


def may_look(hud: Hud, person: Visitor | None, path: str) -> bool:
    """Whether somebody may read `path` at all."""
    return hud.settings.public == "read" or person is not None or path in hud.open_paths


def may_edit(person: Visitor | None) -> bool:
    """Whether somebody may change pages: add, pause, stop, delete."""
    return person is not None and person.role in EDITORS


def may_add(request: HudRequest) -> bool:
    """Whether the visitor may add pages: editors as they like, others one at a time behind the check."""
    return may_edit(request.person) or request.hud.settings.add == "captcha"


def require_editor(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: only editors and admins."""
    if not may_edit(_signed_in(connection)):
        raise Forbidden


def require_admin(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: only admins."""
    if _signed_in(connection).role != "admin":
        raise Forbidden(N_("Only an administrator can do this."))


def _signed_in(connection: Connection) -> Visitor:
    person: Visitor | None = connection.scope["state"].get("person")
    if person is None:
        raise Unauthorized
    return person
