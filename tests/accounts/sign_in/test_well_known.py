"""Programs that keep passwords find the page for a new one."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.settings import Settings
from tests.web.site import running, signed_in

ADDRESS = "/.well-known/change-password"


@pytest.mark.parametrize("public", ["read", "none"])
def test_who_is_not_signed_in_comes_by_the_way_in(settings: Settings, public: str) -> None:
    with running(settings, public=public) as client:
        answer = client.get(ADDRESS, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["cache-control"] == "no-store"
        shown = client.get(ADDRESS)
        assert shown.status_code == 200
        assert '<input type="hidden" name="next" value="/account/password">' in shown.text


def test_who_is_signed_in_comes_to_the_form(client: TestClient[Litestar]) -> None:
    signed_in(client)
    shown = client.get(ADDRESS)
    assert shown.status_code == 200
    assert shown.url.path == "/account/password"
    assert "password_new" in shown.text


@pytest.mark.parametrize("public", ["read", "none"])
def test_address_that_nobody_serves_there_is_not_answered_as_if_it_were(
    settings: Settings, public: str
) -> None:
    # By this these programs find out whether an answer of 200 means anything.
    with running(settings, public=public) as client:
        path = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"
        assert client.get(path).status_code in (401, 404)
