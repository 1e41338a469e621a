"""Pages: the kept one, or what the page's own function makes, where requests arrive or in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextvars import copy_context
from typing import Any, NamedTuple

from litestar import Response

from app.i18n import reading_as
from app.pagecache.pages import Key, Skeleton
from app.web.context import Hud
from app.web.pipeline.page import Page, PageDeclaration
from app.web.pipeline.recorder import Recorder, Recording, key_of
from app.web.pipeline.router import Route
from app.web.pipeline.visitors import wrote_on_another_host
from app.web.request import HudRequest, PageRequest
from app.web.request.info import RequestInfo
from app.web.response.answer import Answer, filled
from app.web.response.refusal import check_program
from app.web.response.render import Values, personal_values, skeleton


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

    async def kept(self, route: Route, page: PageDeclaration, info: RequestInfo) -> Answer | Response[Any]:
        """A page that says what it depends on: from the cache, or made and put there."""
        is_on, is_fresh = self._hud.pages.on, wrote_on_another_host(self._hud, info)
        key = key_of(info)
        answer = self._found(key, info) if is_on and not is_fresh else None
        if answer is not None:
            return answer
        recording = Recording(self._hud, page)
        request = PageRequest(self._hud, info, recording.depends_on)
        work = self._work(route, page, info, request, request)
        if _is_at_once(page, request):
            return self._recorded(work(), key, route, info, recording)
        async with self._recorder.turn(key) as is_first:
            answer = None if is_first or is_fresh or not is_on else self._found(key, info)
            if answer is not None:
                return answer
            return self._recorded(await _in_thread(work), key, route, info, recording)

    async def made(
        self, route: Route, page: PageDeclaration, info: RequestInfo, request: HudRequest
    ) -> Answer | Response[Any]:
        """A page that is made anew for each request."""
        seen, extra = PageRequest(self._hud, info), personal_values(request)
        made = await _in_thread(self._work(route, page, info, request, seen, extra))
        return made if isinstance(made, Response) else self._filled(made, info)

    def _work(
        self,
        route: Route,
        page: PageDeclaration,
        info: RequestInfo,
        request: PageRequest | HudRequest,
        seen: PageRequest,
        extra: Values | None = None,
    ) -> Work:
        """What makes the page. Raises `BadRequest` for a parameter that is not as declared."""
        make, arguments = route.make, self._arguments(route, page, info, seen)
        assert make is not None

        def work() -> Made | Response[Any]:
            with reading_as(info.reader):
                content = make(request, **arguments)
                if isinstance(content, Response):
                    return content
                if isinstance(content, Page):
                    check_program(content, info)
                text = skeleton(content, seen, part=page.part, extra=extra)
                return Made(content.status, text, content.expires_at)

        return work

    def _arguments(
        self, route: Route, page: PageDeclaration, info: RequestInfo, seen: PageRequest
    ) -> Mapping[str, Any]:
        if not page.parameters.names:
            return {}
        with reading_as(info.reader):
            return page.parameters.read(route.params, seen)

    def _found(self, key: Key, info: RequestInfo) -> Answer | None:
        kept = self._hud.pages.find(key, self._hud.clock())
        if kept is None:
            return None
        # Compressing takes longer than making a page, and most of those with a query are asked for once.
        return self._filled(Made(200, kept.skeleton, None), info, compress=True)

    def _recorded(
        self, made: Made | Response[Any], key: Key, route: Route, info: RequestInfo, recording: Recording
    ) -> Answer | Response[Any]:
        if isinstance(made, Response):
            return made
        if made.status == 200 and self._hud.pages.on:
            self._recorder.record(key, route, made.skeleton, recording, made.expires_at)
        return self._filled(made, info)

    def _filled(self, made: Made, info: RequestInfo, *, compress: bool = False) -> Answer:
        personal = None
        if made.skeleton.after is not None and info.visitor is not None:
            personal = self._hud.slots.of(info.visitor, info.reader)
        return filled(made.skeleton, personal, info, status=made.status, compress=compress)


def _is_at_once(page: PageDeclaration, request: PageRequest) -> bool:
    if isinstance(page.at_once, bool):
        return page.at_once
    with reading_as(request.reader):
        return page.at_once(request)


async def _in_thread(work: Work) -> Made | Response[Any]:
    return await asyncio.get_running_loop().run_in_executor(None, copy_context().run, work)
