"""`/feeds/`: how each feed stands, for admins; and the click with which editors begin those of a feature."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.feeds import service
from app.feeds.registry import known, of_feature
from app.web.errors import NotFound
from app.web.pipeline.access import require_admin, require_editor
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest
from app.web.response.redirects import see_other


class Feeds(Controller):
    """What is asked of whom, and what came of it."""

    path = "/feeds"
    include_in_schema = False

    @page("/", guards=[require_admin])
    def index(self, request: HudRequest) -> Page:
        """All feeds, and the newest readings."""
        hud = request.hud
        with hud.db.read() as session:
            states = service.states(session, hud.settings)
            readings = service.readings(session)
        return Page("feeds/page.html", feeds=states, readings=readings, now=hud.clock())

    @post("/{name:str}/read", guards=[require_admin], sync_to_thread=True)
    def read(self, request: HudRequest, name: FromPath[str]) -> Response[None]:
        """Begin one, or read it now."""
        _exists(request, name)
        with request.hud.db.write() as session:
            service.begin(session, request.hud.settings, name)
        return see_other(request, "/feeds/")

    @post("/{name:str}/stop", guards=[require_admin], sync_to_thread=True)
    def stop(self, request: HudRequest, name: FromPath[str]) -> Response[None]:
        """Ask no more; what was read stays."""
        _exists(request, name)
        with request.hud.db.write() as session:
            service.stop(session, name)
        return see_other(request, "/feeds/")

    @post("/of/{switch:str}", guards=[require_editor], sync_to_thread=True)
    def begin(self, request: HudRequest, switch: FromPath[str]) -> Response[None]:
        """Begin all feeds of a feature, and show its page."""
        hud = request.hud
        names = of_feature(hud.settings, switch)
        if not names:
            raise NotFound
        with hud.db.write() as session:
            service.begin(session, hud.settings, *names)
        return see_other(request, known(hud.settings)[names[0]].feature.prefix)


def _exists(request: HudRequest, name: str) -> None:
    if name not in known(request.hud.settings):
        raise NotFound


handlers: list[ControllerRouterHandler] = [Feeds]
