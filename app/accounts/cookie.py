"""The cookie that carries a session's id: where it is read, set and taken away."""

from __future__ import annotations

from litestar import Response

from app.accounts.arrival import arrived, left
from app.accounts.place import Place, place_of
from app.accounts.sessions import ABSOLUTE
from app.clock import SECOND
from app.web.request import HudRequest
from app.web.request.cookies import cookie_values, session_cookie
from app.web.response.redirects import see_other


def session_ids(request: HudRequest) -> list[str]:
    """Every session id the browser sent; more than one means that somebody planted one."""
    return cookie_values(request.headers.get("cookie", ""), session_cookie(secure=request.is_secure))


def session_id_of(request: HudRequest) -> str:
    """The id of the session this request belongs to, "" when it has none."""
    return next(iter(session_ids(request)), "")


def place_here(request: HudRequest) -> Place:
    """Where the request comes from, as a session remembers it."""
    return place_of(request.headers.get("user-agent", ""), request.address)


def begun(request: HudRequest, path: str, session_id: str) -> Response[None]:
    """On to `path` with a session that began just now."""
    return _with_cookie(request, arrived(request, path, session_id), session_id)


def renewed(request: HudRequest, path: str, session_id: str) -> Response[None]:
    """On to `path` with the same person's session under a new id."""
    return _with_cookie(request, see_other(request, path), session_id)


def ended(request: HudRequest, path: str) -> Response[None]:
    """On to `path` without a session, and without what the browser has kept of its pages.

    Not "cookies": that would take those of every other site under the same domain along, and the language
    and colours that somebody else has chosen at this browser.
    """
    response = left(request, path)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return _with_cookie(request, response, "")


def _with_cookie(request: HudRequest, response: Response[None], session_id: str) -> Response[None]:
    response.set_cookie(
        key=session_cookie(secure=request.is_secure),
        value=session_id,
        path="/",
        max_age=ABSOLUTE // SECOND if session_id else 0,
        secure=request.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response
