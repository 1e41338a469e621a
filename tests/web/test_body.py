"""JSON bodies: read strictly, and whatever cannot be read is refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.accounts import service
from app.accounts.profile import tokens
from app.clock import now
from app.pages import listing
from app.pages.choice import Choice
from app.web.request import bodies

Client = TestClient[Litestar]
JSON = {"Content-Type": "application/json"}
GOOD = b'{"url": "https://example.org/news"}'


@pytest.fixture
def editor(client: Client) -> Client:
    """A client that shows the token of an editor."""
    with client.app.state.hud.db.write() as session:
        person = service.create(session, "Marie Elise", "no password fits this", "editor", now())
        secret = tokens.create(session, person.id, "test", "write", now())
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 1_000 + b"]" * 1_000,
        b'{"url":' * 1_000 + b"1" + b"}" * 1_000,
        b'{"nothing":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"url": "https://example.org/\\ud800"}',
        b'{"url": "https://example.org/\xed\xa0\x80"}',
        b'{"url": "https://example.org/", "depth": NaN}',
        b'{"url": "https://example.org/", "depth": 1e400}',
        b'{"url": "https://example.org/", "depth": ' + b"9" * 5_000 + b"}",
        b'{"url": "https://example.org/\\u0000"}',
        b"\xef\xbb\xbf" + GOOD,
        GOOD.decode().encode("utf-16"),
        b"",
        b"null",
        b"[]",
        b"{",
    ],
)
def test_a_body_that_cannot_be_read_is_400(editor: Client, body: bytes) -> None:
    answer = editor.post("/api/pages", content=body, headers=JSON)
    assert answer.status_code == 400
    assert set(answer.json()) <= {"detail", "status", "request", "field"}
    assert answer.json()["status"] == 400


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"depth": "3"}, "depth"),
        ({"limit": 1.5}, "limit"),
        ({"every": 24}, "every"),
        ({"url": None}, "url"),
        ({"within": ["x"]}, "within"),
    ],
)
def test_a_field_of_another_kind_is_named(editor: Client, more: dict[str, Any], field: str) -> None:
    answer = editor.post("/api/pages", json={"url": "https://example.org/", **more})
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert field in answer.json()["detail"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"depth": 21}, "depth"),
        ({"limit": 0}, "limit"),
        ({"every": "2 moons"}, "every"),
        ({"every": "1s"}, "every"),
        ({"url": ""}, "url"),
        ({"within": "https://example.com/"}, "within"),
    ],
)
def test_a_field_out_of_bounds_is_422_and_named(editor: Client, more: dict[str, Any], field: str) -> None:
    answer = editor.post("/api/pages", json={"url": "https://example.org/", **more})
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"[]", "Send one JSON object, in braces, not a list or a single value."),
        (b"null", "Send one JSON object, in braces, not a list or a single value."),
        (b'{"url": "https://example.org/", "depth": "3"}', "“depth” must be a whole number."),
        (b'{"url": "https://example.org/", "depth": -1}', "Choose a depth from 0 to 20 levels of links."),
        (b'{"url": 1}', "“url” must be a text in quotation marks."),
        (b"{}", "“url” is missing."),
    ],
)
def test_what_is_wrong_with_a_body_is_said_in_a_sentence(editor: Client, body: bytes, told: str) -> None:
    assert editor.post("/api/pages", content=body, headers=JSON).json()["detail"] == told


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("page=0", "“page” must be 1 or more."),
        ("page=10001", "“page” must be 10000 or less."),
        ("page=one", "“page” must be a whole number."),
        (f"q={'x' * 501}", "“q” may have 500 characters at most."),
        ("state=odd", "“state” cannot be used as it is written."),
    ],
)
def test_what_is_wrong_with_a_parameter_is_said_in_a_sentence(editor: Client, query: str, told: str) -> None:
    answer = editor.get(f"/api/pages?{query}")
    assert (answer.status_code, answer.json()["detail"]) == (400, told)


def test_a_missing_field_is_named(editor: Client) -> None:
    answer = editor.post("/api/pages", json={})
    assert (answer.status_code, answer.json()["field"]) == (400, "url")


@pytest.mark.parametrize("url", ["http://[", "mailto:a@b", "http://a b/"])
def test_an_address_that_nobody_can_watch_is_422_at_its_field(editor: Client, url: str) -> None:
    answer = editor.post("/api/pages", json={"url": url})
    assert (answer.status_code, answer.json()["field"]) == (422, "url")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
def test_another_kind_of_body_is_415(editor: Client, kind: str) -> None:
    answer = editor.post("/api/pages", content=GOOD, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["status"]) == (415, 415)
    assert "application/json" in answer.json()["detail"]


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/ld+json"]
)
def test_json_by_any_of_its_names_is_read(editor: Client, kind: str) -> None:
    assert editor.post("/api/pages", content=GOOD, headers={"Content-Type": kind}).status_code == 201


def test_what_is_written_as_a_backslash_and_zeros_is_text(editor: Client) -> None:
    body = b'{"url": "https://example.org/", "within": "https://example.org/\\\\u0000"}'
    assert editor.post("/api/pages", content=body, headers=JSON).status_code != 400


def test_a_page_that_is_watched_already_is_200_and_a_new_one_201(editor: Client) -> None:
    first, second = (editor.post("/api/pages", content=GOOD, headers=JSON) for _ in range(2))
    assert (first.status_code, first.json()["new"]) == (201, True)
    assert (second.status_code, second.json()["new"]) == (200, False)
    assert first.json()["id"] == second.json()["id"]


def test_a_program_is_told_in_json_also_in_a_crowd(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "CROWD", -1)
    monkeypatch.setattr(bodies, "FREE", 0)
    monkeypatch.setattr(editor.app.asgi_handler._bodies, "_room", 0)
    told = editor.post("/api/pages", content=GOOD, headers=JSON)
    assert (told.status_code, told.json()["status"]) == (503, 503)
    shown = editor.post("/account/sign-in", data={"name": "a"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert (shown.status_code, shown.headers["content-type"]) == (503, "text/plain; charset=utf-8")


def test_a_parameter_is_named_as_it_is_written(editor: Client) -> None:
    answer = editor.get("/api/pages", params={"state": "zzz"})
    assert (answer.status_code, answer.json()["field"]) == (400, "state")


def test_the_last_of_two_equal_keys_counts(editor: Client) -> None:
    body = b'{"url": "https://example.org/1", "url": "https://example.org/2"}'
    answer = editor.post("/api/pages", content=body, headers=JSON)
    assert answer.json()["url"] == "https://example.org/2"


def test_too_much_is_413(editor: Client) -> None:
    answer = editor.post("/api/pages", content=b'"' + b"x" * 1_000_001 + b'"', headers=JSON)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


def test_a_page_in_the_list_is_all_that_the_command_line_tells_of_it(editor: Client) -> None:
    editor.post("/api/pages", content=GOOD, headers=JSON)
    (told,) = editor.get("/api/pages").json()["pages"]
    with editor.app.state.hud.db.read() as session:
        (row,) = listing.listing(session, Choice()).rows
        assert told == row.as_dict()
