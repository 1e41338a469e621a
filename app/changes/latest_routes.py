"""`/changes/`: what changed lately over all pages, also as Atom feeds."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

from litestar import Controller

from app.changes.begins import begin_of
from app.changes.latest import choice_of, latest, of_page
from app.charts.words import clean
from app.clock import MINUTE, iso
from app.pages import models, tags
from app.pages.headline import headline
from app.web.errors import BadRequest, NotFound
from app.web.pipeline.page import Page, page
from app.web.request import PageRequest

Size = Literal["", "large"]
_DEPENDS = [models.Page, models.PageTag, models.Version]
_TAGS = 12
_MOST = 500
ATOM = "application/atom+xml; charset=utf-8"


class LatestChanges(Controller):
    """The list, its feed, and the feed of one page."""

    include_in_schema = False

    @page("/changes/", part="changes/_latest.html", depends_on=_DEPENDS)
    def index(
        self,
        request: PageRequest,
        site: str = "",
        tag: str = "",
        size: Size = "",
        q: str = "",
        since: str = "",
        before: int = 0,
    ) -> Page:
        """The newest changes, or those before a moment; after one as well, such as the last visit."""
        if max(len(q), len(site), len(tag)) > _MOST:
            raise BadRequest
        choice = choice_of(site, tag, size, q)
        begin = begin_of(since, request.hud.clock(), request.reader.zone)
        with request.hud.db.read() as session:
            found = latest(session, choice, until=before or None, since=begin)
            tagged = tags.every(session, most=_TAGS)
        asked = {
            "site": choice.site,
            "tag": choice.tag,
            "size": choice.size,
            "q": choice.words,
            "since": since.strip(),
        }
        return Page(
            "changes/latest.html",
            expires_at=request.hud.clock() + MINUTE if since else None,
            found=found,
            choice=choice,
            tags=tagged,
            since=since.strip(),
            before=before,
            link=lambda **other: _link({**asked, **other}),
            headline=headline,
            iso=iso,
        )

    @page("/changes.atom", depends_on=_DEPENDS)
    def feed(self, request: PageRequest, site: str = "", tag: str = "", size: Size = "", q: str = "") -> Page:
        """The newest changes for feed readers."""
        choice = choice_of(site, tag, size, q[:_MOST])
        with request.hud.db.read() as session:
            found = latest(session, choice)
        link = _link({"site": choice.site, "tag": choice.tag, "size": choice.size, "q": choice.words})
        return Page(
            "changes/feed.xml",
            headers={"Content-Type": ATOM},
            headline=headline,
            iso=iso,
            clean=clean,
            changes=found.changes,
            of=None,
            path=f"/changes/{link}",
            own=f"/changes.atom{link}",
        )

    @page("/pages/{page_id:int}/changes.atom", depends_on=_DEPENDS)
    def page_feed(self, request: PageRequest, page_id: int) -> Page:
        """The newest changes of one page for feed readers."""
        with request.hud.db.read() as session:
            watched = session.get(models.Page, page_id)
            if watched is None:
                raise NotFound
            changes = of_page(session, page_id)
        return Page(
            "changes/feed.xml",
            headers={"Content-Type": ATOM},
            headline=headline,
            iso=iso,
            clean=clean,
            changes=changes,
            of=watched,
            path=f"/pages/{page_id}",
            own=f"/pages/{page_id}/changes.atom",
        )


def _link(asked: dict[str, object]) -> str:
    pairs = [(name, value) for name, value in asked.items() if value]
    return f"?{urlencode(pairs)}" if pairs else ""
