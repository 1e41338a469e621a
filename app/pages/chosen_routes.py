"""`/pages/chosen/…`: what an editor does with many pages at once, chosen in the list."""

from __future__ import annotations

from collections.abc import Callable

from litestar import Controller, Response, post
from sqlalchemy.orm import Session

from app.i18n import gettext
from app.pages import edits, service, visitors
from app.pages.chosen import Choice, choice_of, describe
from app.pages.forms import SCHEDULES, Delete, Edit, wish_of
from app.web.pipeline.access import require_editor
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest
from app.web.request.forms import Form, FormBody, RawForm, decode, empty
from app.web.response.redirects import see_other
from app.web.response.render import respond

Change = Callable[[Session, list[int]], int]


class Chosen(Controller):
    """Edit and delete ask on a screen of their own; the rest is done at once."""

    path = "/pages/chosen"
    include_in_schema = False
    guards = [require_editor]  # noqa: RUF012  # Litestar reads it from the class

    @page("/edit")
    def form(self, request: HudRequest) -> Page | Response[None]:
        """The form, in which what is left empty stays as it is."""
        return _screen(request, "pages/edit_many.html", _asked(request), empty(Edit))

    @post("/edit", sync_to_thread=True)
    def edit(self, request: HudRequest, form: FormBody) -> Response[bytes] | Response[None]:
        """Change all of them, or none when one cannot be."""
        return _edited(request, form)

    @page("/delete")
    def ask(self, request: HudRequest) -> Page | Response[None]:
        """Ask before deleting."""
        return _screen(request, "pages/delete_many.html", _asked(request), empty(Delete))

    @post("/delete", sync_to_thread=True)
    def delete(self, request: HudRequest, form: FormBody) -> Response[bytes] | Response[None]:
        """Delete as many as the question was about; if there are others by now, ask again."""
        choice, wish = choice_of(form.values), decode(Delete, form).data or Delete()
        with request.hud.db.write() as session:
            ids = choice.ids(session)
            if form.values.get("count") == str(len(ids)):
                return _to_list(request, choice, service.remove(session, ids, found=wish.found))
        return _again(request, _screen(request, "pages/delete_many.html", choice, empty(Delete), status=422))

    @post("/pause", sync_to_thread=True)
    def pause(self, request: HudRequest, form: FormBody) -> Response[None]:
        """Read them no more until they are resumed."""
        return _done(request, choice_of(form.values), _into("paused"))

    @post("/stop", sync_to_thread=True)
    def stop(self, request: HudRequest, form: FormBody) -> Response[None]:
        """Read them no more; their history stays."""
        return _done(request, choice_of(form.values), _into("stopped"))

    @post("/resume", sync_to_thread=True)
    def resume(self, request: HudRequest, form: FormBody) -> Response[None]:
        """Read them again."""
        return _done(request, choice_of(form.values), _into("active"))

    @post("/read", sync_to_thread=True)
    def read(self, request: HudRequest, form: FormBody) -> Response[None]:
        """Read them now."""
        return _done(request, choice_of(form.values), service.read_now)

    @post("/tag", sync_to_thread=True)
    def tag(self, request: HudRequest, form: FormBody) -> Response[bytes] | Response[None]:
        """File them under what was typed, too."""
        return _tagged(request, form, "add_tags")

    @post("/untag", sync_to_thread=True)
    def untag(self, request: HudRequest, form: FormBody) -> Response[bytes] | Response[None]:
        """File them under that no more."""
        return _tagged(request, form, "remove_tags")

    @post("/keep", sync_to_thread=True)
    def keep(self, request: HudRequest, form: FormBody) -> Response[None]:
        """An editor has looked at them."""
        return _done(request, choice_of(form.values), visitors.keep)


def _into(state: str) -> Change:
    return lambda session, ids: service.set_state(session, ids, state)


def _edited(request: HudRequest, form: RawForm) -> Response[bytes] | Response[None]:
    choice, filled = choice_of(form.values), decode(Edit, form)
    if filled.data is not None:
        try:
            wish, found = wish_of(filled.data, whole=False), filled.data.found
            return _done(request, choice, lambda session, ids: edits.edit(session, ids, wish, found=found))
        except service.PageError as error:
            filled.error(error.field, gettext(str(error)))
    return _again(request, _screen(request, "pages/edit_many.html", choice, filled, status=422))


def _tagged(request: HudRequest, form: RawForm, field: str) -> Response[bytes] | Response[None]:
    """Change nothing but tags; what is wrong with them is said where all of it can be changed."""
    return _edited(request, RawForm(form.values | {field: form.values.get("tags", ""), "tags": ""}))


def _asked(request: HudRequest) -> Choice:
    return choice_of(dict(request.query_params.multi_items()))


def _done(request: HudRequest, choice: Choice, change: Change) -> Response[None]:
    with request.hud.db.write() as session:
        changed = change(session, choice.ids(session))
    return _to_list(request, choice, changed)


def _to_list(request: HudRequest, choice: Choice, changed: int) -> Response[None]:
    return see_other(request, f"/pages/{choice.where.link}&changed={changed}")


def _again(request: HudRequest, shown: Page | Response[None]) -> Response[bytes] | Response[None]:
    return respond(request, shown) if isinstance(shown, Page) else shown


def _screen(
    request: HudRequest, template: str, choice: Choice, form: Form[Edit] | Form[Delete], *, status: int = 200
) -> Page | Response[None]:
    with request.hud.db.read() as session:
        chosen = describe(session, choice.ids(session))
    if not chosen.total:
        return _to_list(request, choice, 0)
    return Page(
        template,
        status=status,
        chosen=chosen,
        choice=choice,
        form=form,
        schedules=SCHEDULES,
        again=status != 200,
    )
