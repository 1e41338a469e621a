"""Refusals before any route is reached, and headers that every answer carries."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.settings import Settings
from tests.web.site import running, signed_in

SAME = {"Sec-Fetch-Site": "same-origin"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/api/nothing", "/healthz", "/robots.txt", "/static/nothing"]
)
def test_every_answer_carries_the_headers(nobody: TestClient[Litestar], path: str) -> None:
    headers = nobody.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert len(headers["x-request-id"]) == 16


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1@evil.example", "127.0.0.1/..", "", "a b", "[::1", "x:y"]
)
def test_a_foreign_host_is_refused(nobody: TestClient[Litestar], host: str) -> None:
    refused = nobody.get("/", headers={"Host": host})
    assert refused.status_code == 400
    # It would lead to the same refusal.
    assert 'class="button"' not in refused.text


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "192.168.0.7:8000"]
)
def test_numbers_and_localhost_are_always_hosts(nobody: TestClient[Litestar], host: str) -> None:
    assert nobody.get("/healthz", headers={"Host": host}).status_code == 200


def test_with_a_base_url_its_host_is_the_only_name(settings: Settings) -> None:
    with running(settings, base_url="https://hud.example.org") as client:
        assert client.get("/").status_code == 200
        for other in ("www.hud.example.org", "127.0.0.1:8000", "localhost", "[::1]", "192.168.0.7"):
            refused = client.get("/", headers={"Host": other})
            assert refused.status_code == 400
            assert '<a class="button" href="https://hud.example.org/">' in refused.text
            assert client.get("/healthz", headers={"Host": other}).status_code == 400
        assert 'href="https://hud.example.org/nl/"' in client.get("/").text


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "GETT"])
def test_other_methods_are_refused(nobody: TestClient[Litestar], method: str) -> None:
    assert nobody.request(method, "/").status_code == 405


def test_a_page_that_cannot_be_posted_to_says_so(nobody: TestClient[Litestar]) -> None:
    assert nobody.post("/bot", headers=SAME).status_code == 405


def test_head_has_the_headers_of_get_and_no_body(nobody: TestClient[Litestar]) -> None:
    plain = {"Accept-Encoding": "identity"}
    for _ in ("made anew", "kept"):
        response = nobody.head("/bot", headers=plain)
        assert response.status_code == 200
        assert response.content == b""
        got = nobody.get("/bot", headers=plain).headers
        assert int(response.headers["content-length"]) > 1_000
        assert set(response.headers.items()) ^ set(got.items()) == {
            ("x-request-id", response.headers["x-request-id"]),
            ("x-request-id", got["x-request-id"]),
        }


@pytest.mark.parametrize("query", ["q=%ff", "q=%00", "q=%ED%A0%80", "%C3%28=x", "q=a%F8%88%80%80%80"])
def test_a_query_that_is_no_text_is_400(nobody: TestClient[Litestar], query: str) -> None:
    response = nobody.get(f"/bot?{query}")
    assert response.status_code == 400
    assert "<h1>" in response.text


@pytest.mark.parametrize("path", ["/%00", "/pages/%ff", "/%ED%A0%80"])
def test_a_path_that_is_no_text_is_400(nobody: TestClient[Litestar], path: str) -> None:
    assert nobody.get(path).status_code == 400


@pytest.mark.parametrize("body", [b"name=%ff", b"name=%00", b"\xff\xfe", b"name=%ED%A0%80"])
def test_a_form_that_is_no_text_is_400(nobody: TestClient[Litestar], body: bytes) -> None:
    assert nobody.post("/account/sign-in", content=body, headers=SAME | FORM).status_code == 400


def test_a_body_over_a_megabyte_is_413(nobody: TestClient[Litestar]) -> None:
    body = b"name=" + b"a" * 1_000_001
    assert nobody.post("/account/sign-in", content=body, headers=SAME | FORM).status_code == 413


def test_a_body_without_length_over_a_megabyte_is_413(nobody: TestClient[Litestar]) -> None:
    parts = (b"a" * 100_000 for _ in range(12))
    assert nobody.post("/account/sign-in", content=parts, headers=SAME | FORM).status_code == 413


def test_other_bodies_than_forms_are_400(nobody: TestClient[Litestar]) -> None:
    headers = SAME | {"Content-Type": "multipart/form-data; boundary=x"}
    assert nobody.post("/account/sign-in", content=b"--x--", headers=headers).status_code == 400
    assert nobody.post("/account/sign-in", json={"name": 1}, headers=SAME).status_code == 400


def test_a_thousand_fields_are_400(nobody: TestClient[Litestar]) -> None:
    body = b"&".join(b"a=1" for _ in range(1_000))
    assert nobody.post("/account/sign-in", content=body, headers=SAME | FORM).status_code == 400


def test_a_header_of_64_kb_is_431(nobody: TestClient[Litestar]) -> None:
    assert nobody.get("/", headers={"X-Long": "a" * 65_536}).status_code == 431
    assert nobody.get("/", headers={f"X-{n}": "a" for n in range(200)}).status_code == 431


def test_a_number_no_database_holds_is_a_page_that_is_not_there(nobody: TestClient[Litestar]) -> None:
    assert nobody.get(f"/pages/{2**70}").status_code == 404


def test_a_planted_second_session_cookie_signs_nobody_in(client: TestClient[Litestar]) -> None:
    session_id = signed_in(client)
    client.cookies.clear()
    assert "Marie Elise" in client.get("/", headers={"Cookie": f"hud={session_id}"}).text
    assert "Marie Elise" not in client.get("/", headers={"Cookie": f"hud=x; hud={session_id}"}).text


@pytest.mark.parametrize("value", ["", "x" * 8_000, "%00", "../../etc", "ä", '"', "a" * 43])
def test_a_made_up_session_cookie_is_nobody(nobody: TestClient[Litestar], value: str) -> None:
    response = nobody.get("/", headers={b"Cookie": f"hud={value}".encode()})
    assert response.status_code == 200
    assert "Sign out" not in response.text
