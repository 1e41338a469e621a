"""No value of any header breaks any kind of route."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.settings import Settings
from tests.attack.headers import JUNK, NAMES
from tests.soak import times
from tests.web.site import running, signed_in

EVERY = times("junk headers: one route of so many meets each value", 4, 1)
ROUTES = (
    ("GET", "/"),
    ("HEAD", "/pages/"),
    ("GET", "/search?q=flood"),
    ("GET", "/api/search?q=flood"),
    ("GET", "/static/nothing"),
    ("GET", "/nothing"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("OPTIONS", "/pages/"),
    ("POST", "/account/sign-in"),
    ("POST", "/account/language"),
    ("POST", "/account/avatar"),
    ("POST", "/api/pages"),
    ("POST", "/nothing"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[TestClient[Litestar]]:
    """An editor's browser, behind a proxy that passes on whatever it is sent."""
    folder = tmp_path_factory.mktemp("junk") / "var"
    folder.mkdir()
    shutil.copy(migrated, folder / "hud.sqlite3")
    with running(Settings(data_dir=folder, trusted_proxies=("127.0.0.0/8",))) as client:
        signed_in(client, "editor")
        yield client


@pytest.mark.parametrize("name", NAMES)
def test_no_value_of_a_header_breaks_a_route(client: TestClient[Litestar], name: str) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    plain = {key.encode(): value.encode() for key, value in own.items() if key.lower() != name}
    if name == "origin":
        del plain[b"Sec-Fetch-Site"]  # beside it nobody looks at Origin
    for number, value in enumerate(JUNK):
        for method, path in ROUTES[number % EVERY :: EVERY]:
            content = b"name=a" if method == "POST" else None
            headers = {**plain, name.encode(): value}
            answer = client.request(method, path, headers=headers, content=content, follow_redirects=False)
            assert answer.status_code < 500, (method, path, value)
