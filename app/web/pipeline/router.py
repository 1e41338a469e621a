"""Routes as the pipeline finds them: the framework's own, looked up once for an address that comes again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.utils import normalize_path

from app.web.methods import listed
from app.web.pipeline.page import PageDeclaration, declaration_of
from app.web.request.memo import Memo


class Route(msgspec.Struct, frozen=True):
    """Where an address leads.

    `page` is what was declared of it, `make` its function, bound where it is a method; both None for what the
    framework calls.
    """

    handler: HTTPRouteHandler
    params: dict[str, Any]
    template: str
    page: PageDeclaration | None
    make: Callable[..., Any] | None
    is_guarded: bool


class Router:
    """The routes of one application."""

    def __init__(self, app: Litestar) -> None:
        self._find = app.asgi_router.handle_routing
        self._app = app
        self._known: Memo[tuple[str, str], Route] = Memo("routes", 500)
        self._methods: dict[str, str] = {}

    def find(self, method: str, path: str) -> Route:
        """The route of an address. Raises the framework's errors where there is none, or not for `method`."""
        found = self._known.get((method, path))
        if found is None:
            found = self._known.put((method, path), self._found(method, path), len(path))
        return found

    def allow(self, route: Route) -> str:
        """The methods that the address of a route takes, as the header has them.

        Of an address with several handlers (GET and POST at /api/pages) the framework names the first one's.
        """
        if not self._methods:
            found: dict[str, set[str]] = {}
            for one in self._app.routes:
                for handler in one.route_handlers if isinstance(one, HTTPRoute) else ():
                    found.setdefault(one.path_format, set()).update(handler.http_methods)
            self._methods = {path: listed(methods) for path, methods in found.items()}
        return self._methods[route.template]

    def dear_paths(self) -> tuple[str, ...]:
        """The paths of pages that take long to make, as robots.txt has them."""
        return tuple(
            re.sub(r"\{[^}]*\}", "*", one.path_format)
            for one in self._app.routes
            if isinstance(one, HTTPRoute)
            and any((page := declaration_of(handler)) and page.dear for handler in one.route_handlers)
        )

    def _found(self, method: str, path: str) -> Route:
        _, handler, _, params, template = self._find(path=normalize_path(path), method=method)
        assert isinstance(handler, HTTPRouteHandler)
        declared = declaration_of(handler)
        make = None
        if declared is not None:
            owner = getattr(handler.fn, "__self__", None)
            make = declared.function if owner is None else declared.function.__get__(owner)
        return Route(handler, params, template, declared, make, bool(handler.resolve_guards()))
