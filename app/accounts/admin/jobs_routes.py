"""`/account/jobs`: what works in the background, for the admins of this installation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from litestar import Controller, Response, post
from litestar.params import FromPath
from sqlalchemy.orm import Session

from app import jobs
from app.i18n import N_, gettext
from app.i18n.formats import format_number
from app.jobs.long import LongState
from app.web.errors import NotFound
from app.web.pipeline.access import require_admin
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest
from app.web.response.redirects import see_other

KINDS = {
    "captcha": N_("Captchas"),
    "crawl": N_("Page checks"),
    "import": N_("Imports"),
    "mail": N_("E-mails"),
}
"""Short jobs by their actor."""
STATES = {
    "waiting": N_("waiting"),
    "running": N_("running"),
    "quarantined": N_("quarantined"),
    "done": N_("done"),
    "cancelled": N_("cancelled"),
}
Number = FromPath[int]
_CHANGES: Mapping[str, Callable[[Session, str], object]] = {"cancel": jobs.long.end, "retry": jobs.long.retry}


class Jobs(Controller):
    """The list, which refreshes itself while something is to be done, and what an admin can do there."""

    path = "/account/jobs"
    guards = [require_admin]  # noqa: RUF012  # as the framework declares it
    include_in_schema = False

    @page(part="account/_jobs.html")
    def show(self, request: HudRequest) -> Page:
        """Long jobs one by one, short ones counted."""
        with request.hud.db.read() as session:
            long, short = jobs.long.listing(session), jobs.long.counts(session)
        return Page(
            "account/jobs.html",
            live=[one for one in long if one.is_live],
            ended=[one for one in long if not one.is_live],
            moves=any(one.is_live and one.state != "quarantined" for one in long),
            short=short,
            kinds=KINDS,
            states=STATES,
            told=told,
        )

    @post("/{long_id:int}/{what:str}", sync_to_thread=True)
    def change(self, request: HudRequest, long_id: Number, what: FromPath[str]) -> Response[None]:
        """Cancel it, so that it ends with its next step, or go on with one that was quarantined."""
        with request.hud.db.write() as session:
            one = jobs.long.one(session, long_id)
            if one is None or what not in _CHANGES:
                raise NotFound
            if one.is_live:
                _CHANGES[what](session, one.key)
        return see_other(request, "/account/jobs")


def told(one: LongState) -> str:
    """What a job says of itself, in the reader's language and with their numbers."""
    return gettext(one.said) % _shown(one.figures)


def _shown(figures: Mapping[str, int | str]) -> dict[str, str]:
    return {
        name: format_number(figure) if isinstance(figure, int) else figure for name, figure in figures.items()
    }
