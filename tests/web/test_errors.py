"""Display of errors: to people, to programs, and in the log."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from litestar import Litestar, get
from litestar.exceptions import LitestarException
from litestar.response import Stream
from litestar.testing import TestClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.settings import Settings
from app.web.errors import BadRequest, Busy, NotFound, Trouble
from app.web.response.errors_page import understand
from tests.web.site import running


class Rough(Exception):
    """An error nobody foresaw."""


def test_people_get_a_page_with_the_request_in_it(nobody: TestClient[Litestar]) -> None:
    response = nobody.get("/nothing")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["x-request-id"] in response.text
    assert 'id="content"' in response.text


def test_programs_get_json(nobody: TestClient[Litestar]) -> None:
    for response in (
        nobody.get("/api/nothing"),
        nobody.get("/nothing", headers={"Accept": "application/json"}),
    ):
        assert response.status_code == 404
        assert response.json()["status"] == 404
        assert response.json()["request"] == response.headers["x-request-id"]
        assert response.json()["detail"]


def test_a_swap_gets_a_fragment(nobody: TestClient[Litestar]) -> None:
    text = nobody.get("/nothing", headers={"HX-Request-Type": "partial"}).text
    assert "<html" not in text
    assert 'role="alert"' in text


def test_a_strange_path_is_shown_escaped(nobody: TestClient[Litestar]) -> None:
    text = nobody.get('/<script>alert(1)</script>"onx=1').text
    assert "<script>alert" not in text
    assert '"onx' not in text


def test_what_nobody_foresaw_shows_nothing_of_the_inside(
    client: TestClient[Litestar], capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: str) -> None:
        raise Rough("the password is hunter2")

    with running(client.app.state.hud.settings) as other:
        other.app.state.hud.identify = broken
        capsys.readouterr()
        response = other.get("/", headers={"Cookie": "hud=x"})
    assert response.status_code == 500
    assert "hunter2" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["x-request-id"] in response.text
    lines = [line for line in capsys.readouterr().err.splitlines() if "request failed" in line]
    assert len(lines) == 1
    assert response.headers["x-request-id"] in lines[0]
    assert "Rough" in lines[0]


def test_a_log_line_stays_one_line_of_json(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with running(settings, log="json") as client:
        capsys.readouterr()
        client.get("/a%0d%0aINJECTED%1b[31m%E2%80%A8x" + "y" * 5_000 + "?key=secret-canary")
    out = capsys.readouterr().err
    (line,) = [line for line in out.split("\n") if line]
    assert json.loads(line)["status"] == 404
    assert json.loads(line)["method"] == "GET"
    assert "\x1b" not in line
    assert "\u2028" not in line
    assert len(line) < 10_000
    assert "secret-canary" not in line


def test_a_log_line_in_text_stays_one_line(
    capsys: pytest.CaptureFixture[str], client: TestClient[Litestar]
) -> None:
    capsys.readouterr()
    client.get("/a%0d%0aINJECTED%1b[31m")
    out = capsys.readouterr().err
    assert len(out.splitlines()) == 1
    assert "\x1b" not in out


def _sqlite(text: str) -> OperationalError:
    error = type("OperationalError", (Exception,), {"__module__": "sqlite3"})(text)
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    "text", ["database is locked", "database or disk is full", "attempt to write a readonly database"]
)
def test_a_database_that_cannot_now_is_busy(text: str) -> None:
    trouble = understand(_sqlite(text))
    assert isinstance(trouble, Busy)
    assert trouble.retry_after == 5


def test_an_exhausted_pool_is_busy() -> None:
    assert understand(PoolTimeout("QueuePool limit")).status == 503


def test_a_missing_table_is_our_own_mistake() -> None:
    assert understand(_sqlite("no such table: page")).status == 500


def test_a_locked_database_answers_503_with_a_time_to_wait(settings: Settings) -> None:
    def locked(_: str) -> None:
        raise _sqlite("database is locked")

    with running(settings) as client:
        client.app.state.hud.identify = locked
        response = client.get("/", headers={"Cookie": "hud=x", "Accept": "application/json"})
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"


def test_an_error_carries_its_place_only_when_it_has_one(nobody: TestClient[Litestar]) -> None:
    assert BadRequest("x", position=3).position == 3
    assert "position" not in nobody.get("/api/nothing").json()
    assert isinstance(understand(NotFound()), Trouble)


def test_half_an_answer_is_broken_off_and_logged(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    @get("/half", sync_to_thread=False)
    def half() -> Stream:
        def pieces() -> Iterator[bytes]:
            yield b"first"
            raise Rough("in the middle")

        return Stream(pieces())

    with running(settings) as client:
        client.app.register(half)
        capsys.readouterr()
        try:
            text = client.get("/half").text
        except (Rough, LitestarException):
            text = ""
    assert "<html" not in text
    assert len([line for line in capsys.readouterr().err.splitlines() if "request failed" in line]) == 1


AS_JSON = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("GET", "/", {**AS_JSON, "Host": "evil.example"}, 400),
        ("GET", "/", {**AS_JSON, "X-Long": "x" * 40_000}, 431),
        ("GET", "/bot?q=%00", AS_JSON, 400),
        ("GET", "/api/nothing", {"Accept": "text/html"}, 404),
        ("GET", "/api/search?order=random", {"Accept": "text/html"}, 400),
        ("GET", "/search?q=a&page=0", AS_JSON, 400),
        ("GET", "/pages/?page=x", AS_JSON, 400),
        ("GET", "/account/people", AS_JSON, 401),
        ("POST", "/api/pages", {"Accept": "text/html", "Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", "/bot", {**AS_JSON, "Sec-Fetch-Site": "same-origin"}, 405),
        ("TRACE", "/bot", AS_JSON, 405),
    ],
)
def test_every_refusal_has_one_shape(
    nobody: TestClient[Litestar], method: str, address: str, headers: dict[str, str], status: int
) -> None:
    answer = nobody.request(method, address, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    refusal = answer.json()
    assert set(refusal) - {"field", "position"} == {"detail", "status", "request"}
    assert (refusal["status"], refusal["request"]) == (status, answer.headers["x-request-id"])
    assert ("www-authenticate" in answer.headers) is (status == 401)
    assert ("allow" in answer.headers) is (status == 405)


@pytest.mark.parametrize(
    ("address", "body", "field"),
    [
        ("/account/sign-in", "name=&password=x", "name"),
        ("/account/sign-up", "name=" + "x" * 61, "name"),
    ],
)
def test_a_program_that_posts_a_form_is_told_the_field(
    nobody: TestClient[Litestar], address: str, body: str, field: str
) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    answer = nobody.post(address, content=body, headers={**headers, **AS_JSON})
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.json()["detail"]
    assert answer.headers["cache-control"] == "no-store"
    page = nobody.post(address, content=body, headers=headers)
    assert (page.status_code, page.headers["content-type"]) == (422, "text/html; charset=utf-8")


def test_readyz_that_is_not_has_the_shape_too(client: TestClient[Litestar]) -> None:
    def broken() -> str:
        raise Rough

    client.app.state.hud.checks["database"] = broken
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["status"] == 503
    assert answer.json()["request"] == answer.headers["x-request-id"]
    assert answer.json()["detail"]
