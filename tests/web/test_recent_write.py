"""Several hosts: who has just changed something is known by it to the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.settings import Settings
from tests.services import empty
from tests.web.site import running, signed_in

SAME = {"Sec-Fetch-Site": "same-origin"}
PAGE = {"url": "https://example.org/", "every": "24h", "depth": "0", "limit": "500"}


@pytest.fixture
def url(postgres_url: str) -> Iterator[str]:
    """A PostgreSQL database with nothing in it, before and after."""
    empty(postgres_url)
    yield postgres_url
    empty(postgres_url)


@pytest.mark.parametrize("base", ["", "https://hud.example.org"])
def test_answer_to_a_change_names_its_host_for_a_moment(settings: Settings, url: str, base: str) -> None:
    with running(settings, database_url=url, base_url=base) as client:
        session = signed_in(client)
        name = "__Host-hud" if base else "hud"
        headers = SAME | {"Cookie": f"{name}={session}"}
        changed = client.post("/pages/", data=PAGE, headers=headers, follow_redirects=False)
        assert changed.status_code == 303
        cookie = changed.headers["set-cookie"]
        assert cookie.startswith(f"hud_wrote={client.app.state.hud.counters.host}; ")
        assert "Max-Age=2; HttpOnly; SameSite=Lax" in cookie
        assert ("Secure" in cookie) is bool(base)
        refused = client.post("/pages/", data={"url": ""}, headers=headers)
        assert refused.status_code == 422
        assert "set-cookie" not in refused.headers
        assert "set-cookie" not in client.get("/pages/", headers=headers).headers


def test_one_host_alone_sets_no_such_cookie(settings: Settings) -> None:
    with running(settings) as client:
        signed_in(client)
        changed = client.post("/pages/", data=PAGE, headers=SAME, follow_redirects=False)
        assert changed.status_code == 303
        assert "set-cookie" not in changed.headers
