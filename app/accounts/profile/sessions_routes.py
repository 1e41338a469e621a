"""`/account/sessions`: where somebody is signed in, and the end of it."""

from __future__ import annotations

from litestar import Controller, Response, post

from app.accounts import sessions
from app.accounts.cookie import session_id_of
from app.accounts.preferences.routes import me
from app.web.errors import NotFound
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest
from app.web.request.forms import FormBody
from app.web.response.redirects import see_other


class Sessions(Controller):
    """A person's own sessions, nobody else's."""

    path = "/account/sessions"
    include_in_schema = False

    @page()
    def show(self, request: HudRequest) -> Page:
        """The list, this one marked."""
        person = me(request)
        with request.hud.db.read() as session:
            rows = sessions.running(session, person.id, request.hud.clock())
        this = sessions.digest_of(session_id_of(request))
        return Page("account/sessions.html", sessions=rows, this=this, handle=sessions.HANDLE)

    @post(sync_to_thread=True)
    def end(self, request: HudRequest, form: FormBody) -> Response[None]:
        """End one, or all but this one."""
        person, which = me(request), form.values.get("end", "")
        with request.hud.db.write() as session:
            if which == "others":
                sessions.end_all(session, person.id, but=session_id_of(request))
            elif not sessions.end_one(session, person.id, which):
                raise NotFound
        return see_other(request, "/account/sessions")
