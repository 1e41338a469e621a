"""Sign in, sign out, and become the first admin."""

from __future__ import annotations

from litestar import Controller, Response, get, post
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler

from app.accounts import service
from app.accounts.arrival import arrived
from app.accounts.attempts import Attempts
from app.accounts.avatar_routes import AvatarPage
from app.accounts.forms import FirstAdmin, SignIn
from app.accounts.language import Switcher
from app.accounts.preferences_routes import PreferencesPage
from app.i18n import gettext
from app.web import forms
from app.web.cookies import cookie_values
from app.web.errors import NotFound
from app.web.redirects import safe_next, see_other
from app.web.render import render
from app.web.request import HudRequest, cookie_name, is_secure

_attempts = Attempts()
_COOKIE_DAYS = 180


class Account(Controller):
    """What stands under /account/."""

    path = "/account"
    include_in_schema = False

    @get("/sign-in", sync_to_thread=True)
    def sign_in_page(self, request: HudRequest, next: FromQuery[str] = "") -> Response[str]:
        """The form."""
        form = forms.empty(SignIn, next=safe_next(next, ""))
        return render(request, "account/sign_in.html", form=form, first=False)

    @post("/sign-in", sync_to_thread=True)
    def sign_in(self, request: HudRequest, form: forms.FormBody) -> Response[str] | Response[None]:
        """Name and password fit: on to where the reader was going, with a new session."""
        filled = forms.decode(SignIn, form)
        if filled.data is not None:
            session_id = _try(request, filled.data)
            if session_id:
                return _with_cookie(request, safe_next(filled.data.next), session_id)
            filled.error("password", gettext("Name and password do not belong together."))
        return render(request, "account/sign_in.html", status_code=422, form=filled)

    @post("/sign-out", sync_to_thread=True)
    def sign_out(self, request: HudRequest) -> Response[None]:
        """The session ends here and in the table."""
        for session_id in _cookies(request):
            service.sign_out(request.hud.db, session_id)
        return _with_cookie(request, "/", "", days=0)

    @get("/first", sync_to_thread=True)
    def first_page(self, request: HudRequest, key: FromQuery[str] = "") -> Response[str]:
        """The form of the one-time address; nothing is there for a wrong key or once it was used."""
        _check_first(request, key)
        return render(request, "account/first.html", form=forms.empty(FirstAdmin, key=key))

    @post("/first", sync_to_thread=True)
    def first(self, request: HudRequest, form: forms.FormBody) -> Response[str] | Response[None]:
        """Make the first admin, who is then signed in."""
        _check_first(request, form.values.get("key", ""))
        filled = forms.decode(FirstAdmin, form)
        if filled.data is None:
            return render(request, "account/first.html", status_code=422, form=filled)
        hud, data = request.hud, filled.data
        session_id = service.first_admin(hud.db, data.name, data.password, hud.clock())
        if session_id is None:
            raise NotFound
        return _with_cookie(request, "/", session_id)


def _check_first(request: HudRequest, key: str) -> None:
    with request.hud.db.read() as session:
        taken = service.has_admin(session)
    if taken or not service.is_first_key(request.hud.settings, key):
        raise NotFound(gettext("This address made the first admin once, or it is mistyped."))


def _try(request: HudRequest, data: SignIn) -> str | None:
    hud, account = request.hud, service.name_key(data.name)
    _attempts.check(account, request.address, hud.clock())
    old = next(iter(_cookies(request)), "")
    session_id = service.sign_in(hud.db, data.name, data.password, hud.clock(), replaces=old)
    if session_id is None:
        _attempts.failed(account, request.address, hud.clock())
    else:
        _attempts.succeeded(account, request.address)
    return session_id


def _cookies(request: HudRequest) -> list[str]:
    return cookie_values(request.headers.get("cookie", ""), cookie_name(request.hud))


def _with_cookie(
    request: HudRequest, path: str, session_id: str, *, days: int = _COOKIE_DAYS
) -> Response[None]:
    response = arrived(request, path, session_id) if session_id else see_other(request, path)
    response.set_cookie(
        key=cookie_name(request.hud),
        value=session_id,
        path="/",
        max_age=days * 86_400,
        secure=is_secure(request.hud),
        httponly=True,
        samesite="lax",
    )
    return response


handlers: list[ControllerRouterHandler] = [Account, AvatarPage, PreferencesPage, Switcher]
