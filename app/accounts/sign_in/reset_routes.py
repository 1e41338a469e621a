"""`/account/forgotten` and `/account/reset`: a new password for who has lost the old one."""

from __future__ import annotations

from litestar import Controller, Response, post

from app.accounts import letters, links
from app.accounts.attempts import attempts_of
from app.accounts.emails import email_key
from app.accounts.forms import Forgotten, Reset, check_email, check_new_password
from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.accounts.profile import own
from app.accounts.sign_in.queue import in_turn
from app.i18n import N_
from app.web.errors import NotFound
from app.web.human import human_check_of
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, forms
from app.web.response.redirects import see_other
from app.web.response.render import respond

_NO_LINK = N_("This link has already been used or has expired. Request a new one.")


class Resets(Controller):
    """The way back in."""

    path = "/account"
    include_in_schema = False

    @page("/forgotten")
    def forgotten_page(self, request: HudRequest) -> Page:
        """The form, or whom to ask where no letters are sent."""
        return _forgotten(request, forms.empty(Forgotten))

    @post("/forgotten", status_code=200, sync_to_thread=True)
    def forgotten(self, request: HudRequest, form: forms.FormBody) -> Response[bytes]:
        """The same answer and the same work for every address, whether it has an account or not."""
        hud = request.hud
        if not hud.settings.sends_mail:
            raise NotFound
        filled = forms.decode(Forgotten, form)
        human = human_check_of(request).check(request, "forgotten", form)
        email = check_email(filled)
        if filled.data is None or not human.passed:
            return respond(request, _forgotten(request, filled, status=422))
        attempts = attempts_of(hud.settings)
        with hud.db.write() as session:
            human.spend(session)
            attempts.asked(session, email_key(email), request.address, hud.clock())
            letters.ask_reset(session, attempts, email, request.reader.locale)
        return respond(request, _forgotten(request, filled, sent=True))

    @page("/reset")
    def reset_page(self, request: HudRequest, key: str = "") -> Page:
        """The form behind the link; opening it uses nothing up."""
        person = _person(request, key)
        return Page("account/reset.html", form=forms.empty(Reset, key=key), name=person.name)

    @post("/reset")
    @in_turn
    def reset(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """The new password holds; every session and token of before is over."""
        person = _person(request, form.values.get("key", ""))
        filled = forms.decode(Reset, form)
        if filled.data is not None:
            new, again = filled.data.password, filled.data.password_again
            check_new_password(filled, new, again, person.name, person.email or "")
        if filled.data is None:
            return respond(request, Page("account/reset.html", status=422, form=filled, name=person.name))
        password_hash, hud = hash_password(filled.data.password), request.hud
        with hud.db.write() as session:
            attempts = attempts_of(hud.settings)
            done = own.reset_password(session, attempts, filled.data.key, password_hash, hud.clock())
        if not done:
            raise NotFound(_NO_LINK)
        return see_other(request, "/account/sign-in?reset=1")


def _person(request: HudRequest, key: str) -> Person:
    with request.hud.db.read() as session:
        link = links.look(session, key, "reset", request.hud.clock())
        person = session.get(Person, link.person_id) if link else None
    if person is None or person.disabled_at is not None:
        raise NotFound(_NO_LINK)
    return person


def _forgotten(
    request: HudRequest, form: forms.Form[Forgotten], *, sent: bool = False, status: int = 200
) -> Page:
    sends = request.hud.settings.sends_mail
    return Page("account/forgotten.html", status=status, form=form, sends=sends, sent=sent)
