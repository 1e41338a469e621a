"""Adding an address that is there already changes nothing, whoever does it and by whatever way."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import inspect, select

from app import jobs
from app.accounts.attempts import Attempts
from app.cli import main
from app.clock import DAY, MINUTE
from app.db import Database
from app.pages import service, visitors
from app.pages.imports.item import item
from app.pages.imports.verdicts import Judged, verdicts
from app.pages.links import crawl_key
from app.pages.models import Page
from app.settings import Settings
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
URL = "https://example.org/news"
BEFORE = "https://example.org/"
ATTEMPTS = Attempts(b"a secret of these tests")


def _kept(database: Database, page_id: int = 1) -> tuple[object, ...]:
    """All that is known of a page: its row, and when it is read."""
    with database.read() as session:
        page = session.get_one(Page, page_id)
        columns = {column.key: getattr(page, column.key) for column in inspect(Page).column_attrs}
        return columns, jobs.states(session, [crawl_key(page_id)])


def _chosen(database: Database, state: str = "active") -> tuple[object, ...]:
    """A page as an editor wants it: every five minutes, with links, read before."""
    with database.write() as session:
        page = service.add(session, URL, every=5 * MINUTE, depth=2, within_prefix=BEFORE, limit=70).page
        page.etag, page.last_modified = '"1"', "yesterday"
        service.set_state(session, page.id, state)
    return _kept(database)


@pytest.fixture
def client(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    # Without the check: what is looked at comes after it.
    with running(settings, apps=frozenset({"pages"})) as made:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        yield made


@pytest.mark.parametrize("state", ["active", "paused", "stopped"])
def test_nothing_of_a_known_page_is_written(any_database: Database, state: str) -> None:
    before = _chosen(any_database, state)
    with any_database.write() as session:
        added = service.add(session, "HTTPS://Example.org:443/news#part", every=DAY)
        assert (added.new, added.page.id) == (False, 1)
        assert not visitors.add(
            session, URL, every=DAY, origin="visitor", address="192.0.2.1", attempts=ATTEMPTS
        ).new
    with any_database.write() as session:
        lines, counts = verdicts(session, [Judged(item(URL, title="A", tags=["t"]), URL)], DAY)
    assert (counts.known, counts.done, lines[0]["page_id"]) == (1, 1, 1)
    assert _kept(any_database) == before


def test_of_two_who_add_one_address_at_once_one_is_told_that_it_is_new(any_database: Database) -> None:
    def add(number: int) -> bool:
        with any_database.write() as session:
            return service.add(session, URL, every=DAY + number * MINUTE).new

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(add, range(4))) == [False, False, False, True]
    with any_database.read() as session:
        assert len(session.scalars(select(Page.id)).all()) == 1


@pytest.mark.parametrize("role", ["", "reader", "editor"])
@pytest.mark.parametrize("state", ["active", "stopped"])
def test_by_form_it_leads_to_the_page_and_says_so(
    client: Client, database: Database, role: str, state: str
) -> None:
    before = _chosen(database, state)
    if role:
        signed_in(client, role)
    answer = client.post("/pages/", data={"url": URL, "every": "30d"})
    assert str(answer.url).endswith("/pages/1?known=1")
    assert "HUD already watches this page. Nothing was changed." in answer.text
    assert _kept(database) == before
    assert "Nothing was changed" not in client.get("/pages/1").text


def test_by_program_it_is_a_200_with_the_page_as_it_is(client: Client, database: Database) -> None:
    signed_in(client, "editor")
    first = client.post("/api/pages", json={"url": BEFORE, "every": "90m"})
    assert (first.status_code, first.json()["new"], first.json()["every"]) == (201, True, "90m")
    _chosen(database)
    kept = _kept(database, 2)
    again = client.post("/api/pages", json={"url": URL, "every": "24h"})
    told = again.json()
    assert (again.status_code, told["new"], told["id"]) == (200, False, 2)
    assert (told["every"], told["depth"], told["within"], told["limit"]) == ("5m", 2, BEFORE, 70)
    assert _kept(database, 2) == kept


def test_by_command_it_says_how_to_change_it(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    before = _chosen(database)
    done = CliRunner().invoke(main, ["pages", "add", URL])
    assert (done.exit_code, done.output) == (
        0,
        f"there already: 1 {URL}; nothing changed, `hud pages edit` changes it\n",
    )
    assert _kept(database) == before


def test_an_address_that_is_refused_keeps_no_other_away(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    told = CliRunner().invoke(main, ["pages", "add", f"{URL}/1", "http://127.0.0.1/", f"{URL}/2"])
    assert told.exit_code == 1
    assert "refused: http://127.0.0.1/: " in told.stderr
    with database.read() as session:
        assert set(session.scalars(select(Page.url))) == {f"{URL}/1", f"{URL}/2"}
