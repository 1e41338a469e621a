"""Sign in, sign out, and become the first admin."""

from __future__ import annotations

from litestar import Controller, Response, post

from app.accounts import service
from app.accounts.attempts import attempts_of
from app.accounts.cookie import begun, ended, place_here, session_id_of, session_ids
from app.accounts.forms import FirstAdmin, SignIn, check_name, check_new_password
from app.accounts.names import NameRefused
from app.accounts.password_limit import Try
from app.accounts.sign_in import first
from app.accounts.sign_in.leaving import leave
from app.accounts.sign_in.queue import in_turn
from app.i18n import N_, gettext
from app.web.errors import NotFound
from app.web.human import human_check_of
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, forms
from app.web.response.redirects import safe_next
from app.web.response.render import respond

_SPENT = N_(
    "This link has already been used, has expired or is incomplete. If there is no administrator"
    " yet, restart HUD: it prints a new link."
)


class Entry(Controller):
    """The ways in and out, under /account/."""

    path = "/account"
    include_in_schema = False

    @page("/sign-in")
    def sign_in_page(self, request: HudRequest, next: str = "") -> Page:
        """The form."""
        attempts, hud = attempts_of(request.hud.settings), request.hud
        with hud.db.read() as session:
            doubtful = attempts.is_doubtful_network(session, request.address, hud.clock())
        return _sign_in_form(request, forms.empty(SignIn, next=safe_next(next, "")), doubtful)

    @post("/sign-in")
    @in_turn
    def sign_in(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """Name and password fit: on to where the reader was going, with a new session."""
        filled = forms.decode(SignIn, form)
        doubtful = _is_doubtful(request, form)
        human = human_check_of(request).check(request, "sign-in", form) if doubtful else None
        if filled.data is not None and (human is None or human.passed):
            session_id = _try(request, filled.data, human.spend if human else lambda _: None)
            if session_id:
                return begun(request, safe_next(filled.data.next), session_id)
            filled.error("password", gettext("Wrong name or password."))
            doubtful = _is_doubtful(request, form)
        return respond(request, _sign_in_form(request, filled, doubtful, status=422))

    @post("/sign-out", sync_to_thread=True)
    def sign_out(self, request: HudRequest) -> Response[None]:
        """The session ends here and in the table, there as soon as the disk takes it."""
        hud = request.hud
        done = [leave(hud.db, hud.disk, session_id) for session_id in session_ids(request)]
        return ended(request, "/" if all(done) else "/account/sign-in?unended=1")

    @page("/first")
    def first_page(self, request: HudRequest, key: str = "") -> Page:
        """The form of the one-time address; nothing is there for a wrong key or once it was used."""
        _check_first(request, key)
        return Page("account/first.html", form=forms.empty(FirstAdmin, key=key))

    @post("/first")
    @in_turn
    def first(self, request: HudRequest, form: forms.FormBody) -> Response[bytes] | Response[None]:
        """Make the first admin, who is then signed in."""
        _check_first(request, form.values.get("key", ""))
        filled = forms.decode(FirstAdmin, form)
        check_name(filled)
        if filled.data is not None:
            check_new_password(filled, filled.data.password, None, filled.data.name)
        session_id = _first(request, filled)
        if session_id is None:
            return respond(request, Page("account/first.html", status=422, form=filled))
        return begun(request, "/", session_id)


def _sign_in_form(
    request: HudRequest, form: forms.Form[SignIn], doubtful: bool, *, status: int = 200
) -> Page:
    hud = request.hud
    return Page(
        "account/sign_in.html",
        status=status,
        form=form,
        doubtful=doubtful,
        may_join=hud.settings.may_sign_up,
        has_admin=hud.has_admin(),
        reset="reset" in request.query_params,
        unended="unended" in request.query_params,
    )


def _is_doubtful(request: HudRequest, form: forms.RawForm) -> bool:
    hud, name = request.hud, service.name_key(form.values.get("name", ""))
    with hud.db.read() as session:
        return Try(attempts_of(hud.settings), name, request.address).is_doubtful(session, hud.clock())


def _try(request: HudRequest, data: SignIn, spend: service.Spend) -> str | None:
    return service.sign_in(
        request.hud.db,
        attempts_of(request.hud.settings),
        data.name,
        data.password,
        request.hud.clock(),
        address=request.address,
        place=place_here(request),
        replaces=session_id_of(request),
        spend=spend,
    )


def _check_first(request: HudRequest, key: str) -> None:
    with request.hud.db.read() as session:
        holds = first.is_key(session, key, request.hud.clock())
    if not holds:
        raise NotFound(gettext(_SPENT))


def _first(request: HudRequest, form: forms.Form[FirstAdmin]) -> str | None:
    if form.data is None:
        return None
    hud, data = request.hud, form.data
    try:
        made = first.make(hud.db, data.key, data.name, data.password, hud.clock(), place_here(request))
    except (NameRefused, service.NameTaken) as error:
        form.error("name", gettext(str(error)))
        return None
    if made is None:
        raise NotFound(gettext(_SPENT))
    return made
