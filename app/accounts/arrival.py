"""Address, language and colours to go on with after signing in and after signing out.

A prefix such as /nl/ would win over what the person has chosen, so signing in leaves it behind. Signing
out takes the person's choices along: the next one at this browser is met in the browser's language.
"""

from __future__ import annotations

from litestar import Response
from litestar.response import Redirect

from app.accounts.preferences import service as preferences
from app.accounts.preferences.remember import THEME_COOKIE, remember_language, remember_theme
from app.accounts.service import identify
from app.i18n import split_prefix
from app.web.request import HudRequest
from app.web.request.cookies import LANGUAGE_COOKIE, cookie_values
from app.web.response.redirects import safe_next, see_other


def arrived(request: HudRequest, path: str, session_id: str) -> Response[None]:
    """On to `path`, with the cookies of language and colours that the session's person has chosen."""
    place = safe_next(split_prefix(path)[1])
    response = Redirect(place, status_code=303, headers={"Cache-Control": "no-store"})
    hud = request.hud
    person = identify(hud.db, session_id, hud.clock())
    if person is None:
        return response
    with hud.db.read() as session:
        chosen = preferences.of(session, person.id)
    # Who has chosen none and came by an address with one goes on in that one.
    language = chosen.language or request.reader.prefix[1:]
    if language:
        remember_language(request, response, language)
    if chosen.theme:
        remember_theme(request, response, chosen.theme)
    return response


def left(request: HudRequest, path: str) -> Response[None]:
    """On to `path` without the cookies that signing in has set; what the switcher has set stays."""
    response = see_other(request, path)
    if request.person is None:
        return response
    with request.hud.db.read() as session:
        chosen = preferences.of(session, request.person.id)
    sent = request.headers.get("cookie", "")
    if chosen.language and chosen.language in cookie_values(sent, LANGUAGE_COOKIE):
        remember_language(request, response, "")
    if chosen.theme and chosen.theme in cookie_values(sent, THEME_COOKIE):
        remember_theme(request, response, "")
    return response
