"""Declaration of pages: `@page` for what people read, `@api` for what programs do.

    @page("/birds/", part="birds/_list.html", depends_on=[Bird], ttl=60)
    def birds(request: PageRequest, least: float = 0.0) -> Page:
        return Page("birds/page.html", birds=service.latest(request.hud, least=least), least=least)

A page that says what it depends on is kept until that changes, and its function is told nothing of the
visitor but what they may do. Any other page is made each time, from the whole request. Whether a page is made
where requests arrive or in a thread, how it is rendered, kept and sent is the pipeline's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import iscoroutinefunction
from types import GenericAlias
from typing import Any, Concatenate, ParamSpec, Protocol, get_args, get_type_hints, overload

import msgspec
from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.types import Guard

from app.freshness import names
from app.freshness.dependencies import INDEX, Dependency, counters
from app.web.described import takes
from app.web.pipeline.parameters import Parameters
from app.web.request import HudRequest, PageRequest
from app.web.response.page import Json, Page, Text

__all__ = ["INDEX", "Json", "Page", "PageDeclaration", "Text", "api", "declaration_of", "page"]

P = ParamSpec("P")
AtOnce = bool | Callable[[PageRequest], bool]
"""Whether a page is made without waiting for a file, the database or anything that takes long."""
Shared = Page | Text | Json[Any]
"""What a page that is kept gives back."""
Made = Page | Text | Response[None]
"""What a page that is not kept may give back."""
_MARK = "page"


class PageDeclaration:
    """What is known of a page: its function, what it depends on, how it is made.

    `counters` are None when it is not kept; `ttl_us` is how long it says the same by itself, None for ever.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        part: str,
        depends_on: Sequence[Dependency] | None,
        ttl: float | None,
        at_once: AtOnce,
        dear: bool,
    ) -> None:
        hints = get_type_hints(function, include_extras=True)
        first = function.__code__.co_varnames[: function.__code__.co_argcount]
        self.is_method = first[:1] == ("self",)
        self.function = function
        self.part = part
        self.counters = None if depends_on is None else (names.EVERYTHING, *counters(depends_on))
        self.is_kept = self.counters is not None
        self.ttl_us = None if ttl is None else round(ttl * 1_000_000)
        self.at_once = at_once
        self.dear = dear
        self.returns = hints.get("return")
        self.parameters = Parameters(function, hints, 1 + self.is_method)
        wanted = HudRequest if self.counters is None else PageRequest
        if iscoroutinefunction(function):
            raise TypeError(
                f"{function.__qualname__} has to be a plain function: the pipeline finds it a thread"
            )
        if len(first) <= self.is_method or hints.get(first[self.is_method]) is not wanted:
            raise TypeError(f"{function.__qualname__} has to take a {wanted.__name__} first")

    def __deepcopy__(self, _: object) -> PageDeclaration:
        # The framework copies the handlers of a class, and this never changes.
        return self


class DeclareKept(Protocol):
    """Makes a handler of the function or method of a page that is kept."""

    @overload
    def __call__(self, function: Callable[Concatenate[PageRequest, P], Shared], /) -> HTTPRouteHandler: ...
    @overload
    def __call__(
        self, function: Callable[Concatenate[Any, PageRequest, P], Shared], /
    ) -> HTTPRouteHandler: ...


class DeclareMade(Protocol):
    """Makes a handler of the function or method of a page that is made each time."""

    @overload
    def __call__(self, function: Callable[Concatenate[HudRequest, P], Made], /) -> HTTPRouteHandler: ...
    @overload
    def __call__(self, function: Callable[Concatenate[Any, HudRequest, P], Made], /) -> HTTPRouteHandler: ...


@overload
def page(
    path: str | None = None,
    *,
    depends_on: Sequence[Dependency],
    part: str = "",
    ttl: float | None = None,
    guards: Sequence[Guard] | None = None,
    at_once: AtOnce = False,
    dear: bool = False,
) -> DeclareKept: ...
@overload
def page(
    path: str | None = None, *, part: str = "", guards: Sequence[Guard] | None = None, dear: bool = False
) -> DeclareMade: ...
def page(
    path: str | None = None,
    *,
    depends_on: Sequence[Dependency] | None = None,
    part: str = "",
    ttl: float | None = None,
    guards: Sequence[Guard] | None = None,
    at_once: AtOnce = False,
    dear: bool = False,
) -> DeclareKept | DeclareMade:
    """A page at `path`.

    `part` is its template for who asks for its changing part alone. With `depends_on` (models, and `INDEX`)
    it is kept, for `ttl` seconds at most. `at_once` says that it needs no thread, or tells when. A `dear`
    page takes long to make at a new address: few are made at the same time, and none for robots.
    """

    def declare(function: Callable[..., Any], /) -> HTTPRouteHandler:
        found = PageDeclaration(
            function, part=part, depends_on=depends_on, ttl=ttl, at_once=at_once, dear=dear
        )
        handler = get(path, guards=guards, opt={_MARK: found}, include_in_schema=False)
        return handler(_stand_in(found, Response[bytes]))

    return declare


def api(
    path: str,
    *,
    depends_on: Sequence[Dependency],
    operation_id: str,
    tags: Sequence[str],
    summary: str,
    query: type[msgspec.Struct] | None = None,
    media_type: str = MediaType.JSON,
    responses: Mapping[int, ResponseSpec] | None = None,
) -> Callable[[Callable[..., Json[Any] | Text]], HTTPRouteHandler]:
    """Data at `path`, kept like a page and described in `/api/schema`.

    `query` describes the parameters of a query that the function reads by itself, `media_type` a `Text`, and
    `responses` what it answers beside what every address does.
    """

    def declare(function: Callable[..., Json[Any] | Text]) -> HTTPRouteHandler:
        found = PageDeclaration(function, part="", depends_on=depends_on, ttl=None, at_once=False, dear=False)
        declared = found.parameters.kind
        handler = get(
            path,
            opt={_MARK: found, **takes(declared, *((query,) if query else ()))},
            operation_id=operation_id,
            tags=tags,
            summary=summary,
            media_type=media_type,
            responses=responses,
        )
        data = get_args(found.returns)
        return handler(_stand_in(found, GenericAlias(Response, data or (bytes,))))

    return declare


def declaration_of(handler: HTTPRouteHandler) -> PageDeclaration | None:
    """What was declared of a handler's page; None for handlers that the framework calls."""
    found: PageDeclaration | None = handler.opt.get(_MARK)
    return found


def _stand_in(declared: PageDeclaration, returns: object) -> Callable[..., Any]:
    """What the framework is shown of a page, for its routes and the description of the API; never called."""

    async def of_function(request: HudRequest) -> Any:
        raise RuntimeError(f"{request.url} goes through the pipeline")

    async def of_method(self: object, request: HudRequest) -> Any:  # noqa: ARG001
        raise RuntimeError(f"{request.url} goes through the pipeline")

    stand_in = of_method if declared.is_method else of_function
    function = declared.function
    stand_in.__doc__, stand_in.__name__, stand_in.__qualname__ = (
        function.__doc__,
        function.__name__,
        function.__qualname__,
    )
    stand_in.__module__ = function.__module__
    stand_in.__annotations__ = {"request": HudRequest, "return": returns}
    return stand_in
