"""Pages that are kept: the same as those made anew, and of nobody but the one who asks."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Iterator
from typing import cast

import msgspec
import pytest
from litestar.types import HTTPReceiveMessage, HTTPScope, Message
from sqlalchemy import update

from app import jobs
from app.accounts.models import Person
from app.clock import HOUR, SECOND
from app.db import Database
from app.i18n import LANGUAGES
from app.pages.links import crawl_key
from app.pages.models import Page
from app.settings import Settings
from app.web.methods import SAFE
from tests.soak import SOAK
from tests.web.everything import (
    ALL,
    BASE,
    NOW,
    Client,
    all_shown,
    fill,
    looking,
    marked,
    member,
)
from tests.web.test_routes import OPEN, routes

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def filled(database: Database, settings: Settings) -> Database:
    """An installation with something in it."""
    fill(database, settings)
    return database


@pytest.fixture
def client(filled: Database, settings: Settings) -> Iterator[Client]:  # noqa: ARG001  # its tables
    """Nobody yet."""
    with looking(settings) as made:
        yield made


def _prefixes(place: int) -> list[str]:
    """The languages in which the address of this place is looked at: one a day, in the long form all."""
    chosen = LANGUAGES if SOAK else [list(LANGUAGES)[place % len(LANGUAGES)]]
    return [f"/{language}" for language in chosen]


def _count(client: Client, event: str) -> int:
    return sum(events.get(event, 0) for events in client.app.state.hud.pages.stats.table().values())


def test_every_marked_route_is_looked_at_here(client: Client) -> None:
    paths = [address.partition("?")[0] for address in ALL]
    for route in marked(client.app):
        pattern = re.sub(r"\{\w+:(\w+)\}", lambda found: r"\d+" if found[1] == "int" else "[^/]+", route)
        assert any(re.fullmatch(f"{pattern}/?", path) for path in paths), f"no address leads to {route}"


def test_second_look_makes_nothing(client: Client) -> None:
    for address in [*ALL, *ALL]:
        client.get(address)
    made = _count(client, "miss")
    assert made == len(ALL)
    before = _count(client, "hit")
    for address in ALL:
        assert client.get(address).status_code == 200
    assert _count(client, "miss") == made
    assert _count(client, "hit") == before + len(ALL)


@pytest.mark.soak
def test_with_caching_off_every_answer_is_the_same(filled: Database, settings: Settings) -> None:
    people = [
        {},
        member(filled, "Marie Elise", "reader", "Asia/Tokyo"),
        member(filled, "Jan", "editor"),
        member(filled, "Ærø", "admin", "America/Lima"),
    ]
    looked = 0
    with looking(settings) as kept, looking(settings, cache="off") as made:
        for place, address in enumerate(ALL):
            for prefix in ("", *_prefixes(place)):
                readers = [*people, {"Accept-Language": "sv"}, people[2] | PARTIAL]
                asked = [(prefix + address, headers) for headers in readers]
                expected = all_shown(made, asked)
                # Each reader cold, asked again and warm.
                found = all_shown(kept, [one for one in asked for _ in range(3)])
                looked += len(found)
                for number, one in enumerate(asked):
                    assert found[3 * number : 3 * number + 3] == [expected[number]] * 3, one
        assert _count(made, "hit") == 0
        assert _count(kept, "hit") > looked * 0.29


@pytest.mark.soak
def test_nobody_gets_what_was_made_for_another(filled: Database, settings: Settings) -> None:
    people = {
        "": {},
        "Marie Elise": member(filled, "Marie Elise"),
        "Jan Willem": member(filled, "Jan Willem"),
        "Katrijn": member(filled, "Katrijn", "editor", "Asia/Tokyo"),
    }
    with looking(settings) as client:
        for place, address in enumerate(ALL):
            for prefix in _prefixes(place):
                for order in (list(people), list(people)[::-1]):
                    answers = all_shown(client, [(prefix + address, people[name]) for name in order])
                    for name, (_, text, headers) in zip(order, answers, strict=True):
                        assert "set-cookie" not in headers
                        present = {other for other in people if other and other in text}
                        # What stands in a frame of its own has no head, and no name in it.
                        is_framed = "sandbox" in headers.get("content-security-policy", "")
                        is_page = headers["content-type"].startswith("text/html") and not is_framed
                        assert present == ({name} if name and is_page else set()), (address, name)
                    client.app.state.hud.pages.clear()


def test_members_only_gives_nobody_anything_cold_or_warm(filled: Database, settings: Settings) -> None:
    somebody = member(filled, "Marie Elise", "admin")
    with looking(settings, public="none") as client:
        reading = [path for method, path in routes(client.app) if method in SAFE and method != "OPTIONS"]
        paths = [*reading, *ALL]
        for state in ("cold", "asked for", "warm"):
            for path in paths:
                if path.startswith("/static/") or path in OPEN - {"/metrics"} or path == "/account/first":
                    continue
                for prefix in ("", "/nl"):
                    answer = client.get(prefix + path)
                    assert answer.status_code in (401, 403), (state, path)
                    assert "drought" not in answer.text
                    assert "Marie" not in answer.text
            for path in ALL:
                assert client.get(path, headers=somebody).status_code == 200
                assert client.get(f"/nl{path}", headers=somebody).status_code == 200


def test_unchanged_page_is_304_for_each_visitor_by_their_own_tag(client: Client, filled: Database) -> None:
    people = [{}, member(filled, "Marie Elise"), member(filled, "Jan")]
    tags = [client.get("/pages/", headers=person).headers["etag"] for person in people]
    assert len(set(tags)) == len(people)
    for number, person in enumerate(people):
        for other, tag in enumerate(tags):
            answer = client.get("/pages/", headers=person | {"If-None-Match": tag})
            assert answer.status_code == (304 if other == number else 200)
            assert answer.headers["etag"] == tags[number]
            assert (answer.content == b"") is (other == number)


def test_page_that_was_only_asked_about_is_kept_too(client: Client) -> None:
    tag = client.get("/bot").headers["etag"]
    client.app.state.hud.pages.clear()
    assert client.get("/bot", headers={"If-None-Match": tag}).status_code == 304
    made = _count(client, "miss")
    assert "About our crawler" in client.get("/bot").text
    assert _count(client, "miss") == made


def test_kept_pages_go_out_compressed_and_whole(client: Client, filled: Database) -> None:
    for person in ({}, member(filled, "Marie Elise ÆØÅ")):
        plain = client.get("/pages/", headers=person)
        zipped = person | {"Accept-Encoding": "gzip"}
        with client.stream("GET", "/pages/", headers=zipped) as answer:
            body = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(body) < len(plain.content) / 2
        assert gzip.decompress(body) == plain.content
        assert answer.headers["etag"] == plain.headers["etag"]


def test_each_name_of_the_host_has_links_of_its_own(client: Client) -> None:
    for host in ("127.0.0.1:8000", "localhost:8000", "127.0.0.1:8000"):
        text = client.get("/", headers={"Host": host}).text
        assert f'href="http://{host}/nl/"' in text
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_who_is_signed_out_or_renamed_is_so_at_once(client: Client, filled: Database) -> None:
    person = member(filled, "Marie Elise")
    for _ in range(3):
        assert "Marie Elise" in client.get("/bot", headers=person).text
    with filled.write() as session:
        session.execute(update(Person).where(Person.name == "Marie Elise").values(name="Elise"))
    text = client.get("/bot", headers=person).text
    assert "Marie" not in text
    assert "Elise" in text
    client.post("/account/sign-out", headers=person | {"Sec-Fetch-Site": "same-origin"})
    assert "Elise" not in client.get("/bot", headers=person).text


def test_another_role_has_another_page_at_once(client: Client, filled: Database) -> None:
    person = member(filled, "Marie Elise")
    assert "Import a list" not in client.get("/pages/", headers=person).text
    with filled.write() as session:
        session.execute(update(Person).where(Person.name == "Marie Elise").values(role="editor"))
    assert "Import a list" in client.get("/pages/", headers=person).text


def test_page_that_changes_with_time_is_made_anew_in_time(client: Client, filled: Database) -> None:
    with filled.read() as session:
        page = session.query(Page).filter_by(url="https://example.org/news").one().id
        due = jobs.states(session, [crawl_key(page)])[crawl_key(page)].due_at
    assert due is not None
    hud = client.app.state.hud
    hud.clock = lambda: due - HOUR
    client.get(f"/pages/{page}")
    hits = _count(client, "hit")
    client.get(f"/pages/{page}")
    assert _count(client, "hit") == hits + 1
    hud.clock = lambda: due - SECOND
    assert 'hx-trigger="every' in client.get(f"/pages/{page}").text, "it looks again by itself"
    assert _count(client, "hit") == hits + 1


def test_results_are_made_anew_when_their_ruler_would_move(client: Client) -> None:
    hud = client.app.state.hud
    hud.clock = lambda: NOW
    address = "/search?q=flood"
    first, second = client.get(address).text, client.get(address).text
    assert first == second
    hits = _count(client, "hit")
    client.get(address)
    assert _count(client, "hit") == hits + 1
    hud.clock = lambda: NOW + 24 * HOUR
    assert client.get(address).text != first
    assert _count(client, "hit") == hits + 1


def test_many_who_ask_at_once_for_a_changed_page_have_it_made_once(client: Client) -> None:
    page = "/pages/"
    first = client.get(page)
    made, counters = _count(client, "miss"), client.app.state.hud.counters
    counters.change(["t:page"])
    bodies: list[bytes] = []

    async def ask() -> None:
        async def send(message: Message) -> None:
            if message["type"] == "http.response.body":
                bodies.append(message["body"])

        request = client.build_request("GET", page)
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": page,
            "raw_path": page.encode(),
            "query_string": b"",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": ("127.0.0.1", 1),
        }
        await client.app(cast("HTTPScope", scope), _nothing, send)

    async def everybody() -> None:
        await asyncio.gather(*(ask() for _ in range(50)))

    with client.portal() as portal:
        portal.call(everybody)
    assert bodies == [first.content] * 50
    assert _count(client, "miss") == made + 1


async def _nothing() -> HTTPReceiveMessage:
    return {"type": "http.request", "body": b"", "more_body": False}


def test_two_processes_keep_each_their_own_and_both_stay_true(filled: Database, settings: Settings) -> None:
    person = member(filled, "Jan", "editor")
    with looking(settings) as one, looking(settings) as other, looking(settings, cache="off") as made:
        for step in range(3):
            asked = [(address, person) for address in ALL]
            expected = all_shown(made, asked)
            for client in (one, other, one, other):
                assert all_shown(client, asked) == expected, step
            writer = (one, other)[step % 2].app.state.hud.db
            with writer.write() as session:
                session.execute(update(Page).where(Page.site == "example.org").values(title=f"Step {step}"))
        assert "Step 2" in one.get("/", headers=person).text + one.get("/pages/", headers=person).text
        assert one.app.state.hud.fragments is not other.app.state.hud.fragments


def test_who_has_just_written_on_another_host_gets_pages_made_anew(client: Client) -> None:
    client.get("/bot")
    own = client.app.state.hud.counters.host
    hits = _count(client, "hit")
    client.get("/bot", headers={"Cookie": "hud_wrote=0123456789abcdef"})
    assert _count(client, "hit") == hits
    client.get("/bot", headers={"Cookie": f"hud_wrote={own}"})
    assert _count(client, "hit") == hits + 1


def test_who_has_just_written_on_another_host_is_looked_up_anew(client: Client, filled: Database) -> None:
    person = member(filled, "Marie Elise")
    address = "/account/preferences"
    assert "Marie Elise" in client.get(address, headers=person).text
    hud = client.app.state.hud
    remembered = msgspec.structs.replace(hud.known(person["Cookie"].partition("=")[2]), name="As it was")
    hud.known = lambda _: remembered
    assert "As it was" in client.get(address, headers=person).text
    wrote = {"Cookie": f"{person['Cookie']}; hud_wrote=0123456789abcdef"}
    assert "Marie Elise" in client.get(address, headers=wrote).text


def test_wrong_token_gets_nothing_that_is_kept_and_a_planted_cookie_nobodys_page(
    client: Client, filled: Database
) -> None:
    person = member(filled, "Marie Elise")
    client.get("/bot")
    client.get("/api/pages")
    assert client.get("/api/pages", headers={"Authorization": "Bearer wrong"}).status_code == 401
    twice = {"Cookie": f"hud=x; {person['Cookie']}"}
    assert "Marie" not in client.get("/bot", headers=twice).text


def test_settings_of_the_installation_are_part_of_its_pages(filled: Database, settings: Settings) -> None:
    other = msgspec.structs.replace(settings, base_url="http://localhost:9")
    with looking(settings) as one, looking(other) as two:
        assert f'href="{BASE}/nl/"' in one.get("/").text
        assert 'href="http://localhost:9/nl/"' in two.get("/", headers={"Host": "localhost:9"}).text
    assert filled.is_sqlite
