"""`/sample/`: what the sample is, and the buttons that put it in and take it out."""

from __future__ import annotations

from litestar import Controller, Response, post

from app.pages import models
from app.sample import service
from app.sample.town import SITE, STORIES, WEEKS
from app.web.pipeline.access import may_edit, require_editor
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, PageRequest
from app.web.response.redirects import see_other


class Sample(Controller):
    """The sample's own page."""

    path = "/sample"
    include_in_schema = False

    @page("/", depends_on=[models.Page])
    def index(self, request: PageRequest) -> Page:
        """What there is to try, and whether it is there."""
        with request.hud.db.read() as session:
            is_there = service.is_there(session)
        return Page(
            "sample/page.html",
            is_there=is_there,
            may_edit=may_edit(request.role),
            site=SITE,
            pages=len(STORIES),
            weeks=WEEKS,
        )

    @post("/add", guards=[require_editor], sync_to_thread=True)
    def add(self, request: HudRequest) -> Response[None]:
        """Put it in."""
        with request.hud.db.write() as session:
            service.add(session)
        return see_other(request, "/sample/")

    @post("/remove", guards=[require_editor], sync_to_thread=True)
    def remove(self, request: HudRequest) -> Response[None]:
        """Take it out."""
        with request.hud.db.write() as session:
            service.remove(session)
        return see_other(request, "/sample/")


handlers = [Sample]
