"""The way of every request, as a list of steps: see `Pipeline._answer`.

Nothing is checked twice and no request leaves the way early but with an answer, which goes out by the same
last steps as all others. What goes wrong on any step becomes an answer in one place, with a line in the log.
"""

from __future__ import annotations

from time import perf_counter_ns
from typing import Any

from litestar import Litestar, Response
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from app.freshness import noting_commits
from app.i18n import reading_as
from app.web import log
from app.web.context import Hud
from app.web.methods import KNOWN, READING, SAFE
from app.web.pipeline import access
from app.web.pipeline.checks import check_host, check_origin, check_size, check_text
from app.web.pipeline.gathered import Gathered
from app.web.pipeline.router import Route, Router
from app.web.pipeline.runner import PageRunner
from app.web.pipeline.visitors import identify, is_anybody
from app.web.request import HudRequest
from app.web.request.bodies import Bodies
from app.web.request.client import Unnamed
from app.web.request.hud_request import INFO
from app.web.request.info import RequestInfo
from app.web.request.parse import RequestParser
from app.web.response import errors_page
from app.web.response.answer import Answer
from app.web.response.assets import PREFIX
from app.web.response.headers import complete
from app.web.response.static import static_answer

_BODILESS = frozenset({204, 304})


class Pipeline:
    """Wraps the routes of an application; `routing` is the framework's own way to them."""

    def __init__(self, hud: Hud, app: Litestar, routing: ASGIApp) -> None:
        self._hud = hud
        self._routing = routing
        self._parser = RequestParser(hud.settings, Unnamed(hud.metrics))
        self._bodies = Bodies(hud.metrics, hud.settings.trusted_proxies)
        self._router = Router(app)
        self._pages = PageRunner(hud)
        hud.closed_to_robots = self._router.dear_paths()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != ScopeType.HTTP:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        began = perf_counter_ns()
        info = self._parser.parse(scope)
        status = 0
        try:
            try:
                if info.method in READING:
                    answer = await self._answer(info, scope, receive, send)
                else:
                    answer = await self._changed(info, scope, receive, send)
            except Exception as error:
                answer = self._failed(error, info, scope, receive, send)
            if answer is not None:
                status = answer.status
                length = None if status in _BODILESS else len(answer.body)
                complete(answer.headers, info, self._hud.counters.host, length)
                await send({"type": "http.response.start", "status": status, "headers": answer.headers})
                body = b"" if info.is_head else answer.body
                await send({"type": "http.response.body", "body": body, "more_body": False})
        finally:
            self._hud.metrics.answered(status or info.streamed, perf_counter_ns() - began)

    async def _answer(
        self, info: RequestInfo, scope: HTTPScope, receive: Receive, send: Send
    ) -> Answer | None:
        """The steps; what comes of them is completed with the headers of every answer, and sent."""
        # Client, host, language and cookies have been read.
        check_size(info)
        check_host(info, self._hud.settings)
        check_text(info)
        if info.method not in KNOWN:
            # No handler takes it, and routing says which methods the address takes instead.
            self._router.find(info.method, info.path)
        check_origin(info, self._hud.settings)
        if info.path.startswith(PREFIX):
            return static_answer(self._hud, info)
        if is_anybody(info):
            await identify(self._hud, info, self._parser)
        access.check(self._hud, info.visitor, info.path)
        route = self._router.find(info.method, info.path)
        page = route.page
        if page is None:
            return await self._routed(route, info, scope, receive, send)
        if route.is_guarded:
            _lead(scope, info)
            await route.handler.authorize_connection(HudRequest(scope, receive, send))
        if page.is_kept:
            made = self._pages.kept(info) or await self._pages.recorded(route, page, info)
        else:
            _lead(scope, info)
            made = await self._pages.made(route, page, info, HudRequest(scope, receive, send))
        return made if isinstance(made, Answer) else await self._gathered(made, info, scope, receive, send)

    async def _changed(
        self, info: RequestInfo, scope: HTTPScope, receive: Receive, send: Send
    ) -> Answer | None:
        """The same for what may have a body, and may change something."""
        with self._bodies.arriving(info.address, receive) as info.body, noting_commits() as committed:
            if self._hud.settings.has_hosts and info.method not in SAFE:
                info.committed = committed
            return await self._answer(info, scope, info.body.receive, send)

    async def _routed(
        self, route: Route, info: RequestInfo, scope: HTTPScope, receive: Receive, send: Send
    ) -> Answer | None:
        """What the framework gets from a handler of its own, whose guards it asks itself."""
        if info.method == "OPTIONS":
            allow = (b"allow", self._router.allow(route).encode())
            return Answer(204, self._hud.security.added([allow]), b"")
        _lead(scope, info)
        gathered = Gathered(send, self._hud, info)
        with reading_as(info.reader):
            await self._routing(scope, receive, gathered)
        return gathered.answer

    async def _gathered(
        self, response: Response[Any], info: RequestInfo, scope: HTTPScope, receive: Receive, send: Send
    ) -> Answer | None:
        """The answer of a page that sends its reader on."""
        gathered = Gathered(send, self._hud, info)
        request = HudRequest(scope, receive, gathered)
        await response.to_asgi_response(app=None, request=request)(scope, receive, gathered)
        return gathered.answer

    def _failed(
        self, error: Exception, info: RequestInfo, scope: HTTPScope, receive: Receive, send: Send
    ) -> Answer:
        """What went wrong on the way, as an answer."""
        if info.streamed:
            # Half an answer is out: the broken connection has to say the rest.
            log.refused(info, 500, error)
            raise error
        _lead(scope, info)
        return errors_page.answer(HudRequest(scope, receive, send), error)


def _lead(scope: HTTPScope, info: RequestInfo) -> None:
    """Show the framework and its handlers what the pipeline has read: no prefix is part of a route."""
    scope["state"][INFO] = info
    if info.is_head:
        scope["method"] = HttpMethod.GET
    if info.reader.prefix:
        scope["path"] = info.path
        scope["raw_path"] = info.path.encode("utf-8", "surrogatepass")
