"""Signing in and out, as a browser does it."""

from __future__ import annotations

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import event

from app.accounts.attempts import FREE
from app.accounts.models import SessionRow
from app.accounts.password_limit import TRIES
from app.accounts.passwords import verify
from app.settings import Settings
from tests.captcha.solve import solved
from tests.web.site import PASSWORD, person, running, signed_in

OWN = {"Sec-Fetch-Site": "same-origin"}


def _sign_in(client: TestClient[Litestar], name: str, password: str, **more: str) -> Response:
    data = {"name": name, "password": password, **more}
    return client.post("/account/sign-in", data=data, headers=OWN, follow_redirects=False)


def _sessions(client: TestClient[Litestar]) -> list[str]:
    with client.app.state.hud.db.read() as session:
        return [row.digest for row in session.query(SessionRow)]


def test_name_and_password_lead_on_with_a_session(client: TestClient[Litestar]) -> None:
    person(client)
    response = _sign_in(client, "marie ELISE", PASSWORD, next="/pages/?q=1")
    assert response.status_code == 303
    assert response.headers["location"] == "/pages/?q=1"
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("hud=")
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert "secure" not in cookie.lower()
    text = client.get("/").text
    assert "Marie Elise" in text
    assert ">ME<" in text


def test_on_https_the_cookie_is_bound_to_the_host(settings: Settings) -> None:
    with running(settings, base_url="https://hud.example.org") as client:
        person(client)
        cookie = _sign_in(client, "Marie Elise", PASSWORD).headers["set-cookie"]
        assert cookie.startswith("__Host-hud=")
        assert "secure" in cookie.lower()
        assert "path=/" in cookie.lower()
        assert "domain" not in cookie.lower()
        assert "Marie Elise" in client.get("/").text
        # A browser takes no cookie of that name without Secure, not even one that ends it.
        gone = client.post("/account/sign-out", headers=OWN, follow_redirects=False).headers["set-cookie"]
        assert gone.startswith("__Host-hud=")
        assert "max-age=0" in gone.lower()
        assert "secure" in gone.lower()


@pytest.mark.parametrize(
    ("name", "password"), [("Marie Elise", "wrong"), ("nobody", PASSWORD), ("' OR 1=1 --", "' OR 1=1 --")]
)
def test_a_wrong_name_and_a_wrong_password_look_alike(
    client: TestClient[Litestar], name: str, password: str
) -> None:
    person(client)
    response = _sign_in(client, name, password)
    assert response.status_code == 422
    assert "Wrong name or password." in response.text
    assert f'value="{password}' not in response.text
    assert "set-cookie" not in response.headers


def test_a_wrong_name_and_a_wrong_password_cost_the_same_work(settings: Settings) -> None:
    with running(settings, apps=frozenset({"home"})) as client:
        person(client)
        verify("", "so that nobody's hash is made already")
        done: list[list[str]] = [[], []]
        for name, statements in zip(("Marie Elise", "nobody at all"), done, strict=True):

            def seen(_c: object, _cursor: object, said: str, *_: object, to: list[str] = statements) -> None:
                to.append(said)

            engine = client.app.state.hud.db.engine
            event.listen(engine, "before_cursor_execute", seen)
            assert _sign_in(client, name, "wrong").status_code == 422
            event.remove(engine, "before_cursor_execute", seen)
        assert done[0] == done[1] != []


@pytest.mark.parametrize(
    "next_",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"],
)
def test_next_never_leaves_the_site(client: TestClient[Litestar], next_: str) -> None:
    person(client)
    assert _sign_in(client, "Marie Elise", PASSWORD, next=next_).headers["location"] == "/"
    text = client.get("/account/sign-in", params={"next": next_}).text
    assert '<input type="hidden" name="next" value="">' in text


def test_an_id_brought_along_is_never_taken(client: TestClient[Litestar]) -> None:
    person(client)
    chosen = "a" * 43
    client.cookies.set("hud", chosen)
    response = _sign_in(client, "Marie Elise", PASSWORD)
    assert chosen not in response.headers["set-cookie"]


def test_signing_in_again_ends_the_session_before(client: TestClient[Litestar]) -> None:
    person(client)
    _sign_in(client, "Marie Elise", PASSWORD)
    first = client.cookies["hud"]
    _sign_in(client, "Marie Elise", PASSWORD)
    assert client.cookies["hud"] != first
    assert len(_sessions(client)) == 1
    client.cookies.clear()
    assert "Marie Elise" not in client.get("/", headers={"Cookie": f"hud={first}"}).text


def test_signing_out_ends_the_session_for_good(client: TestClient[Litestar]) -> None:
    session_id = signed_in(client)
    response = client.post("/account/sign-out", headers=OWN, follow_redirects=False)
    assert response.status_code == 303
    assert _sessions(client) == []
    # The browser forgets the pages it kept; not "cookies", which would be those of the whole domain.
    assert response.headers["clear-site-data"] == '"cache", "storage"'
    client.cookies.clear()
    assert "Marie Elise" not in client.get("/", headers={"Cookie": f"hud={session_id}"}).text


def test_the_table_holds_no_id_that_signs_in(client: TestClient[Litestar]) -> None:
    session_id = signed_in(client)
    (digest,) = _sessions(client)
    assert session_id not in digest
    client.cookies.clear()
    assert "Marie Elise" not in client.get("/", headers={"Cookie": f"hud={digest}"}).text


def test_guessing_is_stopped_even_without_checks(settings: Settings) -> None:
    with running(settings, apps=frozenset({"home"})) as client:
        person(client)
        codes = [_sign_in(client, "Marie Elise", "wrong").status_code for _ in range(TRIES + 1)]
        assert codes == [422] * TRIES + [429]
        response = _sign_in(client, "Marie Elise", PASSWORD)
        assert response.status_code == 429
        assert 1 <= int(response.headers["retry-after"]) <= 900
        assert _sign_in(client, "Somebody Else", "wrong").status_code == 422


@pytest.mark.parametrize("name", ["Marie Elise", "Somebody Else"])
def test_a_check_is_asked_for_after_failures_and_then_needed(client: TestClient[Litestar], name: str) -> None:
    person(client)
    pages = [_sign_in(client, name, "wrong").text for _ in range(FREE)]
    assert ['name="human"' in page for page in pages] == [False] * (FREE - 1) + [True]
    unchecked = _sign_in(client, name, PASSWORD)
    assert unchecked.status_code == 422
    assert "Wrong name or password" not in unchecked.text
    checked = _sign_in(client, name, "wrong", **solved(client, unchecked.text))
    assert "Wrong name or password" in checked.text
    again = _sign_in(client, name, PASSWORD, **solved(client, checked.text))
    assert again.status_code == (303 if name == "Marie Elise" else 422)


def test_the_sign_in_page_asks_for_the_check_where_much_went_wrong(client: TestClient[Litestar]) -> None:
    for number in range(FREE):
        _sign_in(client, f"person {number}", "wrong")
    assert 'name="human"' in client.get("/account/sign-in").text


@pytest.mark.parametrize("field", ["role", "is_admin", "id"])
def test_fields_that_nobody_asked_for_change_nothing(client: TestClient[Litestar], field: str) -> None:
    person(client)
    _sign_in(client, "Marie Elise", PASSWORD, **{field: "admin"})
    session_id = client.cookies["hud"]
    assert client.app.state.hud.identify(session_id).role == "reader"


def test_a_password_of_a_megabyte_is_refused(client: TestClient[Litestar]) -> None:
    assert _sign_in(client, "x", "p" * 900_000).status_code == 422
    assert _sign_in(client, "x", "p" * 1_100_000).status_code == 413


def test_sign_in_leads_to_the_language_one_came_by(client: TestClient[Litestar]) -> None:
    assert 'action="/nl/account/sign-in"' in client.get("/nl/account/sign-in").text
