"""`/dota2/`: heroes, professional matches and teams."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.types import ControllerRouterHandler

from app.charts.answers import answer, files, other_form
from app.dota2 import screens
from app.dota2.feeds import NAMES
from app.dota2.listing import Order
from app.dota2.models import DotaCount, DotaHero, DotaMatch, DotaPatch, DotaTeam
from app.feeds import service as feeds
from app.feeds.models import FeedState
from app.web.pipeline.access import require_editor
from app.web.pipeline.page import Page, Text, page
from app.web.request import HudRequest, PageRequest
from app.web.response.redirects import see_other

HEROES = (DotaHero, DotaCount, DotaPatch, FeedState)


class Dota2(Controller):
    """Heroes, matches, teams."""

    path = "/dota2"
    include_in_schema = False

    @page("/", depends_on=HEROES)
    def index(self, request: PageRequest) -> Page:
        """All heroes."""
        return screens.index(request)

    @page("/heroes/{name:str}", depends_on=HEROES)
    def hero(self, request: PageRequest, name: str) -> Page | Text:
        """One hero, or its chart as a file."""
        form = other_form(request)
        if form:
            return answer(request, screens.hero_chart(request, name), form)
        return screens.hero(request, name)

    @page("/heroes/{name:str}/ranks", depends_on=HEROES)
    def ranks(self, request: PageRequest, name: str) -> Text:
        """The chart of a hero by rank, as a file."""
        return answer(request, screens.ranks_chart(request, name), other_form(request) or "svg")

    @page("/matches", depends_on=[DotaMatch, FeedState])
    def matches(self, request: PageRequest, page: int = 1) -> Page:
        """Professional matches."""
        return screens.matches(request, max(page, 1))

    @page("/teams", depends_on=[DotaTeam, FeedState])
    def teams(self, request: PageRequest, sort: Order = "rating", page: int = 1) -> Page:
        """Professional teams."""
        return screens.teams(request, sort, max(page, 1))

    @post("/feeds", guards=[require_editor], sync_to_thread=True)
    def begin(self, request: HudRequest) -> Response[None]:
        """Begin to read what OpenDota publishes."""
        with request.hud.db.write() as session:
            feeds.begin(session, request.hud.settings, *NAMES)
        return see_other(request, "/dota2/")


handlers: list[ControllerRouterHandler] = [
    Dota2,
    *files("/dota2", screens.describe, depends_on=HEROES),
]
