"""`/pages/{id}/diff` and `/pages/{id}/since`: what changed, and since when a sentence stands."""

from __future__ import annotations

from litestar import Controller

from app.changes import screens
from app.changes.api import diff_api, since_api
from app.changes.asked import Asked, Form, View
from app.changes.latest_api import latest_api
from app.changes.latest_routes import LatestChanges
from app.pages.models import Page as WatchedPage
from app.pages.models import Version
from app.web.pipeline.page import Page, Text, page
from app.web.request import PageRequest

SHOWN = (WatchedPage, Version)


class Changes(Controller):
    """The changes of one page."""

    path = "/pages/{page_id:int}"
    include_in_schema = False

    @page("/diff", depends_on=SHOWN, dear=True)
    def diff(
        self,
        request: PageRequest,
        page_id: int,
        from_: str = "",
        to: str = "",
        view: View = "inline",
        minor: bool = False,
        only: bool = False,
        numbers: bool = False,
        case: bool = False,
        space: bool = False,
        q: str = "",
        flaps: bool = False,
        as_: Form = "page",
    ) -> Page | Text:
        """What changed between two versions, as a page or to download."""
        flags = {
            "minor": minor,
            "only": only,
            "numbers": numbers,
            "case": case,
            "space": space,
            "flaps": flaps,
        }
        asked = Asked(from_=from_.strip(), to=to.strip(), view=view, **flags, q=q.strip(), as_=as_)
        return screens.diff(request, page_id, asked)

    @page("/since", depends_on=SHOWN, dear=True)
    def since(self, request: PageRequest, page_id: int, at: str = "", s: int = 0) -> Page:
        """Since when each sentence of a version stands; of the sentence `s` also what stood there before."""
        return screens.since(request, page_id, at.strip(), s)


handlers = [Changes, diff_api, since_api, LatestChanges, latest_api]
