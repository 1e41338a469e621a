"""The request as HUD's handlers see it: with the shared parts, the visitor and the reader.

A class of our own instead of injected values keeps handlers to one parameter and mypy informed.
"""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request
from litestar.datastructures import State

from app.i18n import Reader
from app.web.body import decode
from app.web.client import is_here
from app.web.context import Hud, Visitor
from app.web.shared import mark_of

COOKIE = "hud"
SECURE_COOKIE = "__Host-hud"


class HudRequest(Request[None, None, State]):
    """A request with `hud`, `person`, `reader` and the address it came under."""

    @property
    def hud(self) -> Hud:
        """The parts this process shares."""
        return cast(Hud, self.app.state.hud)

    @property
    def visitor(self) -> Visitor | None:
        """Who is signed in, if anybody; found before any handler runs."""
        return cast("Visitor | None", self.scope["state"].get("person"))

    @property
    def person(self) -> Visitor | None:
        """The visitor; to pages that all share it is not told who it is, only what they may do."""
        visitor = self.visitor
        return visitor.unnamed if visitor is not None and self.is_shared else visitor

    @property
    def is_shared(self) -> bool:
        """Whether the page is the same for all who may do the same."""
        return mark_of(self.scope) is not None

    @property
    def reader(self) -> Reader:
        """The language, prefix and zone of this request."""
        return cast(Reader, self.scope["state"].get("reader") or Reader())

    @property
    def id(self) -> str:
        """The number under which the log speaks of this request."""
        return str(self.scope["state"].get("request_id", ""))

    @property
    def here(self) -> str:
        """The path and query of this page, without a language prefix."""
        query = self.scope["query_string"].decode("latin-1")
        path = str(self.scope["state"].get("path", self.scope["path"]))
        return f"{path}?{query}" if query else path

    @property
    def is_partial(self) -> bool:
        """Whether only the changing part of the page is asked for."""
        known: bool | None = self.scope["state"].get("partial")
        return self.headers.get("hx-request-type") == "partial" if known is None else known

    async def json(self) -> Any:
        """The body as what the handler's parameter `data` takes."""
        field = self.route_handler.parsed_fn_signature.parameters.get("data")
        kind = Any if field is None else field.annotation
        return decode(await self.body(), self.headers.get("content-type", ""), kind)

    @property
    def root(self) -> str:
        """Scheme and host of this installation, as links to it are written."""
        known: str | None = self.scope["state"].get("root")
        if known is not None:
            return known
        return self.hud.settings.base_url or f"{self.scope['scheme']}://{self.headers.get('host', '')}"

    @property
    def is_secure(self) -> bool:
        """Whether the reader reaches this installation over https."""
        return self.root.startswith("https://")

    @property
    def address(self) -> str:
        """The network address of the client."""
        return str(self.scope["state"].get("address", ""))

    @property
    def is_here(self) -> bool:
        """Whether a program on this machine asks, with nothing between."""
        return is_here(self.scope)


def in_zone(reader: Reader, name: str) -> Reader:
    """The reader in a time zone that they chose."""
    try:
        return msgspec.structs.replace(reader, zone=ZoneInfo(name))
    except (KeyError, ValueError, OSError):
        # One that was chosen once may be gone from a later tzdata; the installation's is not.
        return reader


def cookie_name(*, secure: bool) -> str:
    """The session cookie's name; on https the prefix binds it to this host and to https."""
    return SECURE_COOKIE if secure else COOKIE
