"""The two choices that a browser keeps in cookies: the language of the pages and their colours.

They are no part of an account: pages are chosen by them before anybody is known, and who is signed in
gets the account's own at sign-in.
"""

from __future__ import annotations

from litestar import Response

from app.web.request import HudRequest
from app.web.request.cookies import LANGUAGE_COOKIE

THEME_COOKIE = "theme"  # read by static/theme.js before anything is painted
THEMES = ("light", "dark")
_YEAR_S = 31_536_000


def remember_language(request: HudRequest, response: Response[None], language: str) -> None:
    """Show this browser pages in `language` from now on; "" leaves it to the browser's own wishes."""
    _keep(request, response, LANGUAGE_COOKIE, language, hidden=True)


def remember_theme(request: HudRequest, response: Response[None], theme: str) -> None:
    """Show this browser pages in light or dark colours; "" leaves it to its system."""
    _keep(request, response, THEME_COOKIE, theme, hidden=False)


def _keep(request: HudRequest, response: Response[None], name: str, value: str, *, hidden: bool) -> None:
    response.set_cookie(
        key=name,
        value=value,
        path="/",
        max_age=_YEAR_S if value else 0,
        secure=request.is_secure,
        httponly=hidden,
        samesite="lax",
    )
