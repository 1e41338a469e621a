"""Adding one page by its form. Editors say how it is read; others suggest it, behind the check."""

from __future__ import annotations

from litestar import Response
from sqlalchemy.orm import Session

from app.accounts.attempts import attempts_of
from app.i18n import gettext
from app.net.urls import BadURL
from app.pages import screens, service, tags, visitors
from app.pages.choice import Choice
from app.pages.forms import LENGTHS, Add, Suggest
from app.pages.reasons import typing_reason
from app.web.errors import Forbidden, Trouble, Unauthorized
from app.web.human import Human, human_check_of
from app.web.pipeline.access import may_add, may_edit
from app.web.request import HudRequest
from app.web.request.forms import Form, RawForm, decode
from app.web.response.redirects import see_other
from app.web.response.render import respond


def check_may_add(request: HudRequest) -> None:
    """Raise unless the visitor may add pages."""
    if not may_add(request):
        raise Forbidden if request.person else Unauthorized


def add(request: HudRequest, form: RawForm) -> Response[bytes] | Response[None]:
    """Watch the page of a posted form and lead to it, or show the form again with what is wrong."""
    return _as_editor(request, form) if may_edit(request.role) else _as_visitor(request, form)


def _as_editor(request: HudRequest, raw: RawForm) -> Response[bytes] | Response[None]:
    form = decode(Add, raw)
    wish = form.data
    if wish is not None:
        try:
            with request.hud.db.write() as session:
                return _gone_to(request, _added(session, wish))
        except (BadURL, service.PageError) as error:
            _explain(form, error)
    return respond(request, screens.listing(request, screens.Where(Choice()), form, status=422))


def _added(session: Session, wish: Add) -> service.Added:
    every = LENGTHS[wish.every]
    return service.add(
        session,
        wish.instead or wish.url,
        every=every,
        depth=wish.depth,
        within_prefix=wish.within,
        limit=wish.limit,
        tags=tags.read(wish.tags),
        exactly=bool(wish.instead),
    )


def _as_visitor(request: HudRequest, raw: RawForm) -> Response[bytes] | Response[None]:
    form, human = decode(Suggest, raw), human_check_of(request).check(request, "add-page", raw)
    wish = form.data
    if wish is None or not human.passed:
        return respond(request, screens.add(form, status=422))
    try:
        return _gone_to(request, _suggested(request, wish, human))
    except (BadURL, service.PageError) as error:
        _explain(form, error)
    except (visitors.Full, visitors.TooManyAdded) as trouble:
        return _later(request, form, trouble)
    return respond(request, screens.add(form, status=422))


def _suggested(request: HudRequest, wish: Suggest, human: Human) -> service.Added:
    origin = "visitor" if request.person is None else "reader"
    # All in one: what is refused costs neither the answer to the check nor one of an hour's tries.
    with request.hud.db.write() as session:
        human.spend(session)
        return visitors.add(
            session,
            wish.instead or wish.url,
            every=LENGTHS[wish.every],
            origin=origin,
            exactly=bool(wish.instead),
            address=request.address,
            attempts=attempts_of(request.hud.settings),
        )


def _gone_to(request: HudRequest, added: service.Added) -> Response[None]:
    return see_other(request, f"/pages/{added.page.id}{'' if added.new else '?known=1'}")


def _explain(form: Form[Add] | Form[Suggest], error: BadURL | service.PageError) -> None:
    if isinstance(error, service.PageError):
        form.error(error.field, gettext(str(error)))
    else:
        form.error("url", gettext(typing_reason(error)))
        form.instead = error.instead


def _later(request: HudRequest, form: Form[Suggest], trouble: Trouble) -> Response[bytes]:
    form.error("later", gettext(trouble.detail))
    headers = {"Retry-After": str(trouble.retry_after)}
    return respond(request, screens.add(form, status=trouble.status, headers=headers))
