"""The short way to a handler that is asked for more often than all others: past the framework's own layers.

Routing, building its arguments and making its answer take as long as a third of a search. A handler
marked with `DIRECT` takes the request alone and answers with bytes, so nothing of that is needed. It runs
in a thread, as every other, and its answer goes out as it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from litestar import Litestar, Response
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import HTTPScope, Receive, Send

from app.web.request import HudRequest

DIRECT: dict[str, object] = {"direct": True}
"""Part of a handler's `opt`."""


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
            if handler.opt.get("direct") and handler.http_methods >= {"GET"}
        }

    def find(self, scope: HTTPScope) -> HTTPRouteHandler | None:
        """The handler of a GET, if the short way leads there."""
        return self._handlers.get(scope["path"]) if scope["method"] == "GET" else None

    async def answer(self, handler: HTTPRouteHandler, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Have the handler answer, in a thread; what it raises is the caller's."""
        scope["route_handler"], scope["path_template"] = handler, scope["path"]
        scope["path_params"] = {}
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
