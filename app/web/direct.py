"""The short ways to a handler that is asked for more often than all others.

Routing, building its arguments and making its answer take as long as a third of a search, and so does waiting
for a thread. A handler marked with `direct` takes the request alone and answers with bytes, so it needs
nothing of the framework's layers; and it names a function that answers at once, without waiting for a file or
the database or anything that takes long, or says what it has to wait for. It runs where requests arrive.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple, cast

from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import HTTPScope, Receive, Send

from app.web.parts import Parts
from app.web.request import HudRequest

_MARK = "direct"


class Made(NamedTuple):
    """A page, and the headers it has beside those of all pages."""

    parts: Parts
    headers: Mapping[str, str] = {}


class Later(NamedTuple):
    """A page that waits for something: `load` gives it, in a thread, and `make` makes the page of it."""

    load: Callable[[], Any]
    make: Callable[[Any], Made | None]


AtOnce = Callable[[HudRequest], Made | Later | None]
"""Gives `Later` when it would have to wait, and None for whatever is not a page of status 200."""


def direct(at_once: AtOnce) -> dict[str, object]:
    """Part of a handler's `opt`."""
    return {_MARK: at_once}


class Direct:
    """The marked handlers by their path; those of paths with parameters cannot be marked."""

    def __init__(self) -> None:
        self._handlers: dict[str, HTTPRouteHandler] = {}

    def learn(self, app: Litestar) -> None:
        """Look for the mark, once all handlers are there."""
        self._handlers = {
            route.path: handler
            for route in app.routes
            if isinstance(route, HTTPRoute) and not route.path_parameters
            for handler in route.route_handlers
            if _MARK in handler.opt and handler.http_methods >= {"GET"}
        }

    def find(self, path: str) -> HTTPRouteHandler | None:
        """The handler of a GET, if a short way leads there."""
        return self._handlers.get(path)

    @staticmethod
    def at_once(handler: HTTPRouteHandler, request: HudRequest) -> Made | Later | None:
        """The page, or what it waits for."""
        made = cast("AtOnce", handler.opt[_MARK])
        return made(request)

    async def answer(self, handler: HTTPRouteHandler, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Have the handler answer, in a thread; what it raises is the caller's."""
        lead(scope, handler)
        make = cast("Callable[[HudRequest], Awaitable[Response[bytes]]]", handler.fn)
        made = await make(HudRequest(scope, receive, send))
        headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in made.headers.items()
        ]
        if made.status_code not in (204, 304):
            headers.append((b"content-type", f"{made.media_type}; charset=utf-8".encode()))
            headers.append((b"content-length", b"%d" % len(made.content)))
        await send({"type": "http.response.start", "status": made.status_code or 200, "headers": headers})
        await send({"type": "http.response.body", "body": made.content, "more_body": False})


def lead(scope: HTTPScope, handler: HTTPRouteHandler) -> None:
    """What routing writes into the scope of a request."""
    scope["route_handler"], scope["path_template"] = handler, scope["path"]
    scope["path_params"] = {}
