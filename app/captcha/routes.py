"""`/captcha/…`: the picture and the sound of a check, for everybody who is asked.

Only their sealed addresses lead to them, and nothing keeps them on the way.
"""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from app.captcha.admin.routes import Pictures
from app.captcha.check import Captcha
from app.captcha.image import sound
from app.captcha.image.served import served
from app.captcha.models import CaptchaImage
from app.web.errors import NotFound
from app.web.human import human_check_of
from app.web.request import HudRequest

PRIVATE = {"Cache-Control": "no-store", "Content-Disposition": "inline", "X-Robots-Tag": "noindex"}


@get("/captcha/image/{token:str}", include_in_schema=False, sync_to_thread=True)
def image(request: HudRequest, token: FromPath[str]) -> Response[bytes]:
    """The picture that a form asks about."""
    found, _ = _shown(request, token)
    body = served(found.body, _captcha(request).keys.look(token))
    return Response(body, media_type="image/webp", headers=PRIVATE)


@get("/captcha/sound/{token:str}", include_in_schema=False, sync_to_thread=True)
def heard(request: HudRequest, token: FromPath[str]) -> Response[bytes]:
    """What stands in that picture, spoken letter by letter."""
    found, language = _shown(request, token)
    if not found.text or not sound.speaker():
        raise NotFound
    return Response(sound.spoken(found.text, language), media_type="audio/wav", headers=PRIVATE)


def _shown(request: HudRequest, token: str) -> tuple[CaptchaImage, str]:
    opened = _captcha(request).keys.shown.open(token)
    if opened is None or opened[1].expires_at < request.hud.clock():
        raise NotFound
    with request.hud.db.read() as session:
        found = session.get(CaptchaImage, opened[1].image)
    if found is None:
        raise NotFound
    return found, opened[1].language


def _captcha(request: HudRequest) -> Captcha:
    check = human_check_of(request)
    if not isinstance(check, Captcha):
        raise NotFound
    return check


handlers: list[ControllerRouterHandler] = [image, heard, Pictures]
