"""`/pages/`: the list of pages, one page's own screen, and what can be done with it."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.params import FromPath

from app.jobs.models import Job
from app.pages import adding, models, screens, service
from app.pages.api import OnePage, api_add_page, api_pages
from app.pages.chosen_routes import Chosen
from app.pages.edit_routes import Editing
from app.pages.forms import Add, Delete
from app.pages.imports.routes import Importing, Imports
from app.pages.parts_routes import Choosing
from app.pages.screens import PAGE_MOST, where_of
from app.pages.tag_routes import Tags
from app.pages.version_api import api_version, api_versions
from app.web.errors import NotFound
from app.web.pipeline.access import require_editor
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, PageRequest
from app.web.request.forms import FormBody, decode, empty
from app.web.response.redirects import see_other

PageId = FromPath[int]


class Pages(Controller):
    """The list, the form that adds to it, and each page's own screen."""

    path = "/pages"
    include_in_schema = False

    @page("/", part="pages/_list.html", depends_on=[models.Page, models.PageTag, models.Reading, Job])
    def index(
        self,
        request: PageRequest,
        state: str = "",
        q: str = "",
        site: str = "",
        tag: str = "",
        sort: str = "",
        page: int = 1,
        changed: int = -1,
    ) -> Page:
        """The list, or its part that changes while one types; `changed` pages have just been changed."""
        asked = {"state": state, "q": q, "site": site, "tag": tag, "sort": sort}
        blank = empty(Add, every="24h", depth="0", limit="500")
        return screens.listing(request, where_of(asked, page), blank, changed=changed)

    @page("/add")
    def add_page(self, request: HudRequest) -> Page:
        """The form on a screen of its own, for whoever is not an editor."""
        adding.check_may_add(request)
        return screens.blank(request)

    @post("/", sync_to_thread=True)
    def add(self, request: HudRequest, form: FormBody) -> Response[bytes] | Response[None]:
        """Watch one more page, and go to its screen; one that is there already stays as it is."""
        adding.check_may_add(request)
        return adding.add(request, form)

    @page("/{page_id:int}", depends_on=[models.Page, models.PageTag, models.Version, models.Reading, Job])
    def show(
        self,
        request: PageRequest,
        page_id: int,
        page: int = 1,
        show: str = "",
        known: bool = False,
        saved: bool = False,
    ) -> Page:
        """One page; while something is about to happen, only its state is asked for again.

        `show` is the part of its history that is shown. `known`: somebody has just added it again. `saved`:
        an editor has just changed how it is read.
        """
        if not 1 <= page <= PAGE_MOST:
            raise NotFound
        if request.is_partial:
            return screens.state(request, page_id)
        return screens.page(request, page_id, page, show=show, known=known, saved=saved)

    @page("/{page_id:int}/delete", guards=[require_editor])
    def ask(self, request: HudRequest, page_id: int) -> Page:
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


handlers = [
    Pages,
    Editing,
    Chosen,
    Choosing,
    Tags,
    Importing,
    Imports,
    api_pages,
    api_add_page,
    OnePage,
    api_versions,
    api_version,
]
