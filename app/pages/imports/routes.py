"""`/pages/import`: many pages at once, for editors; and `/pages/imports/{id}`, where one watches that."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Literal

import msgspec
from litestar import Controller, Response, post
from litestar.di import Provide
from litestar.params import FromPath

from app.db import Database
from app.i18n import N_, gettext
from app.pages.forms import LENGTHS, SCHEDULES, Every
from app.pages.imports import mending, reading, service
from app.pages.imports.item import MOST, BadList
from app.pages.imports.sitemaps import spool_folder
from app.pages.imports.upload import MOST_BODY, Upload, UploadBody, read_upload
from app.settings import Settings
from app.web.errors import NotFound
from app.web.pipeline.access import require_editor
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest
from app.web.request.forms import Form, FormBody, RawForm, decode, empty
from app.web.response.redirects import see_other
from app.web.response.render import respond

ROWS = 100
_NOTHING = N_("Choose a file, or paste a list.")
ImportId = FromPath[int]
Verdict = Literal["", "new", "known", "refused", "list"]


class Import(msgspec.Struct):
    """How often the pages of a list are read; the list itself lies in a spool, and `list` shows it again."""

    list: str = ""
    every: Every = "24h"


class Mend(msgspec.Struct):
    """The line whose address is meant otherwise; all of them without it."""

    line: int | None = None


class Importing(Controller):
    """The form that takes a list."""

    path = "/pages/import"
    include_in_schema = False
    guards = [require_editor]  # noqa: RUF012  # Litestar reads it from the class

    @page("/")
    def form(self, request: HudRequest) -> Page:
        """The empty form."""
        return _screen(request, empty(Import, every="24h"))

    @post(
        "/",
        sync_to_thread=True,
        request_max_body_size=MOST_BODY,
        dependencies={"upload": Provide(read_upload)},
    )
    def begin(self, request: HudRequest, upload: UploadBody) -> Response[bytes] | Response[None]:
        """Ask for every page of the list to be watched, and go to where one sees how far that is."""
        filled = decode(Import, RawForm(upload.values))
        try:
            if filled.data is None:
                return respond(request, _screen(request, filled, status=422))
            import_id = begun(request.hud.db, request.hud.settings, upload, LENGTHS[filled.data.every])
        except BadList as error:
            filled.error("list", gettext(str(error)))
            return respond(request, _screen(request, filled, status=422))
        finally:
            upload.close()
        return see_other(request, f"/pages/imports/{import_id}")

    @page("/{import_id:int}")
    def moved(self, request: HudRequest, import_id: int) -> Response[None]:
        """Where an import was shown before."""
        return see_other(request, f"/pages/imports/{import_id}")


class Imports(Controller):
    """How far a list is, and what became of its lines."""

    path = "/pages/imports/{import_id:int}"
    include_in_schema = False
    guards = [require_editor]  # noqa: RUF012  # Litestar reads it from the class

    @page("/", part="pages/_import.html")
    def show(self, request: HudRequest, import_id: int, verdict: Verdict = "", page: int = 1) -> Page:
        """Each line with its verdict; while it runs only that is asked for again."""
        if not 1 <= page <= MOST // ROWS:
            raise NotFound
        with request.hud.db.read() as session:
            progress = service.progress(session, import_id)
            if progress is None:
                raise NotFound
            lines = service.lines(session, import_id, verdict=verdict, offset=(page - 1) * ROWS, limit=ROWS)
            read = service.read(session, import_id)
            meant = service.count_instead(session, import_id)
        counts = {
            "": progress.done,
            "new": progress.new,
            "known": progress.known,
            "refused": progress.refused,
        }
        counts["list"] = progress.lists
        return Page(
            "pages/import_progress.html",
            progress=progress,
            lines=lines,
            read=read,
            meant=meant,
            counts=counts,
            verdict=verdict,
            here_page=page,
            last=max(1, -(-counts[verdict] // ROWS)),
        )

    @post("/cancel", sync_to_thread=True)
    def cancel(self, request: HudRequest, import_id: ImportId) -> Response[None]:
        """Take in no more of it."""
        with request.hud.db.write() as session:
            service.cancel(session, import_id)
        return see_other(request, f"/pages/imports/{import_id}")

    @post("/retry", sync_to_thread=True)
    def retry(self, request: HudRequest, import_id: ImportId) -> Response[None]:
        """Go on with one that failed."""
        with request.hud.db.write() as session:
            service.retry(session, import_id)
        return see_other(request, f"/pages/imports/{import_id}")

    @post("/mend", sync_to_thread=True)
    def mend(self, request: HudRequest, import_id: ImportId, form: FormBody) -> Response[None]:
        """Watch the address that one line means, or that each refused line means."""
        wish = decode(Mend, form).data
        if wish is not None:
            mending.mend(request.hud.db, import_id, wish.line)
        return see_other(request, f"/pages/imports/{import_id}?verdict=refused")


def begun(db: Database, settings: Settings, upload: Upload, every: int) -> int:
    """Ask for the lists of a form, one behind the other; the number of the import. Raises `BadList`."""
    with ExitStack() as stack:
        folder = spool_folder(settings)
        listings = [stack.enter_context(reading.read(one, folder)) for one in upload.lists]
        if not listings:
            raise BadList(_NOTHING)
        parts = [part for listing in listings for part in service.packed(listing)]
    with db.write() as session:
        return service.begin(session, parts, every, upload.name)


def _screen(request: HudRequest, form: Form[Import], *, status: int = 200) -> Page:
    with request.hud.db.read() as session:
        newest = service.newest(session)
    return Page("pages/import.html", status=status, form=form, newest=newest, schedules=SCHEDULES)
