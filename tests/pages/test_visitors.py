"""Pages that visitors add: how many, how often they are read, where they stand before an editor's look."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from app.accounts import attempts
from app.accounts.attempts import Attempts
from app.accounts.models import Attempt
from app.captcha.image import stock
from app.captcha.work import proof as work
from app.cli import main
from app.clock import DAY, HOUR
from app.db import Database
from app.pages import edits, service, visitors
from app.pages.models import Page
from app.settings import Settings
from tests.captcha.solve import solved, token_in
from tests.search.corpus import Corpus
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
URL = "https://example.org/news"
ATTEMPTS = Attempts(b"a secret of these tests")


@pytest.fixture
def client(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings, apps=frozenset({"pages", "search"})) as made:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        yield made


def _suggest(database: Database, number: int, address: str, counts: Attempts = ATTEMPTS) -> str:
    """One visitor's try, in a transaction of its own; what became of it."""
    try:
        with database.write() as session:
            url = f"{URL}/{number}"
            visitors.add(session, url, every=DAY, origin="visitor", address=address, attempts=counts)
    except (visitors.Full, visitors.TooManyAdded) as trouble:
        return type(trouble).__name__
    return "added"


def _count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Page)) or 0


def test_forty_at_once_from_one_network_are_ten_an_hour(any_database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        tried = list(pool.map(lambda n: _suggest(any_database, n, "192.0.2.1"), range(40)))
    assert (tried.count("added"), tried.count("TooManyAdded")) == (attempts.ADDED, 40 - attempts.ADDED)
    assert _count(any_database) == attempts.ADDED
    assert _suggest(any_database, 99, "192.0.2.2") == "added"


def test_forty_at_once_from_as_many_networks_fill_what_may_wait(
    any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "WAITING_MOST", 12)
    with ThreadPoolExecutor(8) as pool:
        tried = list(pool.map(lambda n: _suggest(any_database, n, f"192.0.2.{n}"), range(40)))
    assert (tried.count("added"), tried.count("Full")) == (12, 28)
    with any_database.write() as session:
        assert visitors.keep(session, [1, 2, 3]) == 3
        assert visitors.count_waiting(session) == 9
    assert _suggest(any_database, 99, "192.0.2.99") == "added"


def test_known_address_costs_nothing_and_what_is_refused_is_not_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "WAITING_MOST", 1)
    assert _suggest(database, 1, "192.0.2.1") == "added"
    for _ in range(20):
        assert _suggest(database, 1, "192.0.2.1") == "added"  # is there already
        assert _suggest(database, 2, "192.0.2.1") == "Full"
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 1


@pytest.mark.parametrize("wish", [edits.Wish(every=HOUR), edits.Wish(depth=1)], ids=["interval", "links"])
def test_who_says_how_a_page_is_read_has_looked_at_it(database: Database, wish: edits.Wish) -> None:
    _suggest(database, 1, "192.0.2.1")
    with database.write() as session:
        assert session.get_one(Page, 1).is_waiting
        edits.edit(session, 1, wish)
        assert not session.get_one(Page, 1).is_waiting


def test_an_hour_later_the_network_may_add_again(database: Database) -> None:
    for number in range(attempts.ADDED + 1):
        _suggest(database, number, "192.0.2.1")
    with database.write() as session:
        for attempt in session.scalars(select(Attempt)):
            attempt.at -= HOUR
    assert _suggest(database, 99, "192.0.2.1") == "added"


def test_too_many_are_told_to_wait_and_lose_neither_what_they_typed_nor_their_answer(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stock, "FIRST", ("",) * 3)
    monkeypatch.setattr(work, "BITS", 4)
    with running(settings) as client:
        client.headers["Sec-Fetch-Site"] = "same-origin"
        monkeypatch.setattr(attempts, "ADDED", 1)
        assert _suggest(database, 1, "testclient", attempts.attempts_of(settings)) == "added"
        fields = solved(client, client.get("/pages/add").text)
        answer = client.post("/pages/", data={"url": URL, "every": "7d"} | fields)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "Your network has reached its limit of pages" in answer.text
        assert f'value="{URL}"' in answer.text
        assert '<option value="7d" selected' in answer.text
        monkeypatch.setattr(attempts, "ADDED", 9)
        again = client.post("/pages/", data={"url": URL, "every": "7d", "human": token_in(answer.text)})
        assert again.url.path == "/pages/2"
        monkeypatch.setattr(visitors, "WAITING_MOST", 2)
        fields = solved(client, client.get("/pages/add").text)
        full = client.post("/pages/", data={"url": f"{URL}/3"} | fields)
        assert (full.status_code, "Too many pages are waiting" in full.text) == (503, True)
        assert f'value="{URL}/3"' in full.text
    assert _count(database) == 2


@pytest.mark.parametrize("role", ["", "reader"])
@pytest.mark.parametrize("every", ["1h", "6h", "5m", "1s"])
def test_nothing_oftener_than_daily_is_offered_or_taken(
    client: Client, database: Database, role: str, every: str
) -> None:
    if role:
        signed_in(client, role)
    assert f'value="{every}"' not in client.get("/pages/add").text
    answer = client.post("/pages/", data={"url": URL, "every": every, "depth": "3"})
    assert (answer.status_code, 'class="error"' in answer.text) == (422, True)
    assert _count(database) == 0
    with pytest.raises(service.PageError), database.write() as session:
        visitors.add(session, URL, every=HOUR, origin="visitor", address="192.0.2.1", attempts=ATTEMPTS)


@pytest.mark.parametrize(("role", "origin"), [("", "visitor"), ("reader", "reader")])
def test_a_visitor_s_page_says_where_it_comes_from_until_and_after_a_look(
    client: Client, database: Database, role: str, origin: str
) -> None:
    if role:
        signed_in(client, role)
    client.post("/pages/", data={"url": URL, "depth": "4", "limit": "9"})
    with database.read() as session:
        page = session.get_one(Page, 1)
        assert (page.origin, page.every, page.depth, page.reviewed_at) == (origin, DAY, 0, None)
    marked = f"added by a {origin}"
    assert marked in client.get("/pages/").text
    assert "waiting for review by an editor" in client.get("/pages/1").text
    assert client.get("/api/pages").json()["pages"][0]["waiting"] is True
    client.cookies.clear()
    signed_in(client, "editor", "Ed")
    assert client.post("/pages/1/keep").url.path == "/pages/1"
    assert marked not in client.get("/pages/").text
    shown = client.get("/pages/1").text
    assert "waiting for review by an editor" not in shown
    assert f"by a {origin}" in shown
    assert client.get("/api/pages/1").json()["waiting"] is False


def test_first_page_shows_it_after_an_editor_s_look_and_search_at_once(
    client: Client, database: Database, settings: Settings
) -> None:
    corpus = Corpus(database, settings.index_dir)
    assert _suggest(database, 1, "192.0.2.1") == "added"
    corpus.says(f"{URL}/1", "2026-01-01", "Cheap watches for everybody", title="Cheap watches")
    corpus.says("https://example.org/own", "2026-01-01", "An editor's own watches", title="Ours")
    corpus.follow()
    first = client.get("/").text
    assert "Cheap watches" not in first
    assert "Ours" in first
    assert "<dt>page</dt><dd>1</dd>" in first
    assert "<dt>version</dt><dd>1</dd>" in first
    for _ in range(2):  # made anew, then kept
        found = client.get("/search", params={"q": "cheap"}).text
        assert "Cheap watches" in found
        assert found.count("added by a visitor") == 1
    waits = {result["title"]: result.get("waiting") for result in _api(client, "watches")}
    assert waits == {"Cheap watches": True, "Ours": None}
    with client.app.state.hud.db.write() as session:
        visitors.keep(session, 1)
    first = client.get("/").text
    assert "Cheap watches" in first
    assert "<dt>pages</dt><dd>2</dd>" in first
    assert "added by a visitor" not in client.get("/search", params={"q": "cheap"}).text
    assert not any("waiting" in result for result in _api(client, "watches"))


def _api(client: Client, query: str) -> list[dict[str, object]]:
    results: list[dict[str, object]] = client.get("/api/search", params={"q": query}).json()["results"]
    return results


def test_editors_see_how_many_wait_and_keep_many_at_once(client: Client, database: Database) -> None:
    for number in range(3):
        _suggest(database, number, "192.0.2.1")
    with database.write() as session:
        service.add(session, "https://example.org/own")
    assert "state=waiting" not in client.get("/pages/").text + client.get("/").text
    signed_in(client, "editor")
    assert "3 pages added by visitors are waiting for review." in client.get("/").text
    assert "3 pages added by visitors are waiting for review." in client.get("/pages/").text
    listed = client.get("/pages/?state=waiting").text
    assert listed.count("added by a visitor") == 3
    assert "example.org/own" not in listed
    done = client.post("/pages/chosen/keep", data={"state": "waiting", "p1": "1", "p3": "1", "p4": "1"})
    assert "Done: 2 pages." in done.text
    assert client.get("/pages/?state=waiting").text.count("added by a visitor") == 1
    assert "1 page added by a visitor is waiting for review." in client.get("/").text


def test_commands_list_and_keep(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    _suggest(database, 1, "192.0.2.1")
    with database.write() as session:
        service.add(session, "https://example.org/own")
    hud = CliRunner()
    assert f"{URL}/1" in hud.invoke(main, ["pages", "list", "--state", "waiting"]).output
    kept = hud.invoke(main, ["pages", "keep", f"{URL}/1", "2"])
    assert (kept.exit_code, kept.output) == (0, "kept: 1\n")
    assert hud.invoke(main, ["pages", "list", "--state", "waiting"]).stdout == ""
