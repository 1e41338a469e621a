"""`/tax/`: what countries take in taxes, on a map, over the years, and one by one."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.types import ControllerRouterHandler

from app.charts.answers import answer, other_form
from app.charts.answers import files as chart_files
from app.charts.world.answers import files
from app.feeds import service as feeds
from app.feeds.models import FeedState
from app.tax import country as one_country
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
            return answer(request, one_country.country_chart(request, code.upper()), form)
        return one_country.country(request, code.upper())

    @page("/{code:str}/shares", depends_on=SHOWN)
    def shares(self, request: PageRequest, code: str) -> Text:
        """The chart of where a country's revenue comes from, as a file."""
        return answer(request, one_country.shares_chart(request, code.upper()), other_form(request) or "svg")

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
    *chart_files("/tax/spread", screens.spread_chart, depends_on=SHOWN),
    *chart_files("/tax/compared", screens.compared_chart, depends_on=SHOWN),
]
