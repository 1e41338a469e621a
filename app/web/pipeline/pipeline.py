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
from app.web import access, log
from app.web.context import Hud
from app.web.methods import KNOWN, READING, SAFE
from app.web.pipeline.checks import check_host, check_origin, check_size, check_text
from app.web.pipeline.gathered import Gathered
from app.web.pipeline.router import Route, Router, check_guards
from app.web.pipeline.runner import PageRunner
from app.web.pipeline.visitors import identify
from app.web.request import HudRequest
from app.web.request.bodies import Bodies
from app.web.request.client import Unnamed
from app.web.request.hud_request import INFO
from app.web.request.info import RequestInfo
from app.web.request.parse import RequestParser
from app.web.response import errors_page
from app.web.response.answer import Answer
from app.web.response.assets import PREFIX
from app.web.response.headers import OutgoingHeaders
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
        self._headers = OutgoingHeaders((), hud.counters.host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != ScopeType.HTTP:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        began, status = perf_counter_ns(), 0
        info = self._parser.parse(scope)
        gathered = Gathered(send, self._headers, info)
        try:
            if info.method in READING:
                answer = await self._answered(info, scope, receive, gathered)
            else:
                answer = await self._changed(info, scope, receive, gathered)
            status = gathered.streamed
            if answer is not None:
                status = answer.status
                await self._send(answer, info, send)
        finally:
            self._hud.metrics.answered(status, perf_counter_ns() - began)

    async def _answer(
        self, info: RequestInfo, scope: HTTPScope, receive: Receive, gathered: Gathered
    ) -> Answer | None:
        """The steps. Host, cookies, language and client have been read in `RequestParser.parse`."""
        check_size(info)
        check_host(info, self._hud.settings)
        check_text(info)
        if info.method not in KNOWN:
            # No handler takes it, and routing says which methods the address takes instead.
            self._router.find(info.method, info.path)
        check_origin(info, self._hud.settings)
        if info.path.startswith(PREFIX):
            return static_answer(self._hud.assets, info)
        info.visitor = await identify(self._hud, info)
        if info.visitor is not None:
            info.reader = self._parser.seen_by(info.visitor, info.reader)
        access.check(self._hud, info.visitor, info.path)
        route = self._router.find(info.method, info.path)
        _lead(scope, info)
        await check_guards(route, scope, receive, gathered)
        return await self._made(route, info, scope, receive, gathered)

    async def _made(
        self, route: Route, info: RequestInfo, scope: HTTPScope, receive: Receive, gathered: Gathered
    ) -> Answer | None:
        """What the route answers: a page, its methods, or what the framework gets from its handler."""
        if info.method == "OPTIONS":
            return Answer(204, [(b"allow", self._router.allow(route).encode())], b"")
        page = route.page
        if page is None:
            with reading_as(info.reader):
                await self._routing(scope, receive, gathered)
            return gathered.answer
        if page.counters is not None:
            made = await self._pages.kept(route, page, info)
        else:
            made = await self._pages.made(route, page, info, HudRequest(scope, receive, gathered))
        if isinstance(made, Response):
            return await _gathered(made, scope, receive, gathered)
        return made

    async def _answered(
        self, info: RequestInfo, scope: HTTPScope, receive: Receive, gathered: Gathered
    ) -> Answer | None:
        """The answer, or what went wrong on the way to it; None where it was streamed."""
        try:
            return await self._answer(info, scope, receive, gathered)
        except Exception as error:
            if gathered.streamed:
                # Half an answer is out: the broken connection has to say the rest.
                log.refused(info, 500, error)
                raise
            _lead(scope, info)
            return errors_page.answer(HudRequest(scope, receive, gathered), error)

    async def _changed(
        self, info: RequestInfo, scope: HTTPScope, receive: Receive, gathered: Gathered
    ) -> Answer | None:
        """The same for what may have a body, and may change something."""
        with self._bodies.arriving(info.client.address, receive) as info.body, noting_commits() as committed:
            if self._hud.settings.has_hosts and info.method not in SAFE:
                info.committed = committed
            return await self._answered(info, scope, info.body.receive, gathered)

    async def _send(self, answer: Answer, info: RequestInfo, send: Send) -> None:
        headers = self._headers.complete(answer.headers, info)
        if answer.status not in _BODILESS and not any(
            name == b"content-length" for name, _ in answer.headers
        ):
            headers.append((b"content-length", b"%d" % len(answer.body)))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        body = b"" if info.is_head else answer.body
        await send({"type": "http.response.body", "body": body, "more_body": False})


def _lead(scope: HTTPScope, info: RequestInfo) -> None:
    """Show the framework and its handlers what the pipeline has read: no prefix is part of a route."""
    scope["state"][INFO] = info
    if info.is_head:
        scope["method"] = HttpMethod.GET
    if info.reader.prefix:
        scope["path"] = info.path
        scope["raw_path"] = info.path.encode("utf-8", "surrogatepass")


async def _gathered(
    response: Response[Any], scope: HTTPScope, receive: Receive, gathered: Gathered
) -> Answer | None:
    request = HudRequest(scope, receive, gathered)
    await response.to_asgi_response(app=None, request=request)(scope, receive, gathered)
    return gathered.answer
