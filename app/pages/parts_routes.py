"""`/pages/{id}/parts`: the parts of a page that are read, with what a choice would give, for editors."""

from __future__ import annotations

import msgspec
from litestar import Controller, Response, post
from litestar.params import FromPath

from app.extract import Parts
from app.i18n import N_
from app.pages import parts
from app.pages.chain import DamagedChain
from app.pages.models import Page as WatchedPage
from app.pages.parts import BadSelector, Preview
from app.pages.reasons import reason
from app.pages.tools import open_extractor
from app.web.errors import NotFound
from app.web.pipeline.access import require_editor
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest
from app.web.request.forms import FormBody, decode
from app.web.response.redirects import see_other
from app.web.response.render import respond

PageId = FromPath[int]
_DAMAGED = N_("What is stored of it is damaged. An administrator can restore it from a backup.")


class Chosen(msgspec.Struct):
    """A choice as a form has it."""

    only: str = ""
    without: str = ""

    def parts(self) -> Parts:
        """The same for the service."""
        return Parts(self.only.strip(), self.without.strip())


class Choosing(Controller):
    """The form with its preview, and the choice itself."""

    path = "/pages/{page_id:int}"
    include_in_schema = False
    guards = [require_editor]  # noqa: RUF012  # Litestar reads it from the class

    @page("/parts")
    def form(self, request: HudRequest, page_id: int, only: str | None = None, without: str = "") -> Page:
        """The form with what holds now, or with a choice that is tried."""
        return _screen(request, page_id, None if only is None else Chosen(only, without).parts())

    @post("/parts", sync_to_thread=True)
    def choose(
        self, request: HudRequest, page_id: PageId, form: FormBody
    ) -> Response[bytes] | Response[None]:
        """Read these parts from now on; one that cannot be asked is shown with its fault."""
        wish = (decode(Chosen, form).data or Chosen()).parts()
        try:
            with request.hud.db.write() as session:
                parts.choose(session, page_id, wish)
        except BadSelector:
            return respond(request, _screen(request, page_id, wish, status=422))
        return see_other(request, f"/pages/{page_id}?saved=1")


def _screen(request: HudRequest, page_id: int, tried: Parts | None, *, status: int = 200) -> Page:
    with request.hud.db.read() as session:
        found = session.get(WatchedPage, page_id)
        if found is None or found.builtin:
            raise NotFound
        holds = parts.chosen(session, found)
    shown, fault = None, None
    if tried:
        try:
            shown = _previewed(request, found, tried)
        except BadSelector as bad:
            fault = bad
    return Page(
        "pages/parts.html",
        status=status,
        page=found,
        holds=holds,
        tried=holds if tried is None else tried,
        shown=shown,
        fault=fault,
        said=reason(shown.error) if shown else "",
    )


def _previewed(request: HudRequest, found: WatchedPage, tried: Parts) -> Preview | None:
    """What the newest bytes give; None where there are none."""
    try:
        with request.hud.db.read() as session:
            stored = parts.newest_body(session, found.id)
    except DamagedChain:
        return Preview(version=0, error=_DAMAGED)
    if stored is None:
        return None
    with open_extractor() as extractor:
        return parts.preview(found, *stored, tried, extractor)
