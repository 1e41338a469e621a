"""`/metrics`: a format Prometheus reads, for this machine or with a token, summed over processes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.accounts.profile import tokens
from app.clock import now
from app.process_metrics import ProcessMetrics
from app.settings import Settings
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
_SAMPLE = re.compile(r'[a-z_]+(\{[a-z_]+="(\\.|[^"\\])*"(,[a-z_]+="(\\.|[^"\\])*")*\})? -?[0-9.e+-]+')


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    with running(settings) as made:
        seen_from(made, "127.0.0.1")
        yield made


def seen_from(client: Client, address: str) -> None:
    """The application takes the client for one at this address."""
    inner = client.app.asgi_handler

    async def there(scope: Any, receive: Any, send: Any) -> None:
        await inner({**scope, "client": (address, 1)}, receive, send)

    client.app.asgi_handler = there


def samples(client: Client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    lines = answer.text.splitlines()
    for line in lines:
        assert line.startswith(("# HELP ", "# TYPE ")) or _SAMPLE.fullmatch(line), line
    families = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(families) == len(set(families)), "each family comes once"
    return {name: float(value) for name, _, value in (x.rpartition(" ") for x in lines if x[0] != "#")}


def test_requests_rows_memory_index_and_jobs_are_told(client: Client) -> None:
    signed_in(client)
    before = samples(client)
    for _ in range(3):
        assert client.get("/account/preferences").status_code == 200
    assert client.get("/nothing-here").status_code == 404
    after = samples(client)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown('hud_requests_total{status="2xx"}') == 4  # with the first look at /metrics itself
    assert grown('hud_requests_total{status="4xx"}') == 1
    assert grown("hud_request_duration_seconds_count") == 5
    assert grown('hud_request_duration_seconds_bucket{le="+Inf"}') == 5
    assert grown("hud_request_duration_seconds_sum") > 0
    # Who is signed in was looked up once, before.
    assert grown('hud_row_cache_total{model="SessionRow",event="hit"}') == 5
    assert max(value for name, value in after.items() if name.startswith("hud_process_res")) > 1_000_000
    assert after["hud_jobs_due"] == 0
    assert after["hud_index_pages"] == 0


def test_other_processes_count_too(client: Client, settings: Settings) -> None:
    other = ProcessMetrics(settings.data_dir / "metrics")
    other.add(other.slot("status 5"), 40)
    other.add(other.slot('cache row A"b\\c hit'), 2)
    found = samples(client)
    assert found['hud_requests_total{status="5xx"}'] == 40
    assert found['hud_row_cache_total{model="A\\"b\\\\c",event="hit"}'] == 2


def test_parts_add_their_own(client: Client) -> None:
    metrics = client.app.state.hud.metrics
    count = metrics.counter("hud_try_total", "Tries", kind="x")
    metrics.gauge("hud_try_bytes", "Bytes", lambda: 12)
    metrics.register("hud_try_far", "Far", lambda: 1.5)
    metrics.register("hud_try_broken", "Broken", lambda: 1 / 0)
    count(3)
    found = samples(client)
    assert found['hud_try_total{kind="x"}'] == 3
    assert found["hud_try_bytes"] == 12
    assert found["hud_try_far"] == 1.5
    assert not any("broken" in name for name in found)


@pytest.mark.parametrize("public", ["read", "none"])
def test_strangers_need_a_token(settings: Settings, public: str) -> None:
    with running(settings, public=public) as client:
        seen_from(client, "203.0.113.9")
        signed_in(client)
        with client.app.state.hud.db.write() as session:
            secret = tokens.create(session, 1, "prometheus", "read", now())
        client.cookies.clear()
        assert client.get("/metrics").status_code == 403
        wrong = {"Authorization": "Bearer nothing"}
        assert client.get("/metrics", headers=wrong).status_code == 401
        right = {"Authorization": f"Bearer {secret}"}
        assert "hud_requests_total" in client.get("/metrics", headers=right).text
