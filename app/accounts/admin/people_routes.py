"""`/account/people`: the people of this installation, for its admins."""

from __future__ import annotations

from urllib.parse import urlencode

from litestar import Controller, Response, post
from litestar.params import FromPath

from app.accounts import service
from app.accounts.admin import people
from app.accounts.cookie import ended, session_id_of
from app.accounts.forms import NewPerson, SetRole, check_email, check_name
from app.accounts.models import Person
from app.accounts.profile.own import LastAdmin
from app.accounts.roles import ROLES
from app.i18n import gettext, pgettext
from app.web.errors import BadRequest, NotFound, Unprocessable
from app.web.pipeline.access import require_admin
from app.web.pipeline.page import Page, page
from app.web.request import HudRequest, forms
from app.web.response.redirects import see_other
from app.web.response.render import respond

ROWS = 50
PAGE_MOST = 10_000
FILTERS = ("", *ROLES, "disabled")
NOT_KEPT = {"Cache-Control": "no-store"}
NO_PASSWORD = "!"  # noqa: S105  # no hash is like this, so none fits


class People(Controller):
    """The list, and what an admin changes in it."""

    path = "/account/people"
    guards = [require_admin]  # noqa: RUF012  # as the framework declares it
    include_in_schema = False

    @page()
    def show(self, request: HudRequest, q: str = "", role: str = "", page: int = 1) -> Page:
        """The list."""
        if role not in FILTERS or not 1 <= page <= PAGE_MOST or len(q) > 200:
            raise BadRequest
        return _screen(request, forms.empty(NewPerson, role="reader"), q=q.strip(), role=role, page=page)

    @post(sync_to_thread=True)
    def add(self, request: HudRequest, form: forms.FormBody) -> Response[bytes]:
        """Make an account for somebody, who chooses a password by the link that is shown."""
        filled = forms.decode(NewPerson, form)
        check_name(filled)
        email = check_email(filled)
        made = _add(request, filled, email)
        if made is None:
            return respond(request, _screen(request, filled, status=422))
        return _link(request, *made)

    @page("/{person_id:int}")
    def one(self, request: HudRequest, person_id: int) -> Page:
        """One person."""
        with request.hud.db.read() as session:
            return _one(session.get(Person, person_id))

    @post("/{person_id:int}/role", sync_to_thread=True)
    def role(self, request: HudRequest, person_id: FromPath[int], form: forms.FormBody) -> Response[None]:
        """Another role; the person signs in anew."""
        wish = forms.decode(SetRole, form).data
        if wish is None:
            raise Unprocessable
        try:
            with request.hud.db.write() as session:
                person = people.set_role(session, person_id, wish.role)
        except LastAdmin as error:
            raise Unprocessable(gettext(str(error))) from None
        return _back(request, person)

    @post("/{person_id:int}/disable", sync_to_thread=True)
    def disable(self, request: HudRequest, person_id: FromPath[int]) -> Response[None]:
        """Close the way in."""
        try:
            with request.hud.db.write() as session:
                person = people.disable(session, person_id, request.hud.clock())
        except LastAdmin as error:
            raise Unprocessable(gettext(str(error))) from None
        return _back(request, person)

    @post("/{person_id:int}/enable", sync_to_thread=True)
    def enable(self, request: HudRequest, person_id: FromPath[int]) -> Response[None]:
        """Open it again."""
        with request.hud.db.write() as session:
            person = people.enable(session, person_id)
        return _back(request, person)

    @post("/{person_id:int}/reset", sync_to_thread=True)
    def reset(self, request: HudRequest, person_id: FromPath[int]) -> Response[bytes]:
        """A link for a new password, shown this once."""
        with request.hud.db.write() as session:
            path = people.reset_link(session, person_id, request.hud.clock())
            person = session.get(Person, person_id)
        if path is None or person is None:
            raise NotFound
        return _link(request, person, path)


def _screen(
    request: HudRequest,
    form: forms.Form[NewPerson],
    *,
    q: str = "",
    role: str = "",
    page: int = 1,
    status: int = 200,
) -> Page:
    with request.hud.db.read() as session:
        found = people.listing(session, q=q, role=role, offset=(page - 1) * ROWS, limit=ROWS)
    return Page(
        "account/people.html",
        status=status,
        form=form,
        listing=found,
        q=q,
        role=role,
        page=page,
        query=urlencode({"q": q, "role": role}),
        last=max(1, -(-found.total // ROWS)),
        filters=_filters(),
        roles=ROLES,
    )


def _filters() -> tuple[tuple[str, str], ...]:
    return (
        ("", pgettext("users", "all")),
        ("reader", gettext("readers")),
        ("editor", gettext("editors")),
        ("admin", gettext("administrators")),
        ("disabled", pgettext("users", "disabled")),
    )


def _one(person: Person | None) -> Page:
    if person is None:
        raise NotFound
    return Page("account/someone.html", them=person, roles=ROLES)


def _link(request: HudRequest, person: Person, path: str) -> Response[bytes]:
    link = request.root + path
    return respond(request, Page("account/link.html", headers=NOT_KEPT, them=person, link=link))


def _back(request: HudRequest, person: Person | None) -> Response[None]:
    if person is None:
        raise NotFound
    if request.hud.identify(session_id_of(request)) is None:
        return ended(request, "/account/sign-in")  # they changed their own role
    return see_other(request, f"/account/people/{person.id}")


def _add(request: HudRequest, form: forms.Form[NewPerson], email: str) -> tuple[Person, str] | None:
    if form.data is None:
        return None
    hud, wish = request.hud, form.data
    try:
        with hud.db.write() as session:
            now = hud.clock()
            person = service.create(session, wish.name, NO_PASSWORD, wish.role, now, email=email or None)
            path = people.reset_link(session, person.id, now)
            return (person, path) if path else None
    except service.NameTaken as error:
        form.error("name", gettext(str(error)))
    except service.EmailTaken as error:
        form.error("email", gettext(str(error)))
    return None
