"""Declared pages: what they are told, what keeps them, and what becomes of them when something goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient
from sqlalchemy import select

from app.accounts.models import Person
from app.clock import SECOND
from app.settings import Settings
from app.web.pipeline import dear
from app.web.pipeline.access import require_admin
from app.web.pipeline.page import INDEX, Json, Page, Text, page
from app.web.request import HudRequest, PageRequest
from tests.web.site import BASE, running, signed_in

Client = TestClient[Litestar]
Log = pytest.LogCaptureFixture


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    """Nobody, on an installation whose clock stands still."""
    with running(settings) as client:
        client.app.state.hud.clock = lambda: 1_000 * SECOND
        yield client


def served(client: Client, *handlers: HTTPRouteHandler) -> None:
    """Add pages to the application of a test."""
    for handler in handlers:
        client.app.register(handler)


def kept(client: Client) -> int:
    """How often a kept page was shown."""
    return sum(events.get("hit", 0) for events in client.app.state.hud.pages.stats.table().values())


@pytest.mark.parametrize("at_once", [True, False])
def test_guards_of_a_page_are_asked_cold_and_warm(client: Client, at_once: bool) -> None:
    @page("/try/secret", depends_on=[], guards=[require_admin], at_once=at_once)
    def secret(request: PageRequest) -> Text:
        return Text(f"for {request.role}")

    served(client, secret)
    assert client.get("/try/secret").status_code == 401
    admin = {"Cookie": f"hud={signed_in(client, 'admin')}"}
    reader = {"Cookie": f"hud={signed_in(client, 'reader', 'Jan')}"}
    client.cookies.clear()
    for _ in range(3):
        assert client.get("/try/secret", headers=admin).text == "for admin"
        assert client.get("/try/secret", headers=reader).status_code == 403
        assert client.get("/try/secret").status_code == 401


def test_page_that_many_ask_for_at_once_is_made_once_the_first_time_too(client: Client) -> None:
    arrived, made = threading.Semaphore(0), []

    async def seen(_: object, __: object) -> None:
        arrived.release()

    @page("/try/slow", depends_on=[], guards=[seen])
    def slow(request: PageRequest) -> Text:
        made.append(request.path)
        # The others are on their way: each has passed the page's guard.
        for _ in range(8):
            assert arrived.acquire(timeout=10)
        return Text("made")

    served(client, slow)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get("/try/slow").text, range(8)))
    assert answers == ["made"] * 8
    assert made == ["/try/slow"]


def test_kept_page_has_nothing_of_its_visitor(client: Client) -> None:
    seen: list[PageRequest] = []

    @page("/try/alike", depends_on=[])
    def alike(request: PageRequest) -> Text:
        seen.append(request)
        return Text(request.role)

    served(client, alike)
    signed_in(client, "editor")
    assert client.get("/try/alike?x=1&x=2", headers={"Accept-Language": "nl"}).text == "editor"
    (request,) = seen
    assert (request.language, request.zone.key, request.query, request.here) == (
        "nl",
        "UTC",
        {"x": "1"},
        "/try/alike?x=1&x=2",
    )
    for name in (
        "headers",
        "cookies",
        "person",
        "visitor",
        "address",
        "client",
        "scope",
        "info",
        "id",
        "state",
    ):
        with pytest.raises(AttributeError):
            getattr(request, name)
    assert not hasattr(request, "__dict__")


def test_page_that_takes_the_wrong_request_fails_at_import() -> None:
    def whole(request: HudRequest) -> Text:
        return Text(request.address)

    def alike(request: PageRequest) -> Text:
        return Text(request.role)

    # Without their types, which forbid it already.
    unchecked: list[Any] = [whole, alike]
    with pytest.raises(TypeError, match="has to take a PageRequest"):
        page("/try", depends_on=[])(unchecked[0])
    with pytest.raises(TypeError, match="has to take a HudRequest"):
        page("/try")(unchecked[1])


def test_function_that_is_not_plain_fails_at_import() -> None:
    async def later(request: PageRequest) -> Text:
        return Text(request.role)

    unchecked: Any = later
    with pytest.raises(TypeError, match="has to be a plain function"):
        page("/try", depends_on=[])(unchecked)


def test_kept_page_that_sets_a_cookie_is_shown_to_nobody(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    @page("/try/cookie", depends_on=[])
    def cookie(_: PageRequest) -> Text:
        return Text("for all", headers={"Set-Cookie": "hud=of-the-first"})

    served(client, cookie)
    for _ in range(2):
        answer = client.get("/try/cookie")
        assert (answer.status_code, "set-cookie" in answer.headers) == (500, False)
    assert "sets a cookie" in caplog.text
    assert kept(client) == 0


@pytest.mark.parametrize("wrong", ["pagee", "person", Settings, None])
def test_wrong_dependency_fails_at_import(wrong: Any) -> None:
    def alike(request: PageRequest) -> Text:
        return Text(request.role)

    with pytest.raises(TypeError, match="nothing a page can depend on"):
        page("/try", depends_on=[wrong])(alike)
    page("/try", depends_on=[Person, INDEX])(alike)


def test_page_adds_to_what_it_depends_on_while_it_is_made(client: Client) -> None:
    @page("/try/people", depends_on=[])
    def people(request: PageRequest) -> Text:
        request.depends_on(Person)
        with request.hud.db.read() as session:
            return Text(",".join(session.scalars(select(Person.name).order_by(Person.id))))

    served(client, people)
    assert [client.get("/try/people").text for _ in range(2)] == ["", ""]
    assert kept(client) == 1
    signed_in(client, name="Marie")
    client.cookies.clear()
    assert client.get("/try/people").text == "Marie"


def test_page_that_depends_on_nothing_named_is_made_each_time_from_the_whole_request(client: Client) -> None:
    @page("/try/mine")
    def mine(request: HudRequest) -> Text:
        return Text(request.headers.get("x-mine", "") + (request.person.name if request.person else ""))

    served(client, mine)
    assert client.get("/try/mine", headers={"X-Mine": "a"}).text == "a"
    signed_in(client, name="Jan")
    assert client.get("/try/mine", headers={"X-Mine": "b"}).text == "bJan"
    assert kept(client) == 0


def failed(client: Client) -> int:
    """How many requests were answered with a fault of ours, as the metrics count."""
    lines = client.app.state.hud.metrics.text().splitlines()
    found = [line for line in lines if line.startswith('hud_requests_total{status="5xx"}')]
    return int(found[0].rpartition(" ")[2]) if found else 0


@pytest.mark.parametrize("broken", ["page", "question"])
def test_what_goes_wrong_at_once_is_logged_and_counted(
    settings: Settings, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked(_: PageRequest) -> bool:
        if broken == "question":
            raise ZeroDivisionError
        return True

    @page("/try/broken", depends_on=[], at_once=asked)
    def wrong(_: PageRequest) -> Text:
        raise ZeroDivisionError

    with running(settings) as client:
        served(client, wrong)
        before = failed(client)
        capsys.readouterr()
        assert client.get("/try/broken").status_code == 500
        (line,) = [line for line in capsys.readouterr().err.splitlines() if "request failed" in line]
        assert "error=ZeroDivisionError" in line
        assert failed(client) == before + 1


def test_parameters_come_as_declared_or_are_refused_by_name(client: Client) -> None:
    @page("/try/{number:int}/birds", depends_on=[])
    def birds(
        request: PageRequest, number: int, least: float = 0.5, from_: str = "any", all: bool = False
    ) -> Text:
        return Text(repr((request.path, number, least, from_, all)))

    served(client, birds)
    assert client.get("/try/7/birds").text == "('/try/7/birds', 7, 0.5, 'any', False)"
    text = client.get("/nl/try/7/birds?least=2&from=x&all=1&from_=y&number=9&other=z").text
    assert text == "('/try/7/birds', 7, 2.0, 'x', True)"
    assert client.get("/try/7/birds?least=&from=").text == "('/try/7/birds', 7, 0.5, '', False)"
    for query, name in (("least=x", "least"), ("least=nan", "least"), ("all=perhaps", "all")):
        answer = client.get(f"/try/7/birds?{query}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()["field"]) == (400, name)
        assert name in answer.json()["detail"]
        assert name in client.get(f"/try/7/birds?{query}").text


def test_part_of_a_page_comes_from_the_same_declaration(client: Client) -> None:
    @page("/try/parts", part="errors/_trouble.html", depends_on=[])
    def parts(_: PageRequest) -> Page:
        return Page("errors/page.html", code=404, title="Title", detail="Detail", way_back="", request_id="")

    served(client, parts)
    for _ in ("made", "kept"):
        assert "<html" in client.get("/try/parts").text
        part = client.get("/try/parts", headers={"HX-Request-Type": "partial"}).text
        assert "<html" not in part
        assert "Title" in part


@pytest.mark.parametrize("ends", ["ttl", "expires_at"])
def test_page_is_made_anew_once_its_time_is_over(client: Client, ends: str) -> None:
    made: list[int] = []
    hud = client.app.state.hud

    @page("/try/until", depends_on=[], ttl=60 if ends == "ttl" else None)
    def until(request: PageRequest) -> Json[int]:
        made.append(request.hud.clock())
        return Json(len(made), expires_at=made[-1] + 60 * SECOND if ends == "expires_at" else None)

    served(client, until)
    assert [client.get("/try/until").json() for _ in range(3)] == [1, 1, 1]
    hud.clock = lambda: made[0] + 60 * SECOND
    assert client.get("/try/until").json() == 2


def test_page_that_is_refused_is_told_to_programs_and_not_kept(client: Client) -> None:
    @page("/try/refused", depends_on=[])
    def refused(_: PageRequest) -> Text:
        return Text("no", status=404)

    served(client, refused)
    for _ in range(2):
        answer = client.get("/try/refused")
        assert (answer.status_code, answer.text) == (404, "no")
        assert "etag" not in answer.headers
    assert kept(client) == 0


def test_dear_page_has_one_address_and_none_for_robots(client: Client) -> None:
    @page("/try/{number:int}/dear", depends_on=[], dear=True)
    def costly(_: PageRequest, number: int, least: int = 1, q: str = "") -> Text:
        return Text(f"{number} {least} {q}")

    served(client, costly)
    client.app.state.hud.closed_to_robots = client.app.asgi_handler._router.dear_paths()
    for query in ("q=a+b&least=2", "least=2&q=a%20b", "x=1&least=2&q=a+b"):
        answer = client.get(f"/nl/try/7/dear?{query}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, "/nl/try/7/dear?least=2&q=a+b")
    assert client.get("/try/7/dear?least=1", follow_redirects=False).headers["location"] == "/try/7/dear"
    # As it came, it would lead to a host called "try".
    doubled = client.get(f"{BASE}//try/7/dear?least=1", follow_redirects=False)
    assert (doubled.status_code, doubled.headers["location"]) == (302, "/try/7/dear")
    answer = client.get("/try/7/dear?least=2&q=a+b", follow_redirects=False)
    assert (answer.status_code, answer.text) == (200, "7 2 a b")
    assert answer.headers["x-robots-tag"] == "noindex"
    robots = client.get("/robots.txt").text.splitlines()
    assert {"Disallow: /try/*/dear", "Disallow: /*/try/*/dear"} <= set(robots)


def test_two_dear_pages_are_made_at_a_time_and_a_third_is_told_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Semaphore(0), threading.Event()

    @page("/try/slow", depends_on=[], dear=True)
    def slow(_: PageRequest, number: int = 0) -> Text:
        begun.release()
        go.wait()
        return Text(str(number))

    served(client, slow)
    monkeypatch.setattr(dear, "WAIT_S", 0.05)
    with client.portal(), ThreadPoolExecutor(4) as pool:
        under_way = [pool.submit(client.get, f"/try/slow?number={number}") for number in (1, 2)]
        for _ in under_way:
            begun.acquire()
        answer = client.get("/try/slow?number=3")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, str(dear.RETRY_S))
        assert client.get("/bot").status_code == 200, "others go on"
        go.set()
        assert [future.result().text for future in under_way] == ["1", "2"]
    assert client.get("/try/slow?number=3").text == "3"
