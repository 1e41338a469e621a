"""`/pages/{id}/edit`: how one page is read, for editors; and their look at what visitors added."""

from __future__ import annotations

from dataclasses import replace

from litestar import Controller, Response, post
from litestar.params import FromPath

from app.clock import spell_length
from app.i18n import gettext
from app.pages import edits, flapping, screens, service, visitors
from app.pages.forms import LENGTHS, SCHEDULES, Edit, Quiet, wish_of
from app.pages.models import Page as WatchedPage
from app.web.errors import Forbidden, NotFound
from app.web.pipeline.access import ONLY_ADMINS, is_admin, require_editor
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest
from app.web.request.forms import Form, FormBody, decode, empty
from app.web.response.redirects import see_other
from app.web.response.render import respond

PageId = FromPath[int]


class Editing(Controller):
    """The form on a screen of its own, and the button that keeps a page."""

    path = "/pages/{page_id:int}"
    include_in_schema = False
    guards = [require_editor]  # noqa: RUF012  # Litestar reads it from the class

    @page("/edit")
    def form(self, request: HudRequest, page_id: int) -> Page:
        """The form, filled with what holds now."""
        found = _found(request, page_id)
        return _screen(request, found, _filled(found))

    @post("/edit", sync_to_thread=True)
    def edit(self, request: HudRequest, page_id: PageId, form: FormBody) -> Response[bytes] | Response[None]:
        """Change what is another thing than before."""
        found, filled = _found(request, page_id), decode(Edit, form)
        if filled.data is not None:
            try:
                wish = _allowed(request, found.page, filled.data, tagged="tags" in form.values)
                with request.hud.db.write() as session:
                    changed = edits.edit(session, page_id, wish, found=filled.data.found)
                return _back(request, page_id, changed)
            except service.PageError as error:
                filled.error(error.field, gettext(str(error)))
        return respond(request, _screen(request, found, filled, status=422))

    @post("/quiet", sync_to_thread=True)
    def quiet(self, request: HudRequest, page_id: PageId, form: FormBody) -> Response[None]:
        """Leave what flaps out of what is shown, or take that back."""
        _found(request, page_id)
        wish = decode(Quiet, form).data or Quiet()
        with request.hud.db.write() as session:
            done = flapping.leave_out(session, page_id, out=wish.out, site=wish.site)
        return _back(request, page_id, int(done))

    @post("/keep", sync_to_thread=True)
    def keep(self, request: HudRequest, page_id: PageId) -> Response[None]:
        """An editor has looked at it; when another was quicker, nothing is wrong."""
        _found(request, page_id)
        with request.hud.db.write() as session:
            visitors.keep(session, page_id)
        return _back(request, page_id, 1)


def _found(request: HudRequest, page_id: int) -> service.Detail:
    found = screens.detail(request, page_id)
    if found.page.builtin:
        raise NotFound
    return found


def _filled(found: service.Detail) -> Form[Edit]:
    page = found.page
    return empty(
        Edit,
        every=spell_length(page.every),
        depth=str(page.depth),
        within=page.within or "",
        limit=str(page.page_limit or edits.LIMIT),
        anyway="1" if page.anyway else "",
        tags=", ".join(found.tags),
    )


def _allowed(request: HudRequest, page: WatchedPage, data: Edit, *, tagged: bool) -> edits.Wish:
    """What the form asks for, as far as it is this person's to ask; raises `PageError` and `Forbidden`."""
    wish = wish_of(data, whole=page.root_id is None, tagged=tagged)
    if is_admin(request.role) and (page.root_id is None or data.anyway):
        return replace(wish, anyway=data.anyway)
    if data.anyway and not page.anyway:
        raise Forbidden(ONLY_ADMINS)
    return wish


def _screen(request: HudRequest, found: service.Detail, form: Form[Edit], *, status: int = 200) -> Page:
    # An interval that is none of those offered is offered for this page.
    own = "" if found.page.every in LENGTHS.values() else spell_length(found.page.every)
    may_override = is_admin(request.role) and found.page.root_id is None
    return Page(
        "pages/edit.html",
        status=status,
        detail=found,
        own=own,
        form=form,
        schedules=SCHEDULES,
        may_override=may_override,
    )


def _back(request: HudRequest, page_id: int, changed: int) -> Response[None]:
    if not changed:
        raise NotFound
    return see_other(request, f"/pages/{page_id}?saved=1")
