"""The first page, the crawler's visiting card, and what robots may read of us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from litestar.types import ControllerRouterHandler

from app import __version__
from app.accounts.models import Person
from app.clock import DAY, SECOND
from app.crawl.agent import PRODUCT, user_agent
from app.web.access import may_add, may_edit
from app.web.errors import NotFound
from app.web.pipeline.page import Page, Text, page
from app.web.request import HudRequest, PageRequest

# Search results are endless and change with every reading: no use to another index.
_CLOSED = ("/search", "/*/search", "/account/", "/*/account/", "/api/")
_FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}


@page("/", depends_on=[Person])
def home(request: PageRequest) -> Page:
    """What one can ask, what is remembered, what came in last."""
    figures, newest = None, None
    if request.hud.has("pages"):
        # Imported here, because without the pages their tables are no part of this installation.
        from app.home.figures import SHOWN, figure, newest_readings  # noqa: PLC0415

        request.depends_on(*SHOWN)
        with request.hud.db.read() as session:
            figures, newest = figure(session), newest_readings(session)
    return Page(
        "home/page.html",
        figures=figures,
        newest=newest,
        has_admin=request.hud.has_admin(),
        may_add=may_add(request),
        may_edit=may_edit(request.role),
    )


@page("/bot", depends_on=[])
def bot(request: PageRequest) -> Page:
    """Who our crawler is, how it behaves, how to keep it out."""
    settings = request.hud.settings
    return Page(
        "bot/page.html",
        agent=user_agent(settings.site_url, __version__),
        name=PRODUCT,
        contact=settings.contact,
        contact_uri=settings.contact_uri,
        delay=round(settings.crawl_delay * SECOND),
    )


@page("/robots.txt", depends_on=[], at_once=True)
def robots(request: PageRequest) -> Text:
    """What crawlers may read here: nothing of an installation for members only."""
    dear = [f"{start}{path}" for path in request.hud.closed_to_robots for start in ("", "/*")]
    closed = (*_CLOSED, *dear) if request.hud.settings.public == "read" else ("/",)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return Text("\n".join(lines) + "\n", headers=_FOR_A_DAY)


@page("/.well-known/security.txt")
def security(request: HudRequest) -> Text:
    """Whom to tell of a weakness, as RFC 9116 has it; nothing is there where nobody is named."""
    settings = request.hud.settings
    if not settings.contact:
        raise NotFound
    # It may stand for a year at most, so that nobody writes to an address long given up.
    expires = datetime.fromtimestamp(request.hud.clock() // DAY * DAY / SECOND, UTC) + timedelta(days=180)
    lines = [f"Contact: {settings.contact_uri}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}"]
    lines.append("Preferred-Languages: en")
    if settings.base_url:
        lines.append(f"Canonical: {settings.base_url}/.well-known/security.txt")
    return Text("\n".join(lines) + "\n", headers=_FOR_A_DAY)


handlers: list[ControllerRouterHandler] = [home, bot, robots, security]
