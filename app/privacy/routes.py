"""`/privacy`: what is kept of people here; admins write their own words at `/privacy/edit`."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.types import ControllerRouterHandler

from app.i18n import DEFAULT, LANGUAGES
from app.privacy import blocks, service
from app.privacy.forms import OwnText, Reset
from app.privacy.models import PrivacyText
from app.web.errors import NotFound
from app.web.pipeline.access import require_admin
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, PageRequest, forms
from app.web.response.redirects import see_other
from app.web.response.render import respond


@page("/privacy", depends_on=[PrivacyText])
def privacy(request: PageRequest) -> Page:
    """The admin's text if there is one, and HUD's own description unless that replaces it."""
    with request.hud.db.read() as session:
        own = service.for_reader(session, request.language)
    return Page(
        "privacy/page.html",
        own=blocks.read(own.text) if own else [],
        own_language=own.language if own else "",
        changed_at=own.changed_at if own else None,
        described=own is None or not own.replaces,
        settings=request.hud.settings,
        parts=[feature.privacy for feature in request.hud.features if feature.privacy],
        may_write=request.role == "admin",
    )


class Writing(Controller):
    """Where admins write; nobody else finds more than the way in."""

    path = "/privacy"
    guards = (require_admin,)
    include_in_schema = False

    @page("/edit")
    def edit(self, request: HudRequest, language: str = "") -> Page:
        """The form, with the text as it stands."""
        chosen = language or (request.reader.locale if request.reader.locale in LANGUAGES else DEFAULT)
        if chosen not in LANGUAGES:
            raise NotFound
        with request.hud.db.read() as session:
            own = service.of(session, chosen)
        filled = {"text": own.text if own else "", "replaces": "1" if own and own.replaces else ""}
        return _form(forms.empty(OwnText, language=chosen, **filled), has_own=own is not None)

    @post("/edit", sync_to_thread=True)
    def save(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """Keep the text, and show the page."""
        filled = forms.decode(OwnText, form)
        data, hud = filled.data, request.hud
        if data is None:
            if "language" in filled.errors:
                filled.values["language"] = DEFAULT
            return respond(request, _form(filled, has_own=False, status=422))
        with hud.db.write() as session:
            service.save(session, data.language, data.text, replaces=data.replaces, now=hud.clock())
        return see_other(request, "/privacy")

    @post("/reset", sync_to_thread=True)
    def reset(self, request: HudRequest, form: forms.FormBody) -> Response[None]:
        """HUD's own description alone, in one language."""
        data = forms.decode(Reset, form).data
        if data is None:
            raise NotFound
        with request.hud.db.write() as session:
            service.reset(session, data.language)
        return see_other(request, "/privacy")


def _form(form: forms.Form[OwnText], *, has_own: bool, status: int = 200) -> Page:
    return Page("privacy/edit.html", status=status, form=form, has_own=has_own)


handlers: list[ControllerRouterHandler] = [privacy, Writing]
