"""`/pages/tags/`: all tags, and what an editor does with one of them on all pages."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, Response, post
from msgspec import Meta

from app.i18n import N_, gettext
from app.pages import models, service, tags
from app.web.errors import NotFound
from app.web.pipeline.access import may_edit, require_editor
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, PageRequest
from app.web.request.forms import Form, FormBody, decode, empty
from app.web.response.redirects import see_other
from app.web.response.render import respond


class Rename(msgspec.Struct):
    """A tag, and what it is to be called on all pages."""

    tag: Annotated[str, Meta(min_length=1, max_length=tags.WRITTEN_MOST)]
    name: Annotated[str, Meta(min_length=1, max_length=tags.WRITTEN_MOST)]


class Remove(msgspec.Struct):
    """A tag that is to be taken from all pages."""

    tag: Annotated[str, Meta(min_length=1, max_length=tags.WRITTEN_MOST)]


class Tags(Controller):
    """The list for everybody, the rest for editors."""

    path = "/pages/tags"
    include_in_schema = False

    @page("/", depends_on=[models.PageTag])
    def index(self, request: PageRequest, changed: int = -1) -> Page:
        """All of them with their pages; `changed` pages have just been changed."""
        with request.hud.db.read() as session:
            found = tags.every(session)
        return Page("pages/tags.html", tags=found, may_edit=may_edit(request.role), changed=changed)

    @page("/edit", guards=[require_editor])
    def form(self, request: HudRequest) -> Page:
        """The form that renames one, and the button that removes it."""
        tag = request.query_params.get("tag", "")
        return _screen(request, tag, empty(Rename, tag=tag, name=tag))

    @post("/edit", guards=[require_editor], sync_to_thread=True)
    def rename(self, request: HudRequest, form: FormBody) -> Response[bytes] | Response[None]:
        """Call it otherwise on all pages; one that is there already takes its pages in."""
        filled = decode(Rename, form)
        if filled.data is not None:
            try:
                names = tags.read(filled.data.name, "name")
                if len(names) != 1:
                    raise service.PageError("name", N_("Enter one tag, without a comma."))
                with request.hud.db.write() as session:
                    return _to_list(request, tags.rename(session, filled.data.tag, names[0]))
            except service.PageError as error:
                filled.error("name", gettext(str(error)))
        return respond(request, _screen(request, form.values.get("tag", ""), filled, status=422))

    @post("/remove", guards=[require_editor], sync_to_thread=True)
    def remove(self, request: HudRequest, form: FormBody) -> Response[None]:
        """Take it from all pages."""
        wish = decode(Remove, form).data
        if wish is None:
            raise NotFound
        with request.hud.db.write() as session:
            return _to_list(request, tags.drop(session, wish.tag))


def _to_list(request: HudRequest, changed: int) -> Response[None]:
    return see_other(request, f"/pages/tags/?changed={changed}")


def _screen(request: HudRequest, tag: str, form: Form[Rename], *, status: int = 200) -> Page:
    with request.hud.db.read() as session:
        pages = tags.count(session, tag)
    if not pages:
        raise NotFound
    return Page("pages/tag.html", status=status, tag=tag, pages=pages, form=form)
