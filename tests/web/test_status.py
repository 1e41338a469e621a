"""Health for whoever watches: a word for everybody, details for this machine."""

from __future__ import annotations

from litestar import Litestar
from litestar.testing import TestClient
from litestar.types import Receive, Scope, Send

from app.settings import Settings
from tests.web.site import running


def _fail() -> str:
    raise OSError("secret path /var/x")


def _well() -> str:
    return "ok"


def test_the_process_lives(client: TestClient[Litestar]) -> None:
    assert client.get("/healthz").text == "ok\n"


def test_a_part_that_fails_makes_it_not_ready(client: TestClient[Litestar]) -> None:
    client.app.state.hud.checks.clear()
    client.app.state.hud.checks.update(one=_well)
    assert client.get("/readyz").json() == {"ready": True}
    client.app.state.hud.checks.update(two=_fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    # The shape of all errors, and no word on the parts.
    assert set(response.json()) == {"ready", "detail", "status", "request"}
    assert response.json()["ready"] is False


def test_details_are_for_loopback_alone(settings: Settings) -> None:
    with running(settings) as client:
        app = client.app
    app.state.hud.checks.clear()
    app.state.hud.checks.update(one=_well, two=_fail)

    async def from_here(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "client": ("127.0.0.1", 1)}, receive, send)

    with TestClient(from_here, base_url="http://127.0.0.1") as near:
        assert near.get("/readyz").json()["parts"] == {"one": "ok", "two": "failed: OSError"}
        assert "secret path" not in near.get("/readyz").text


def test_database_and_broker_are_asked(client: TestClient[Litestar]) -> None:
    checks = client.app.state.hud.checks
    assert checks["database"]() == "ok"
    assert checks["broker"]() == "embedded"
