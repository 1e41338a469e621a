"""`/pages/`: the list of pages, one page's own screen, and what can be done with it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from app.crawl.urls import BadURL
from app.i18n import gettext
from app.i18n.mark import N_
from app.pages import screens, service
from app.pages.api import api_add_page, api_delete_page, api_pages
from app.pages.forms import LENGTHS, STATES, Add, Delete
from app.pages.import_routes import Imports
from app.web.access import may_add, may_edit, require_editor
from app.web.errors import BadRequest, Forbidden, NotFound, Unauthorized
from app.web.forms import Form, FormBody, decode, empty
from app.web.human import Human, Unchecked
from app.web.redirects import see_other
from app.web.request import HudRequest
from app.web.shared import shared

PageId = FromPath[int]
# A parameter that is called "state" would be handed the application's state.
StateQuery = Annotated[str, QueryParameter(name="state")]
PAGE_MOST = 10_000
SHOWN = ("page", "version", "reading", "job")


class Where(msgspec.Struct, frozen=True):
    """Which part of the list is shown."""

    state: str
    q: str
    page: int


def _where(state: str, q: str, page: int) -> Where:
    if state not in dict(STATES) or not 1 <= page <= PAGE_MOST or len(q) > 500:
        raise BadRequest(N_("There is no such list of pages."))
    return Where(state, q.strip(), page)


def _check_may_add(request: HudRequest) -> None:
    if not may_add(request):
        raise Forbidden if request.person else Unauthorized


class Pages(Controller):
    """The list and the form that adds to it."""

    path = "/pages"
    include_in_schema = False

    @get("/", opt=shared("page", "job"), sync_to_thread=True)
    def index(
        self,
        request: HudRequest,
        state_: StateQuery = "",
        q: FromQuery[str] = "",
        page: FromQuery[int] = 1,
    ) -> Response[bytes]:
        """The list, or its part that changes while one types."""
        where = _where(state_, q, page)
        template = "pages/_list.html" if request.is_partial else "pages/page.html"
        return screens.listing(request, template, where, empty(Add, every="24h", depth="0", limit="500"))

    @get("/add", sync_to_thread=True)
    def add_page(self, request: HudRequest) -> Response[bytes]:
        """The form on a screen of its own, for whoever is not an editor."""
        _check_may_add(request)
        return screens.blank(request)

    @post("/", sync_to_thread=True)
    def add(self, request: HudRequest, form: FormBody) -> Response[bytes] | Response[None]:
        """Watch one more page, and go to its screen."""
        _check_may_add(request)
        filled, free = decode(Add, form), may_edit(request.person)
        human = Unchecked() if free else request.hud.human.check(request, "add-page", form)
        if filled.data is not None and human.passed:
            wish = filled.data if free else Add(filled.data.url, filled.data.every)
            page_id = self._added(request, filled, wish, human)
            if page_id is not None:
                return see_other(request, f"/pages/{page_id}")
        if not free:
            return screens.add(request, filled, status_code=422)
        return screens.listing(request, "pages/page.html", Where("", "", 1), filled, status_code=422)

    def _added(self, request: HudRequest, form: Form[Add], wish: Add, human: Human) -> int | None:
        try:
            with request.hud.db.write() as session:
                human.spend(session)
                every = LENGTHS[wish.every]
                return service.add(
                    session,
                    wish.url,
                    every=every,
                    depth=wish.depth,
                    within_prefix=wish.within,
                    limit=wish.limit,
                ).page.id
        except BadURL:
            form.error("url", gettext("The address cannot be read. Check how it is written."))
        except service.PageError as error:
            form.error(error.field, gettext(str(error)))
        return None

    @get("/{page_id:int}", opt=shared(*SHOWN), sync_to_thread=True)
    def show(self, request: HudRequest, page_id: PageId, page: FromQuery[int] = 1) -> Response[bytes]:
        """One page; while something is about to happen, only its state is asked for again."""
        if not 1 <= page <= PAGE_MOST:
            raise NotFound
        return screens.state(request, page_id) if request.is_partial else screens.page(request, page_id, page)

    @get("/{page_id:int}/delete", guards=[require_editor], sync_to_thread=True)
    def ask(self, request: HudRequest, page_id: PageId) -> Response[bytes]:
        """Ask before deleting."""
        return screens.delete(request, page_id)

    @post("/{page_id:int}/delete", guards=[require_editor], sync_to_thread=True)
    def delete(self, request: HudRequest, page_id: PageId, form: FormBody) -> Response[None]:
        """Delete the page with all that was remembered of it."""
        wish = decode(Delete, form).data or Delete()
        with request.hud.db.write() as session:
            gone = service.remove(session, page_id, found=wish.found)
        if not gone:
            raise NotFound
        return see_other(request, "/pages/")

    @post("/{page_id:int}/readings", guards=[require_editor], sync_to_thread=True)
    def read(self, request: HudRequest, page_id: PageId) -> Response[None]:
        """Read it now."""
        with request.hud.db.write() as session:
            return self._back(request, page_id, service.read_now(session, page_id))

    @post("/{page_id:int}/pause", guards=[require_editor], sync_to_thread=True)
    def pause(self, request: HudRequest, page_id: PageId) -> Response[None]:
        """Read it no more until it is resumed."""
        return self._set(request, page_id, "paused")

    @post("/{page_id:int}/stop", guards=[require_editor], sync_to_thread=True)
    def stop(self, request: HudRequest, page_id: PageId) -> Response[None]:
        """Read it no more; its history stays."""
        return self._set(request, page_id, "stopped")

    @post("/{page_id:int}/resume", guards=[require_editor], sync_to_thread=True)
    def resume(self, request: HudRequest, page_id: PageId) -> Response[None]:
        """Read it again."""
        return self._set(request, page_id, "active")

    def _set(self, request: HudRequest, page_id: int, state: str) -> Response[None]:
        with request.hud.db.write() as session:
            return self._back(request, page_id, service.set_state(session, page_id, state))

    def _back(self, request: HudRequest, page_id: int, changed: int) -> Response[None]:
        if not changed:
            raise NotFound
        return see_other(request, f"/pages/{page_id}")


handlers = [Pages, Imports, api_pages, api_add_page, api_delete_page]
