"""`/pages/{id}/at/{version}`: a page as it was read, its text, its bytes; `/at/{day}?url=` leads there."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from litestar import Controller, Response

from app.copies import policy, service
from app.copies.service import Copy, NoCopy
from app.i18n import gettext
from app.mark import N_
from app.net.urls import BadURL, normalise
from app.pages import models, texts
from app.pages.bodies import StoredBody
from app.pages.chain import DamagedChain
from app.pages.rights import check_may_read_copies
from app.pages.texts import Text as Words
from app.web.errors import BadRequest
from app.web.pipeline.page import Page, Text, page
from app.web.request import HudRequest, PageRequest
from app.web.response.page import HTML
from app.web.response.redirects import see_other

_DEPENDS = [models.Page, models.Version]


class Copies(Controller):
    """One version of a page, in each of its forms."""

    path = "/pages/{page_id:int}/at/{version:str}"
    include_in_schema = False

    @page("/", depends_on=_DEPENDS)
    def show(self, request: PageRequest, page_id: int, version: str) -> Page:
        """The copy in a frame, under a bar that says what it is."""
        copy, body, why = _copy(request, page_id, version)
        return Page("copies/page.html", copy=copy, body=body, why=why, view="copy")

    @page("/text", depends_on=_DEPENDS)
    def text(self, request: PageRequest, page_id: int, version: str) -> Page:
        """What the version says, as HUD searches it."""
        copy, body, why = _copy(request, page_id, version)
        words, why_no_words = _words(request, copy)
        return Page(
            "copies/page.html", copy=copy, body=body, why=why_no_words or why, view="text", words=words
        )

    @page("/copy", depends_on=_DEPENDS, dear=True)
    def framed(self, request: PageRequest, page_id: int, version: str) -> Text:
        """The copy itself, made harmless, for the frame alone."""
        copy, body, why = _copy(request, page_id, version)
        html = ""
        if body is not None:
            try:
                html = service.clean(body)
            except NoCopy as error:
                why = str(error)
        made = html or f"<p>{escape(gettext(why))}</p>"
        document = policy.document(made, copy.version.title, copy.version.language)
        return Text(document, media_type=HTML, headers={"Content-Security-Policy": policy.COPY})

    @page("/bytes")
    def bytes(self, request: HudRequest, page_id: int, version: str) -> Text:
        """The bytes as they came, to download."""
        copy, body, why = _copy(request, page_id, version)
        if body is None:
            raise BadRequest(why)
        name = f"page-{page_id}-version-{copy.version.ordinal}.bin"
        return Text(
            body.data,
            media_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Content-Security-Policy": policy.BYTES,
            },
        )


@page("/at/{day:str}")
def at_day(request: HudRequest, day: str, url: str = "") -> Response[None]:
    """On to the copy of a watched address as it stood on a day."""
    try:
        address = normalise(url)
    except BadURL:
        raise BadRequest(field="url") from None
    with request.hud.db.read() as session:
        page_id = service.page_of(session, address)
        ordinal = service.ordinal_at(session, page_id, day, request.reader.zone)
    return see_other(request, f"/pages/{page_id}/at/{quote(str(ordinal))}")


def _copy(request: PageRequest | HudRequest, page_id: int, name: str) -> tuple[Copy, StoredBody | None, str]:
    """The version, its bytes or nothing, and why there are none; refused to whoever may not read copies."""
    with request.hud.db.read() as session:
        copy = service.find(session, page_id, name, request.reader.zone)
        check_may_read_copies(session, request.hud.settings, request.role, copy.version)
        try:
            return copy, service.body_of(session, copy.version), ""
        except NoCopy as error:
            return copy, None, str(error)


def _words(request: PageRequest, copy: Copy) -> tuple[Words, str]:
    with request.hud.db.read() as session:
        try:
            return texts.read(session, copy.version), ""
        except DamagedChain:
            return texts.NOTHING, N_("The stored text of this version is damaged.")


handlers = [Copies, at_day]
