"""Where a person goes after signing in: on, at an address without a language, with their own choices.

A prefix such as /nl/ would win over what the person has chosen, so it is left behind.
"""

from __future__ import annotations

from litestar import Response
from litestar.response import Redirect

from app.accounts import preferences
from app.accounts.remember import remember_language, remember_theme
from app.accounts.service import identify
from app.i18n import split_prefix
from app.web.redirects import safe_next
from app.web.request import HudRequest


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
