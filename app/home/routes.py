"""The first page, the crawler's visiting card, and what robots may read of us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from litestar.types import ControllerRouterHandler

from app import __version__
from app.clock import DAY, SECOND
from app.crawl.agent import PRODUCT, user_agent
from app.home.cards import cards
from app.web.errors import NotFound
from app.web.pipeline.access import may_add, may_edit
from app.web.pipeline.page import Page, Text, page
from app.web.request import HudRequest, PageRequest

_FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}


@page("/", depends_on=[])
def home(request: PageRequest) -> Page:
    """What the features lead on to, and what they have to show."""
    found = cards(request.hud)
    request.depends_on(*found.models)
    shown = found.shown(may_add=may_add(request), may_edit=may_edit(request.role))
    return Page("home/page.html", top=shown["top"], cards=shown["cards"])


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
    hud = request.hud
    closed = [path for feature in hud.features for path in feature.closed_to_robots]
    closed += hud.closed_to_robots
    every = [*(path for one in closed for path in (one, f"/*{one}")), "/api/"]
    paths = every if hud.settings.public == "read" else ["/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in paths)]
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
