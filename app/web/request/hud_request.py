"""The request as handlers see it that are told everything: the parts this process shares, visitor and reader.

A class of our own instead of injected values keeps handlers to one parameter and mypy informed.
"""

from __future__ import annotations

from typing import Any, cast

from litestar import Request
from litestar.datastructures import State

from app.i18n import Reader
from app.web.context import Hud
from app.web.request.body import decode
from app.web.request.client import is_here
from app.web.request.info import RequestInfo
from app.web.visitor import Visitor

INFO = "info"
"""Under this name a scope's state holds what the pipeline has read of the request."""


class HudRequest(Request[None, None, State]):
    """A request with `hud`, `person`, `reader` and the address it came under."""

    @property
    def hud(self) -> Hud:
        """The parts this process shares."""
        return cast(Hud, self.app.state.hud)

    @property
    def info(self) -> RequestInfo:
        """What the pipeline has read of the request."""
        return cast(RequestInfo, self.scope["state"][INFO])

    @property
    def person(self) -> Visitor | None:
        """Who is signed in, if anybody; found before any handler runs."""
        return self.info.visitor

    @property
    def role(self) -> str:
        """What the visitor may do: "reader", "editor", "admin", or "" when nobody is signed in."""
        return self.info.visitor.role if self.info.visitor else ""

    @property
    def reader(self) -> Reader:
        """The language, prefix and zone of this request."""
        return self.info.reader

    @property
    def id(self) -> str:
        """The number under which the log speaks of this request."""
        return self.info.number

    @property
    def here(self) -> str:
        """The path and query of this page, without a language prefix."""
        return self.info.here

    @property
    def is_partial(self) -> bool:
        """Whether only the changing part of the page is asked for."""
        return self.info.is_partial

    @property
    def root(self) -> str:
        """Scheme and host of this installation, as links to it are written."""
        return self.info.root

    @property
    def is_secure(self) -> bool:
        """Whether the reader reaches this installation over https."""
        return self.info.sender.is_secure

    @property
    def address(self) -> str:
        """The network address of the client."""
        return self.info.address

    @property
    def is_here(self) -> bool:
        """Whether a program on this machine asks, with nothing between."""
        return is_here(self.scope, self.info.headers)

    async def json(self) -> Any:
        """The body as what the handler's parameter `data` takes."""
        field = self.route_handler.parsed_fn_signature.parameters.get("data")
        kind = Any if field is None else field.annotation
        return decode(await self.body(), self.headers.get("content-type", ""), kind)
