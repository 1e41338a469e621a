"""`/tax/`: what countries take in taxes, on a map, over the years, and one by one."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.types import ControllerRouterHandler

from app.charts.answers import answer, other_form
from app.charts.world.answers import files
from app.feeds import service as feeds
from app.feeds.models import FeedState
from app.tax import screens
from app.tax.feeds import NAMES
from app.tax.import_routes import Imports
from app.tax.models import TaxCountry, TaxFigure, TaxIndicator
from app.web.pipeline.access import require_editor
from app.web.pipeline.page import Page, Text, page
from app.web.request import HudRequest, PageRequest
from app.web.response.redirects import see_other

SHOWN = (TaxFigure, TaxCountry, TaxIndicator, FeedState)


class Taxes(Controller):
    """The map, the ranking, and one country."""

    path = "/tax"
    include_in_schema = False

    @page("/", depends_on=SHOWN)
    def index(self, request: PageRequest) -> Page:
        """All countries."""
        return screens.index(request)

    @page("/{code:str}", depends_on=SHOWN)
    def country(self, request: PageRequest, code: str) -> Page | Text:
        """One country, or its chart as a file."""
        form = other_form(request)
        if form:
            return answer(request, screens.country_chart(request, code.upper()), form)
        return screens.country(request, code.upper())

    @post("/feeds", guards=[require_editor], sync_to_thread=True)
    def begin(self, request: HudRequest) -> Response[None]:
        """Begin to read what the World Bank publishes."""
        with request.hud.db.write() as session:
            feeds.begin(session, request.hud.settings, *NAMES)
        return see_other(request, "/tax/")


handlers: list[ControllerRouterHandler] = [
    Taxes,
    Imports,
    *files("/tax", screens.describe, depends_on=SHOWN),
]
