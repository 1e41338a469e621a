"""A request's origin: behind a proxy that is trusted, behind one that is not, and from this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.testing import TestClient
from litestar.types import ASGIApp, Receive, Scope, Send

from app.accounts import service
from app.accounts.passwords import hash_password
from app.asgi import create_app
from app.clock import now
from app.settings import Settings
from app.web.context import ROOT
from app.web.response.assets import Assets
from app.web.response.headers import HSTS
from tests.web.site import PASSWORD

NAME = "Marie Elise"
HERE = "http://127.0.0.1:8000"
BASE_URL = "https://hud.example.org"
FORWARDED = [
    ("X-Forwarded-For", "198.51.100.1"),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Host", "127.0.0.1"),
    ("X-Real-IP", "127.0.0.1"),
    ("Forwarded", "for=127.0.0.1"),
    ("Via", "1.1 proxy"),
]


Client = TestClient[ASGIApp]
Open = Callable[..., Client]


@pytest.fixture(scope="module")
def seen_from(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Open]:
    """Gives clients whose connections come from a peer; those with the same settings share an application."""
    apps: dict[tuple[str, bool], Litestar] = {}
    stack = ExitStack()

    def open_client(
        base_url: str = "", *, trusted: bool = False, peer: str = "127.0.0.1", version: str = "1.1"
    ) -> Client:
        app = apps.get((base_url, trusted))
        if app is None:
            folder = tmp_path_factory.mktemp("seen") / "var"
            folder.mkdir()
            shutil.copy(migrated, folder / "hud.sqlite3")
            proxies = ("127.0.0.1",) if trusted else ()
            made = Settings(data_dir=folder, base_url=base_url, trusted_proxies=proxies)
            app = apps[base_url, trusted] = create_app(made)
            with app.state.hud.db.write() as session:
                service.create(session, NAME, hash_password(PASSWORD), "reader", now())

        async def moved(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == ScopeType.HTTP:
                scope["client"], scope["http_version"] = (peer, 1), version
            await app(scope, receive, send)

        return stack.enter_context(Client(moved, base_url=HERE))

    with stack:
        yield open_client


def test_this_machine_sees_metrics_and_parts_and_says_any_name_of_its_own(seen_from: Open) -> None:
    client = seen_from(BASE_URL)
    assert client.get("/metrics").status_code == 200
    assert "parts" in client.get("/readyz").json()
    assert client.get("/healthz", headers={"Host": "localhost:8000"}).status_code == 200
    assert client.get("/").status_code == 400


@pytest.mark.parametrize(("name", "value"), FORWARDED)
def test_what_is_passed_on_does_not_come_from_this_machine(seen_from: Open, name: str, value: str) -> None:
    for trusted in (False, True):
        client = seen_from(trusted=trusted)
        assert client.get("/metrics", headers={name: value}).status_code == 403
        assert "parts" not in client.get("/readyz", headers={name: value}).json()


def test_a_proxy_that_says_nothing_of_itself_is_known_by_its_version_or_host(seen_from: Open) -> None:
    for version in ("1.0", "1"):  # as servers write it
        assert seen_from(version=version).get("/metrics").status_code == 403
    public = {"Host": "hud.example.org"}
    assert seen_from(BASE_URL).get("/metrics", headers=public).status_code == 403


def test_a_proxy_nobody_named_is_told_of_once(seen_from: Open, capsys: pytest.CaptureFixture[str]) -> None:
    client = seen_from(peer="10.9.8.7")
    for _ in range(3):
        client.get("/nothing", headers={"X-Forwarded-For": "198.51.100.1"})
    assert capsys.readouterr().err.count("HUD_TRUSTED_PROXIES") == 1
    assert 'hud_unnamed_proxy_requests{peer="10.9.8.7"} 3' in seen_from().get("/metrics").text


@pytest.mark.parametrize("base_url", ["", BASE_URL])
def test_over_https_every_answer_says_so(seen_from: Open, base_url: str) -> None:
    headers = {"X-Forwarded-Proto": "https", "Host": "hud.example.org" if base_url else "127.0.0.1"}
    client = seen_from(base_url, trusted=True)
    asset = Assets(ROOT / "static").url("app.css")
    for path in ("/", "/", "/bot", "/bot", "/nothing", "/api/nothing", asset, "/metrics"):
        answer = client.get(path, headers=headers)
        assert answer.headers.get_list(HSTS[0].decode()) == [HSTS[1].decode()], path


def test_over_http_no_answer_does_whoever_claims_it(seen_from: Open) -> None:
    client, claimed = seen_from(), {"X-Forwarded-Proto": "https"}
    for path in ("/", "/", "/nothing"):
        assert "strict-transport-security" not in client.get(path, headers=claimed).headers
        assert 'href="http://127.0.0.1:8000' in client.get("/", headers=claimed).text


def test_the_scheme_of_a_trusted_proxy_is_that_of_links(seen_from: Open) -> None:
    client = seen_from(trusted=True)
    for scheme in ("https", "http", "https"):
        # Kept pages of one scheme are not shown to the other.
        page = client.get("/", headers={"X-Forwarded-Proto": f"gopher, {scheme}"}).text
        assert f'href="{scheme}://127.0.0.1:8000' in page


def test_who_signs_in_over_https_has_a_cookie_of_https(seen_from: Open) -> None:
    client = seen_from(trusted=True)
    over = {"X-Forwarded-Proto": "https", "Origin": HERE.replace("http", "https")}
    form = {"name": NAME, "password": PASSWORD}
    answer = client.post("/account/sign-in", data=form, headers=over, follow_redirects=False)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-hud=")
    assert "Secure" in cookie
    client.cookies.clear()
    mine = {**over, "Cookie": cookie.partition(";")[0]}
    for _ in ("made", "kept"):
        assert NAME in client.get("/", headers=mine).text
    assert NAME not in client.get("/", headers={"Cookie": mine["Cookie"]}).text
