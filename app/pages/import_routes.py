"""`/pages/import`: many pages at once, for editors; the list is taken in by a worker, and watched here."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, Response, post
from litestar.params import FromPath
from msgspec import Meta

from app.i18n import gettext
from app.pages import import_lists, imports
from app.pages.forms import LENGTHS, SCHEDULES, Every
from app.web.pipeline.access import require_editor
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest
from app.web.request.errors import NotFound
from app.web.request.forms import Form, FormBody, decode, empty
from app.web.response.redirects import see_other
from app.web.response.render import respond

ROWS = 100
ImportId = FromPath[int]


class Import(msgspec.Struct):
    """A list of addresses as it was pasted, and how often its pages are read."""

    list: Annotated[str, Meta(min_length=1)]
    every: Every = "24h"


class Imports(Controller):
    """The form, and how far each list came."""

    path = "/pages/import"
    include_in_schema = False
    guards = [require_editor]  # noqa: RUF012  # Litestar reads it from the class

    @page("/")
    def form(self, request: HudRequest) -> Page:
        """The empty form."""
        return _screen(request, empty(Import, every="24h"))

    @post("/", sync_to_thread=True)
    def begin(self, request: HudRequest, form: FormBody) -> Response[bytes] | Response[None]:
        """Ask for every page of the list to be watched, and go to where one sees how far that is."""
        filled = decode(Import, form)
        if filled.data is None:
            return respond(request, _screen(request, filled, status=422))
        try:
            addresses = import_lists.addresses(filled.data.list.encode())
        except import_lists.BadList as error:
            filled.error("list", gettext(str(error)))
            return respond(request, _screen(request, filled, status=422))
        with request.hud.db.write() as session:
            import_id = imports.begin(session, addresses, LENGTHS[filled.data.every])
        return see_other(request, f"/pages/import/{import_id}")

    @page("/{import_id:int}", part="pages/_import.html")
    def show(self, request: HudRequest, import_id: int, page: int = 1) -> Page:
        """How far it came, and what was refused; while it runs only that is asked for again."""
        if not 1 <= page <= import_lists.MOST // ROWS:
            raise NotFound
        with request.hud.db.read() as session:
            found = imports.progress(session, import_id, offset=(page - 1) * ROWS, limit=ROWS)
        if found is None:
            raise NotFound
        last = max(1, -(-found.refused // ROWS))
        return Page("pages/import_progress.html", progress=found, here_page=page, last=last)

    @post("/{import_id:int}/cancel", sync_to_thread=True)
    def cancel(self, request: HudRequest, import_id: ImportId) -> Response[None]:
        """Take in no more of it."""
        with request.hud.db.write() as session:
            imports.cancel(session, import_id)
        return see_other(request, f"/pages/import/{import_id}")

    @post("/{import_id:int}/retry", sync_to_thread=True)
    def retry(self, request: HudRequest, import_id: ImportId) -> Response[None]:
        """Go on with one that failed."""
        with request.hud.db.write() as session:
            imports.retry(session, import_id)
        return see_other(request, f"/pages/import/{import_id}")


def _screen(request: HudRequest, form: Form[Import], *, status: int = 200) -> Page:
    with request.hud.db.read() as session:
        newest = imports.newest(session)
    return Page("pages/import.html", status=status, form=form, newest=newest, schedules=SCHEDULES)
