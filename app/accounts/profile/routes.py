"""`/account`: one's own account, and what can be changed of it."""

from __future__ import annotations

import msgspec
from litestar import Controller, Response, get, post

from app.accounts.attempts import attempts_of
from app.accounts.cookie import ended, place_here, renewed
from app.accounts.forms import ChangeEmail, ChangePassword, DeleteAccount, check_email, check_new_password
from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.accounts.preferences.routes import me
from app.accounts.profile import own
from app.accounts.profile.own import LastAdmin
from app.accounts.roles import ROLES
from app.accounts.service import EmailTaken
from app.accounts.sign_in.queue import in_turn
from app.accounts.sign_up import joining
from app.i18n import gettext
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, forms
from app.web.response.redirects import see_other
from app.web.response.render import respond

Asking = forms.Form[ChangePassword] | forms.Form[ChangeEmail] | forms.Form[DeleteAccount]


class Profile(Controller):
    """What people do with their own account."""

    path = "/account"
    include_in_schema = False

    @page("/")
    def show(self, request: HudRequest) -> Page:
        """The account as it stands."""
        new, saved = "new" in request.query_params, "saved" in request.query_params
        return Page("account/profile.html", me=_person(request), roles=ROLES, new=new, saved=saved)

    @page("/password")
    def password_page(self, request: HudRequest) -> Page:
        """The form."""
        me(request)
        return Page("account/password.html", form=forms.empty(ChangePassword))

    @post("/password")
    @in_turn
    def password(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """The new password holds, and this session goes on under a new id."""
        person, filled = _person(request), forms.decode(ChangePassword, form)
        data = filled.data
        if data is not None:
            about = (person.name, person.email or "")
            check_new_password(filled, data.password_new, data.password_again, *about, field="password_new")
        if data is None or not _is_right(request, filled, data.password):
            return respond(request, Page("account/password.html", status=422, form=filled))
        password_hash, hud = hash_password(data.password_new), request.hud
        with hud.db.write() as session:
            place = place_here(request)
            session_id = own.change_password(session, person.id, password_hash, hud.clock(), place)
        return renewed(request, "/account?saved=1", session_id)

    @page("/email")
    def email_page(self, request: HudRequest) -> Page:
        """The form."""
        person = _person(request)
        return _email(request, forms.empty(ChangeEmail, email=person.pending_email or person.email or ""))

    @post("/email")
    @in_turn
    def email(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """Another address, or none."""
        person, filled = me(request), forms.decode(ChangeEmail, form)
        email = check_email(filled)
        if filled.data is None or not _is_right(request, filled, filled.data.password):
            return respond(request, _email(request, filled, status=422))
        try:
            with request.hud.db.write() as session:
                found = session.get_one(Person, person.id)
                if email and request.hud.settings.sends_mail:
                    locale, now = request.reader.locale, request.hud.clock()
                    attempts = attempts_of(request.hud.settings)
                    joining.want_email(session, attempts, found, email, locale, request.address, now)
                else:
                    joining.set_email(session, found, email or None)
        except EmailTaken as error:
            filled.error("email", gettext(str(error)))
            return respond(request, _email(request, filled, status=422))
        return see_other(request, "/account?saved=1")

    @get("/export", sync_to_thread=True)
    def export(self, request: HudRequest) -> Response[bytes]:
        """All that is kept of a person, as a file."""
        person = me(request)
        with request.hud.db.read() as session:
            attempts = attempts_of(request.hud.settings)
            body = own.everything(session, attempts, person.id, request.hud.clock())
        headers = {
            "Content-Disposition": 'attachment; filename="hud-account.json"',
            "Cache-Control": "no-store",
        }
        text = msgspec.json.format(msgspec.json.encode(body), indent=2)
        return Response(text, media_type="application/json", headers=headers)

    @page("/delete")
    def delete_page(self, request: HudRequest) -> Page:
        """Ask first."""
        me(request)
        return Page("account/delete.html", form=forms.empty(DeleteAccount))

    @post("/delete")
    @in_turn
    def delete(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """The account is gone."""
        person, filled = me(request), forms.decode(DeleteAccount, form)
        if filled.data is not None and _is_right(request, filled, filled.data.password):
            try:
                with request.hud.db.write() as session:
                    own.remove(session, attempts_of(request.hud.settings), person.id)
            except LastAdmin as error:
                filled.error("password", gettext(str(error)))
        if filled.data is None:
            return respond(request, Page("account/delete.html", status=422, form=filled))
        return ended(request, "/")


def _person(request: HudRequest) -> Person:
    with request.hud.db.read() as session:
        return session.get_one(Person, me(request).id)


def _is_right(request: HudRequest, form: Asking, password: str) -> bool:
    """Whether the password fits; puts a sentence beside it when not. A form with an error is not asked."""
    if form.data is None:
        return False
    hud = request.hud
    attempts = attempts_of(hud.settings)
    right = own.is_right(hud.db, attempts, me(request).id, password, request.address, hud.clock())
    if not right:
        form.error("password", gettext("Wrong password."))
    return right


def _email(request: HudRequest, form: forms.Form[ChangeEmail], *, status: int = 200) -> Page:
    sends = request.hud.settings.sends_mail
    return Page("account/email.html", status=status, form=form, sends=sends)
