"""`/account/tokens`: tokens for programs are made, seen once, and ended."""

from __future__ import annotations

from litestar import Controller, Response, post
from litestar.params import FromPath

from app.accounts.forms import NewToken
from app.accounts.preferences.routes import me
from app.accounts.profile import tokens
from app.i18n import N_
from app.web.errors import NotFound
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, forms
from app.web.response.redirects import see_other
from app.web.response.render import respond

SCOPES = (("read", N_("read-only")), ("write", N_("read and write: add, edit and delete pages")))
LASTS = (
    ("", N_("never")),
    ("7", N_("in a week")),
    ("30", N_("in a month")),
    ("90", N_("in three months")),
    ("365", N_("in a year")),
)


class Tokens(Controller):
    """A person's own tokens, nobody else's."""

    path = "/account/tokens"
    include_in_schema = False

    @page()
    def show(self, request: HudRequest) -> Page:
        """The list and the form."""
        return _screen(request, forms.empty(NewToken, scope="read"))

    @post(sync_to_thread=True)
    def make(self, request: HudRequest, form: forms.FormBody) -> Response[bytes]:
        """Make one and show it, this once: it is in no address, so no history has it."""
        person, filled = me(request), forms.decode(NewToken, form)
        data = filled.data
        if data is None:
            return respond(request, _screen(request, filled, status=422))
        with request.hud.db.write() as session:
            days = int(data.days) if data.days else None
            now = request.hud.clock()
            secret = tokens.create(session, person.id, data.name, data.scope, now, days=days)
        return respond(request, _screen(request, forms.empty(NewToken, scope="read"), secret=secret))

    @post("/{token_id:int}/end", sync_to_thread=True)
    def end(self, request: HudRequest, token_id: FromPath[int]) -> Response[None]:
        """End one."""
        person = me(request)
        with request.hud.db.write() as session:
            if not tokens.end(session, person.id, token_id):
                raise NotFound
        return see_other(request, "/account/tokens")


def _screen(request: HudRequest, form: forms.Form[NewToken], *, secret: str = "", status: int = 200) -> Page:
    person = me(request)
    with request.hud.db.read() as session:
        found = tokens.of(session, person.id)
    return Page(
        "account/tokens.html",
        status=status,
        headers={"Cache-Control": "no-store"},
        form=form,
        tokens=found,
        secret=secret,
        scopes=SCOPES,
        may=dict(SCOPES),
        lasts=LASTS,
        now=request.hud.clock(),
    )
