"""Methods that an address takes, for the Allow header of an OPTIONS request.

Litestar answers OPTIONS with the methods of the handler that was registered first; where an address has
several (GET and POST at /api/pages) the others are missing.
"""

from __future__ import annotations

from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.types import HTTPScope, Message, Send


class Allowed:
    """The methods of every route, by its path with its parameters."""

    def __init__(self) -> None:
        self._methods: dict[str, bytes] = {}

    def learn(self, app: Litestar) -> None:
        """Look at all routes, once they are there."""
        found: dict[str, set[str]] = {}
        for route in app.routes:
            if isinstance(route, HTTPRoute):
                for handler in route.route_handlers:
                    found.setdefault(route.path_format, set()).update(handler.http_methods)
        self._methods = {path: listed(methods).encode() for path, methods in found.items()}

    def with_allow(self, send: Send, scope: HTTPScope) -> Send:
        """A `send` that puts the methods of the route that was found into an answer that lists methods."""

        async def send_allow(message: Message) -> None:
            methods = self._methods.get(scope.get("path_template", ""))
            if message["type"] == "http.response.start" and methods is not None:
                headers = [
                    (name, methods if name.lower() == b"allow" else value)
                    for name, value in message["headers"]
                ]
                message = {**message, "headers": headers}
            await send(message)

        return send_allow


def listed(methods: set[str]) -> str:
    """Methods as the header has them; HEAD is answered wherever GET is."""
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))
