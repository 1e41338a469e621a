"""`/pages/import`: many pages at once, for editors."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, Response, get, post
from msgspec import Meta

from app.i18n import gettext
from app.pages import imports
from app.pages.forms import LENGTHS, SCHEDULES, Every
from app.web.access import require_editor
from app.web.forms import Form, FormBody, decode, empty
from app.web.render import render
from app.web.request import HudRequest


class Import(msgspec.Struct):
    """A list of addresses as it was pasted, and how often its pages are read."""

    list: Annotated[str, Meta(min_length=1)]
    every: Every = "24h"


class Imports(Controller):
    """The form, and what became of the list."""

    path = "/pages/import"
    include_in_schema = False
    guards = [require_editor]  # noqa: RUF012  # Litestar reads it from the class

    @get("/", sync_to_thread=True)
    def form(self, request: HudRequest) -> Response[bytes]:
        """The empty form."""
        return _page(request, empty(Import, every="24h"))

    @post("/", status_code=200, sync_to_thread=True)
    def take_in(self, request: HudRequest, form: FormBody) -> Response[bytes]:
        """Watch every page of the list, and say which could not be."""
        filled = decode(Import, form)
        if filled.data is None:
            return _page(request, filled, status_code=422)
        try:
            urls = imports.addresses(filled.data.list.encode())
        except imports.BadList as error:
            filled.error("list", gettext(str(error)))
            return _page(request, filled, status_code=422)
        with request.hud.db.write() as session:
            done = imports.take_in(session, urls, every=LENGTHS[filled.data.every])
        return _page(request, empty(Import, every=filled.data.every), done=done)


def _page(
    request: HudRequest,
    form: Form[Import],
    *,
    done: imports.Imported | None = None,
    status_code: int = 200,
) -> Response[bytes]:
    return render(
        request, "pages/import.html", form=form, done=done, schedules=SCHEDULES, status_code=status_code
    )
