"""`/account/avatar`: send a picture, take it away, and show it."""

from __future__ import annotations

from litestar import Controller, Response, get, post
from litestar.di import Provide
from litestar.params import FromPath

from app.accounts.avatar import service as avatar
from app.accounts.avatar.upload import MOST_BODY, UploadBody, read_upload
from app.accounts.preferences.routes import as_chosen, me, saved, screen
from app.i18n import gettext
from app.images.pictures import Refused
from app.web.errors import NotFound
from app.web.request import HudRequest
from app.web.response.render import respond

_HEADERS = {
    # The address holds the picture's digest, so what it shows never changes.
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": 'inline; filename="picture.webp"',
    "X-Content-Type-Options": "nosniff",
}


class AvatarPage(Controller):
    """What stands under `/account/avatar`."""

    path = "/account/avatar"
    include_in_schema = False

    @post(
        sync_to_thread=True,
        request_max_body_size=MOST_BODY,
        dependencies={"upload": Provide(read_upload)},
    )
    def send(self, request: HudRequest, upload: UploadBody) -> Response[bytes] | Response[None]:
        """Make a picture of what was sent, and keep it."""
        person = me(request)
        try:
            picture = avatar.make(upload.data)
        except Refused as refused:
            why = gettext(str(refused))
            return respond(request, screen(request, as_chosen(person), refused=why, status=422))
        with request.hud.db.write() as session:
            avatar.keep(session, person.id, picture)
        return saved()

    @post("/remove", sync_to_thread=True)
    def remove(self, request: HudRequest) -> Response[None]:
        """Show the initials again."""
        person = me(request)
        with request.hud.db.write() as session:
            avatar.remove(session, person.id)
        return saved()

    @get("/{digest:str}/{size:str}", sync_to_thread=True)
    def show(self, request: HudRequest, digest: FromPath[str], size: FromPath[str]) -> Response[bytes]:
        """A picture in one of its sizes."""
        found = None
        if size in ("small", "large"):
            with request.hud.db.read() as session:
                found = avatar.find(session, digest, "small" if size == "small" else "large")
        if found is None:
            raise NotFound
        return Response(found, media_type="image/webp", headers=_HEADERS)
