"""Rules that hold for every route there is, found by walking the route table."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from app.features import FEATURES
from app.settings import Settings
from app.web.methods import SAFE
from tests.web.site import running, signed_in

OPEN = {
    "/healthz",
    "/readyz",
    "/metrics",  # it looks itself who may
    *(
        f"{path}x" if path.endswith("/") else path
        for feature in FEATURES
        for path in feature.open_paths
        if path != "/account/first"  # a page only for who has the address that was printed
    ),
}


def routes(app: Litestar) -> list[tuple[str, str]]:
    """Method and address of every route, with something in the place of each parameter."""
    found = []
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            path = re.sub(r"\{[^}]*:int\}", "1", re.sub(r"\{[^}]*:(path|str)\}", "x", route.path))
            found += [(method, path) for handler in route.route_handlers for method in handler.http_methods]
    return sorted(set(found))


def test_every_changing_route_refuses_a_foreign_page(client: TestClient[Litestar]) -> None:
    signed_in(client)
    changing = [(method, path) for method, path in routes(client.app) if method not in SAFE]
    assert ("POST", "/account/sign-in") in changing
    foreign: list[dict[str, str]] = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {},
    ]
    for method, path in changing:
        for headers in foreign:
            response = client.request(method, path, headers=headers, content=b"")
            assert response.status_code == 403, (method, path, headers)


def test_every_changing_route_lets_its_own_pages_through(
    nobody: TestClient[Litestar],
) -> None:
    own = {"Sec-Fetch-Site": "same-origin"}
    for method, path in routes(nobody.app):
        if method not in SAFE:
            response = nobody.request(method, path, headers=own, content=b"", follow_redirects=False)
            assert response.status_code in (303, 401, 404, 422), (method, path)


def test_members_only_closes_every_route_to_nobody_but_the_open_ones(settings: Settings) -> None:
    with running(settings, public="none") as client:
        for method, path in routes(client.app):
            if method != "GET" or path.startswith("/static/"):
                continue
            response = client.get(path, headers={"Accept": "text/html"})
            expected = path in OPEN or path == "/account/first"
            assert (response.status_code != 401) is expected, path
            if not expected:
                assert response.headers["cache-control"] == "no-store"
                # What nobody may see is the way in, and leads back here; programs get JSON.
                way_in = '"status":401' if path.startswith("/api/") else f'name="next" value="{path}"'
                assert way_in in response.text


def test_nothing_that_was_read_on_pages_is_open() -> None:
    assert not [feature for feature in FEATURES if feature.open_paths and "pages" in feature.needs]
    assert not [path for path in OPEN if path.startswith(("/pages", "/search", "/api"))]


def test_members_only_opens_to_who_is_signed_in(settings: Settings) -> None:
    with running(settings, public="none") as client:
        assert client.get("/").status_code == 401
        signed_in(client, "reader")
        assert client.get("/").status_code == 200


def test_an_unknown_address_is_closed_too_when_members_only(settings: Settings) -> None:
    with running(settings, public="none") as client:
        assert client.get("/nothing").status_code == 401
        assert client.get("/nl/pages/").status_code == 401


@pytest.mark.parametrize(
    "path", ["/", "/bot", "/nl/bot", "/robots.txt", "/privacy", "/healthz", "/account/sign-in", "/api/schema"]
)
def test_nobody_may_look(nobody: TestClient[Litestar], path: str) -> None:
    assert nobody.get(path).status_code == 200


def test_a_feature_that_is_off_has_no_route_and_no_menu_entry(settings: Settings) -> None:
    with running(settings, apps=frozenset({"pages"})) as client:
        assert client.get("/search").status_code == 404
        text = client.get("/").text
        assert "/pages/" in text
        assert "/search" not in text


def test_the_readers_of_nothing_but_home_see_no_figures(settings: Settings) -> None:
    with running(settings, apps=frozenset({"home"})) as client:
        response = client.get("/")
        assert response.status_code == 200
        assert "/pages/" not in response.text
