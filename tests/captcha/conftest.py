"""A form that asks for nothing but its check, on an installation of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from litestar import Controller, Litestar, Response, get, post
from litestar.params import FromPath
from litestar.testing import TestClient
from litestar.types import ControllerRouterHandler

from app import asgi, features
from app.captcha.image import stock
from app.captcha.work import proof as work
from app.db import Database
from app.feature import Feature
from app.settings import Settings
from app.web.human import human_check_of
from app.web.request import HudRequest
from app.web.request.forms import FormBody
from tests.web.site import running


class Try(Controller):
    """A form of any name."""

    path = "/try"
    include_in_schema = False

    @get("/{name:str}", sync_to_thread=True)
    def blank(self, request: HudRequest, name: FromPath[str]) -> Response[str]:
        """The form."""
        return Response(human_check_of(request).field(request, name), media_type="text/html")

    @post("/{name:str}", sync_to_thread=True)
    def posted(self, request: HudRequest, name: FromPath[str], form: FormBody) -> Response[str]:
        """The form comes back.

        With a field `wrong` something else in it does not fit; with `broken` the transaction fails,
        with `late` it is found only after it that something does not fit.
        """
        human = human_check_of(request).check(request, name, form)
        if human.passed and "wrong" not in form.values:
            with suppress(ZeroDivisionError), request.hud.db.write() as session:
                human.spend(session)
                if "broken" in form.values:
                    raise ZeroDivisionError
            if not {"late", "broken"} & set(form.values):
                return Response("done", status_code=200)
        field = human_check_of(request).field(request, name)
        return Response(field, status_code=422, media_type="text/html")


def _with_form(feature: Feature) -> list[ControllerRouterHandler]:
    return [*features.handlers(feature), *([Try] if feature.switch == "home" else [])]


@pytest.fixture(autouse=True)
def _form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every application of these tests has the form; the work it asks for is light."""
    # The same function for all of them: `tests.prepared` tells by it whose routes may be used again.
    monkeypatch.setattr(asgi, "handlers", _with_form)
    monkeypatch.setattr(work, "BITS", 4)
    monkeypatch.setattr(stock, "FIRST", ("",) * 3)


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[TestClient[Litestar]]:
    """Nobody, before a form that is protected."""
    assert database.url == settings.database
    with running(settings) as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        yield client
