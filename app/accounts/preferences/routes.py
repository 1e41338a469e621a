"""`/account/preferences`: time zone, language, colours and picture of who is signed in."""

from __future__ import annotations

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from app.accounts.preferences import service as preferences
from app.accounts.preferences.remember import remember_language, remember_theme
from app.accounts.preferences.service import COLOURS, Preferences
from app.web import forms
from app.web.context import Visitor
from app.web.errors import Unauthorized
from app.web.render import cast, render
from app.web.request import HudRequest

_TEMPLATE = "account/preferences.html"


class PreferencesPage(Controller):
    """`/account/preferences`."""

    path = "/account/preferences"
    include_in_schema = False

    @get(sync_to_thread=True)
    def show(self, request: HudRequest) -> Response[bytes]:
        """The form, as it was filled in last."""
        person = me(request)
        saved = "saved" in request.query_params

        def values() -> dict[str, object]:
            return {"person": person, **_shown(request, as_chosen(person), saved=saved, refused="")}

        return cast(request, _TEMPLATE, (person, saved), {}, values, here=request.here)

    @post(sync_to_thread=True)
    def save(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """Keep it, here and in this browser's cookies, and show the page anew in the chosen language."""
        person = me(request)
        filled = forms.decode(Preferences, form)
        preferences.check(filled)
        if filled.data is None:
            return screen(request, filled, status_code=422)
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
    request: HudRequest, form: forms.Form[Preferences], *, refused: str = "", status_code: int = 200
) -> Response[bytes]:
    """The page with the form as it stands; `refused` says why a picture was not taken."""
    return render(
        request, _TEMPLATE, status_code=status_code, **_shown(request, form, saved=False, refused=refused)
    )


def _shown(
    request: HudRequest, form: forms.Form[Preferences], *, saved: bool, refused: str
) -> dict[str, object]:
    return {
        "form": form,
        "refused": refused,
        "saved": saved,
        "zones": preferences.zones(),
        "colours": COLOURS,
        "default_zone": request.hud.settings.tz,
    }
