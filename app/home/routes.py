"""The first page, the crawler's visiting card, and what robots may read of us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from app import __version__
from app.clock import DAY, SECOND
from app.crawl.agent import PRODUCT, user_agent
from app.web.access import may_add, may_edit
from app.web.errors import NotFound
from app.web.render import render
from app.web.request import HudRequest
from app.web.shared import shared

# Search results are endless and change with every reading: no use to another index.
_CLOSED = ("/search", "/*/search", "/account/", "/*/account/", "/api/")


@get("/", opt=shared("page", "version", "person"), include_in_schema=False, sync_to_thread=True)
def home(request: HudRequest) -> Response[bytes]:
    """What one can ask, what is remembered, what came in last."""
    figures, newest = None, None
    if request.hud.has("pages"):
        # Imported here, because without the pages their tables are no part of this installation.
        from app.home.figures import figure, newest_readings  # noqa: PLC0415

        with request.hud.db.read() as session:
            figures, newest = figure(session), newest_readings(session)
    return render(
        request,
        "home/page.html",
        figures=figures,
        newest=newest,
        has_admin=request.hud.has_admin(),
        may_add=may_add(request),
        may_edit=may_edit(request.person),
    )


@get("/bot", opt=shared(), include_in_schema=False, sync_to_thread=True)
def bot(request: HudRequest) -> Response[bytes]:
    """Who our crawler is, how it behaves, how to keep it out."""
    settings = request.hud.settings
    return render(
        request,
        "bot/page.html",
        agent=user_agent(settings.site_url, __version__),
        name=PRODUCT,
        contact=settings.contact,
        contact_uri=settings.contact_uri,
        delay=round(settings.crawl_delay * SECOND),
    )


@get("/robots.txt", opt=shared(), include_in_schema=False, sync_to_thread=False)
def robots(request: HudRequest) -> Response[str]:
    """What crawlers may read here: nothing of an installation for members only."""
    closed = _CLOSED if request.hud.settings.public == "read" else ("/",)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response("\n".join(lines) + "\n", media_type="text/plain", headers=headers)


@get("/.well-known/security.txt", include_in_schema=False, sync_to_thread=False)
def security(request: HudRequest) -> Response[str]:
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
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response("\n".join(lines) + "\n", media_type="text/plain", headers=headers)


handlers: list[ControllerRouterHandler] = [home, bot, robots, security]
