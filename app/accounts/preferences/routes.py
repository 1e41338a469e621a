"""`/account/preferences`: time zone, language, colours and picture of who is signed in."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.response import Redirect

from app.accounts.preferences import service as preferences
from app.accounts.preferences.remember import remember_language, remember_theme
from app.accounts.preferences.service import COLOURS, Preferences
from app.web.context import Visitor
from app.web.errors import Unauthorized
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, forms
from app.web.response.render import respond


class PreferencesPage(Controller):
    """`/account/preferences`."""

    path = "/account/preferences"
    include_in_schema = False

    @page()
    def show(self, request: HudRequest) -> Page:
        """The form, as it was filled in last."""
        return screen(request, as_chosen(me(request)), saved="saved" in request.query_params)

    @post(sync_to_thread=True)
    def save(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """Keep it, here and in this browser's cookies, and show the page anew in the chosen language."""
        person = me(request)
        filled = forms.decode(Preferences, form)
        preferences.check(filled)
        if filled.data is None:
            return respond(request, screen(request, filled, status=422))
        with request.hud.db.write() as session:
            preferences.save(session, person.id, filled.data)
        response = saved()
        remember_language(request, response, filled.data.language)
        remember_theme(request, response, filled.data.theme)
        return response


def me(request: HudRequest) -> Visitor:
    """Who is signed in. Raises `Unauthorized` when nobody is."""
    if request.person is None:
        raise Unauthorized
    return request.person


def as_chosen(person: Visitor) -> forms.Form[Preferences]:
    """The form with what a person has chosen."""
    return forms.empty(Preferences, time_zone=person.time_zone, language=person.language, theme=person.theme)


def saved() -> Response[None]:
    """Back to the form, without a language in the address, so that the chosen one shows."""
    place = "/account/preferences?saved=1"
    return Redirect(place, status_code=303, headers={"Cache-Control": "no-store"})


def screen(
    request: HudRequest,
    form: forms.Form[Preferences],
    *,
    saved: bool = False,
    refused: str = "",
    status: int = 200,
) -> Page:
    """The page with the form as it stands; `refused` says why a picture was not taken."""
    return Page(
        "account/preferences.html",
        status=status,
        form=form,
        refused=refused,
        saved=saved,
        zones=preferences.zones(),
        colours=COLOURS,
        default_zone=request.hud.settings.tz,
    )
