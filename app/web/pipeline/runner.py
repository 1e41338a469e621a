"""Pages: the kept one, or what the page's own function makes, where requests arrive or in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextvars import copy_context
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from litestar import Response

from app.i18n import reading_as
from app.pagecache.pages import Skeleton
from app.web.context import Hud
from app.web.pipeline.dear import NOT_INDEXED, DearPages
from app.web.pipeline.page import Page, PageDeclaration
from app.web.pipeline.recorder import Recorder, Recording, key_of
from app.web.pipeline.router import Route
from app.web.pipeline.visitors import wrote_on_another_host
from app.web.request import HudRequest, PageRequest
from app.web.request.info import RequestInfo
from app.web.response.answer import Answer, filled
from app.web.response.refusal import check_program
from app.web.response.render import Values, personal_values, skeleton

_NOT_KEPT = [(b"cache-control", b"no-store")]


class Made(NamedTuple):
    """A page as it came from its function."""

    status: int
    skeleton: Skeleton
    expires_at: int | None


Work = Callable[[], Made | Response[Any]]


class PageRunner:
    """Answers with pages."""

    def __init__(self, hud: Hud) -> None:
        self._hud = hud
        self._recorder = Recorder(hud)
        self._dear = DearPages()

    def kept(self, info: RequestInfo) -> Answer | None:
        """The page as it is kept, if it is still true and this host knows of all its visitor has changed."""
        if not self._hud.pages.on or wrote_on_another_host(self._hud, info):
            return None
        kept = self._hud.pages.find(key_of(info), self._hud.clock())
        # Compressing takes longer than making a page, and most of those with a query are asked for once.
        return None if kept is None else self._filled(kept.skeleton, info, 200, True)

    async def recorded(
        self, route: Route, page: PageDeclaration, info: RequestInfo
    ) -> Answer | Response[Any]:
        """A page that says what it depends on, made and then kept."""
        recording = Recording(self._hud, page)
        request = PageRequest(self._hud, info, recording.depends_on)
        arguments = _arguments(route, page, request)
        place = _canonical(route, page, info, arguments)
        if place:
            return Answer(302, self._hud.security.added([(b"location", place), *_NOT_KEPT]), b"")
        work = self._work(route, page, info, request, request, arguments)
        if _is_at_once(page, request):
            return self._recorded(work(), route, info, recording)
        async with self._recorder.turn(key_of(info)) as is_first:
            answer = None if is_first else self.kept(info)
            if answer is not None:
                return answer
            return self._recorded(await self._in_thread(page, work), route, info, recording)

    async def made(
        self, route: Route, page: PageDeclaration, info: RequestInfo, request: HudRequest
    ) -> Answer | Response[Any]:
        """A page that is made anew for each request."""
        seen = PageRequest(self._hud, info)
        arguments = _arguments(route, page, seen)
        work = self._work(route, page, info, request, seen, arguments, personal_values(request))
        made = await self._in_thread(page, work)
        if isinstance(made, Response):
            return made
        return self._filled(made.skeleton, info, made.status, False)

    def _work(
        self,
        route: Route,
        page: PageDeclaration,
        info: RequestInfo,
        request: PageRequest | HudRequest,
        seen: PageRequest,
        arguments: Mapping[str, Any],
        extra: Values | None = None,
    ) -> Work:
        """What makes the page; `seen` is what its frame is made from."""
        make = route.make
        assert make is not None

        def work() -> Made | Response[Any]:
            with reading_as(info.reader):
                content = make(request, **arguments)
                if isinstance(content, Response):
                    return content
                if isinstance(content, Page):
                    check_program(content, info)
                text = skeleton(content, seen, part=page.part, extra=extra)
                if page.dear:
                    text.headers.append(NOT_INDEXED)
                if page.is_kept and any(name == b"set-cookie" for name, _ in text.headers):
                    raise TypeError(f"{route.template} is shown to everybody and sets a cookie")
                return Made(content.status, text, content.expires_at)

        return work

    def _recorded(
        self, made: Made | Response[Any], route: Route, info: RequestInfo, recording: Recording
    ) -> Answer | Response[Any]:
        if isinstance(made, Response):
            return made
        if made.status == 200 and self._hud.pages.on:
            self._recorder.record(key_of(info), route, made.skeleton, recording, made.expires_at)
        return self._filled(made.skeleton, info, made.status, False)

    async def _in_thread(self, page: PageDeclaration, work: Work) -> Made | Response[Any]:
        run = partial(asyncio.get_running_loop().run_in_executor, None, copy_context().run, work)
        if not page.dear:
            return await run()
        async with self._dear.turn():
            return await run()

    def _filled(self, skeleton: Skeleton, info: RequestInfo, status: int, compress: bool) -> Answer:
        personal = None
        if skeleton.after is not None and info.visitor is not None:
            personal = self._hud.slots.of(info.visitor, info.reader)
        return filled(skeleton, personal, info, status, compress)


def _is_at_once(page: PageDeclaration, request: PageRequest) -> bool:
    if isinstance(page.at_once, bool):
        return page.at_once
    with reading_as(request.reader):
        return page.at_once(request)


def _arguments(route: Route, page: PageDeclaration, seen: PageRequest) -> Mapping[str, Any]:
    """What path and query give to the page. Raises `BadRequest` for a parameter that is not as declared."""
    if not page.parameters.names:
        return {}
    with reading_as(seen.reader):
        return page.parameters.read(route.params, seen)


def _canonical(route: Route, page: PageDeclaration, info: RequestInfo, arguments: Mapping[str, Any]) -> bytes:
    """The one address of a dear page, if it was asked for by another, so that it is made and kept once."""
    if not page.dear:
        return b""
    query = page.parameters.canonical(route.params, arguments).encode()
    if query == info.query:
        return b""
    # Two slashes at the beginning would lead to another host.
    place = quote("/" + info.path_sent.lstrip("/")).encode()
    return place + b"?" + query if query else place
