"""`/captcha/`: the admin's page of pictures, what is asked of them, and how often that went well."""

from __future__ import annotations

from litestar import Controller, Response, get, post
from litestar.di import Provide
from litestar.params import FromPath

from app.captcha.admin import screens, service
from app.captcha.admin.forms import Challenge, Draw, Picture
from app.captcha.admin.upload import PictureError, SentBody, cleaned, read_sent
from app.captcha.image import stock
from app.captcha.models import CaptchaChallenge, CaptchaImage
from app.i18n import gettext
from app.web.errors import NotFound
from app.web.pipeline.access import require_admin
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, forms
from app.web.request.forms import FormBody, RawForm
from app.web.response.redirects import see_other
from app.web.response.render import respond

Number = FromPath[int]
Answer = Response[bytes] | Response[None]
PAGE_MOST = 10_000


class Pictures(Controller):
    """For admins only."""

    path = "/captcha"
    include_in_schema = False
    guards = [require_admin]  # noqa: RUF012  # as the framework declares it
    dependencies = {"sent": Provide(read_sent)}  # noqa: RUF012

    @page("/")
    def index(self, request: HudRequest, page: int = 1) -> Page:
        """All pictures."""
        if not 1 <= page <= PAGE_MOST:
            raise NotFound
        return screens.listing(request, page)

    @post("/drawn", sync_to_thread=True)
    def draw(self, request: HudRequest, form: FormBody) -> Answer:
        """Draw some more."""
        filled = forms.decode(Draw, form)
        if filled.data is None:
            return respond(request, screens.listing(request, 1, draw=filled))
        language = "" if filled.data.language == "all" else filled.data.language
        drawings = [stock.draw(language) for _ in range(filled.data.number)]
        with request.hud.db.write() as session:
            for drawing in drawings:
                stock.add(session, drawing, request.hud.clock())
        return see_other(request, "/captcha/")

    @post("/uploaded", sync_to_thread=True)
    def upload(self, request: HudRequest, sent: SentBody) -> Answer:
        """Keep a picture of the admin's own, and go to its page."""
        filled = forms.decode(Picture, RawForm(sent.values))
        if filled.data is not None:
            try:
                body, size = cleaned(sent.body)
            except PictureError as error:
                filled.error("picture", gettext(str(error)))
            else:
                with request.hud.db.write() as session:
                    now = request.hud.clock()
                    number = service.upload(session, body, size, filled.data.text, now)
                return see_other(request, f"/captcha/{number}")
        return respond(request, screens.listing(request, 1, upload=filled))

    @page("/{image:int}")
    def show(self, request: HudRequest, image: int) -> Page:
        """One picture with its challenges."""
        return screens.picture(request, image)

    @get("/{image:int}/file", sync_to_thread=True)
    def file(self, request: HudRequest, image: Number) -> Response[bytes]:
        """The picture as it is kept."""
        with request.hud.db.read() as session:
            found = session.get(CaptchaImage, image)
        if found is None:
            raise NotFound
        headers = {"Cache-Control": "private, max-age=86400, immutable"}
        return Response(found.body, media_type="image/webp", headers=headers)

    @post("/{image:int}", sync_to_thread=True)
    def ask(self, request: HudRequest, image: Number, form: FormBody) -> Answer:
        """Add a challenge, or change one."""
        filled = screens.checked(forms.decode(Challenge, form))
        if filled.data is None:
            return respond(request, screens.picture(request, image, filled))
        number = filled.data.challenge
        with request.hud.db.write() as session:
            changed = int(number) if number else None
            if not service.save(session, image, filled.data.wish, changed):
                raise NotFound
        return see_other(request, f"/captcha/{image}")

    @post("/{image:int}/retired", sync_to_thread=True)
    def retire(self, request: HudRequest, image: Number) -> Response[None]:
        """Ask nothing of this picture any more."""
        return _retired(request, CaptchaImage, image, image, True)

    @post("/{image:int}/restored", sync_to_thread=True)
    def restore(self, request: HudRequest, image: Number) -> Response[None]:
        """Ask of this picture again."""
        return _retired(request, CaptchaImage, image, image, False)

    @post("/{image:int}/{challenge:int}/retired", sync_to_thread=True)
    def retire_challenge(self, request: HudRequest, image: Number, challenge: Number) -> Response[None]:
        """Ask this no more."""
        return _retired(request, CaptchaChallenge, challenge, image, True)

    @post("/{image:int}/{challenge:int}/restored", sync_to_thread=True)
    def restore_challenge(self, request: HudRequest, image: Number, challenge: Number) -> Response[None]:
        """Ask this again."""
        return _retired(request, CaptchaChallenge, challenge, image, False)


def _retired(
    request: HudRequest,
    table: type[CaptchaImage | CaptchaChallenge],
    number: int,
    image: int,
    retired: bool,
) -> Response[None]:
    with request.hud.db.write() as session:
        if not service.retire(session, table, number, retired):
            raise NotFound
    return see_other(request, f"/captcha/{image}")
