"""`/account/sign-up`: an account for who wants one; `/account/confirm`: the link in the letter after it."""

from __future__ import annotations

from litestar import Controller, Response, post

from app.accounts import links
from app.accounts.attempts import attempts_of
from app.accounts.cookie import begun, place_here
from app.accounts.forms import SignUp, check_email, check_name, check_new_password
from app.accounts.names import NameRefused
from app.accounts.service import EmailTaken, NameTaken, Spend
from app.accounts.sign_in.queue import in_turn
from app.accounts.sign_up import joining
from app.i18n import N_, gettext
from app.web.errors import NotFound
from app.web.human import human_check_of
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, forms
from app.web.response.redirects import see_other
from app.web.response.render import respond

_NO_LINK = N_("This link has already been used or has expired. Request a new one.")


class Joining(Controller):
    """Where accounts are made."""

    path = "/account"
    include_in_schema = False

    @page("/sign-up")
    def sign_up_page(self, request: HudRequest) -> Page:
        """The form."""
        _check_open(request)
        return Page("account/sign_up.html", form=forms.empty(SignUp))

    @post("/sign-up")
    @in_turn
    def sign_up(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """A new reader, who is signed in."""
        _check_open(request)
        filled = forms.decode(SignUp, form)
        human = human_check_of(request).check(request, "sign-up", form)
        email = _check(filled)
        if filled.data is not None and human.passed:
            session_id = _made(request, filled, filled.data, email, human.spend)
            if session_id:
                return begun(request, "/account?new=1", session_id)
        return respond(request, Page("account/sign_up.html", status=422, form=filled))

    @page("/confirm")
    def confirm_page(self, request: HudRequest, key: str = "") -> Page:
        """Ask for a click: programs that look for bad links open every address in a letter."""
        with request.hud.db.read() as session:
            link = links.look(session, key, "confirm", request.hud.clock())
        if link is None:
            raise NotFound(_NO_LINK)
        return Page("account/confirm.html", key=key, email=link.email)

    @post("/confirm", sync_to_thread=True)
    def confirm(self, request: HudRequest, form: forms.FormBody) -> Response[None]:
        """The address belongs to the account now."""
        try:
            with request.hud.db.write() as session:
                done = joining.confirm(session, form.values.get("key", ""), request.hud.clock())
        except EmailTaken:
            done = False
        if not done:
            raise NotFound(_NO_LINK)
        return see_other(request, "/account?saved=email" if request.person else "/account/sign-in")


def _check_open(request: HudRequest) -> None:
    if not request.hud.settings.may_sign_up:
        raise NotFound(N_("Sign-up is closed. Ask an administrator for an account."))


def _check(form: forms.Form[SignUp]) -> str:
    data = form.data
    check_name(form)
    email = check_email(form)
    if data is not None:
        check_new_password(form, data.password, data.password_again, data.name, data.email)
    return email


def _made(
    request: HudRequest, form: forms.Form[SignUp], data: SignUp, email: str, spend: Spend
) -> str | None:
    hud = request.hud
    try:
        return joining.sign_up(
            hud.db,
            attempts_of(hud.settings),
            data.name,
            email,
            data.password,
            hud.clock(),
            sends_mail=hud.settings.sends_mail,
            locale=request.reader.locale,
            address=request.address,
            place=place_here(request),
            spend=spend,
        )
    except (NameRefused, NameTaken) as error:
        form.error("name", gettext(str(error)))
    except EmailTaken as error:
        form.error("email", gettext(str(error)))
    return None
