"""`/.well-known/change-password`: where programs that keep passwords find the page for a new one."""

from __future__ import annotations

from litestar import Response, get

from app.web.request import HudRequest
from app.web.response.redirects import see_other

_PAGE = "/account/password"


@get("/.well-known/change-password", include_in_schema=False, sync_to_thread=False)
def change_password(request: HudRequest) -> Response[None]:
    """On to the form; who is not signed in comes by the way in, since these programs want a page of 200."""
    return see_other(request, _PAGE if request.person else f"/account/sign-in?next={_PAGE}")
