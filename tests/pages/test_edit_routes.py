"""The forms that change how pages are read, one and many, and the same for programs; no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html
from sqlalchemy import Row, select

from app.cli import main
from app.clock import DAY, HOUR, MINUTE
from app.db import Database
from app.pages import service
from app.pages.models import Page
from app.settings import Settings
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
Planned = Row[int, int, str | None, int, str]
URL = "https://example.org/a/"


@pytest.fixture
def client(database: Database, settings: Settings) -> Iterator[Client]:
    """An editor, and three pages of which one was found from the first."""
    assert database.url == settings.database
    with database.write() as session:
        root = service.add(session, f"{URL}1", every=7 * MINUTE, depth=1, limit=50).page.id
        service.add(session, f"{URL}2")
        found = service.add(session, f"{URL}3").page
        found.root_id, found.clicks = root, 1
    with running(settings) as made:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        signed_in(made, "editor")
        yield made


def _rows(database: Database) -> list[Planned]:
    query = select(Page.every, Page.depth, Page.within, Page.page_limit, Page.state).order_by(Page.id)
    with database.read() as session:
        return list(session.execute(query))


def _fields(text: str) -> dict[str, str]:
    """What a browser sends when somebody just presses the form's button."""
    page: html.HtmlElement = html.fromstring(text)
    form = next(form for form in page.forms if "/edit" in form.action)
    return {name: str(value) for name, value in form.form_values()}


def test_form_shows_what_holds_and_saving_it_changes_nothing(client: Client, database: Database) -> None:
    before = _rows(database)
    shown = client.get("/pages/1/edit").text
    assert '<option value="7m" selected>' in shown
    fields = _fields(shown)
    assert (fields["every"], fields["depth"], fields["limit"], fields["within"]) == ("7m", "1", "50", "")
    assert client.post("/pages/1/edit", data=fields).url.path == "/pages/1"
    assert _rows(database) == before


def test_form_changes_what_was_changed_in_it(client: Client, database: Database) -> None:
    fields = _fields(client.get("/pages/1/edit").text)
    typed = fields | {"other": "36h", "depth": "4", "within": URL, "limit": "60"}
    assert "every" in client.post("/pages/1/edit", data=typed).text.lower()
    assert _rows(database) == [
        (36 * HOUR, 4, URL, 60, "active"),
        (DAY, 0, None, 0, "active"),
        (DAY, 3, None, 0, "active"),  # a click from the first, so one less deep
    ]
    client.post("/pages/1/edit", data=typed | {"within": "", "found": "1", "other": "2d"})
    assert [row[:3] for row in _rows(database)] == [(2 * DAY, 4, None), (DAY, 0, None), (2 * DAY, 3, None)]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("other", "often"),
        ("other", "1m"),
        ("every", "400d"),
        ("depth", "99"),
        ("limit", "0"),
        ("within", "https://example.com/"),
        ("within", "::::"),
    ],
)
def test_what_does_not_fit_is_said_beside_it_and_kept(
    client: Client, database: Database, field: str, typed: str
) -> None:
    before = _rows(database)
    fields = _fields(client.get("/pages/1/edit").text) | {"depth": "2", field: typed}
    answer = client.post("/pages/1/edit", data=fields)
    assert answer.status_code == 422
    assert answer.text.count('class="error"') == 1
    if field != "every":
        assert f'value="{typed}"' in answer.text
    assert _rows(database) == before


def test_found_page_changes_its_interval_alone(client: Client, database: Database) -> None:
    shown = client.get("/pages/3/edit").text
    assert 'name="depth"' not in shown
    assert '/pages/1/edit"' in shown
    assert client.post("/pages/3/edit", data={"every": "7d"}).url.path == "/pages/3"
    assert _rows(database)[2][:2] == (7 * DAY, 0)


def test_ticked_pages_are_edited_together_and_blank_fields_stay(client: Client, database: Database) -> None:
    shown = client.get("/pages/chosen/edit", params={"p1": "1", "p2": "1", "q": "example"}).text
    assert "2 pages selected" in shown
    fields = _fields(shown)
    assert fields.items() >= {"p1": "1", "p2": "1", "q": "example", "every": "", "depth": ""}.items()
    done = client.post("/pages/chosen/edit", data=fields | {"other": "90m", "limit": "70"})
    assert "Done: 2 pages." in done.text
    assert "q=example" in str(done.url)
    assert _rows(database) == [
        (90 * MINUTE, 1, None, 70, "active"),
        (90 * MINUTE, 0, None, 70, "active"),
        (DAY, 0, None, 0, "active"),
    ]


def test_one_that_does_not_fit_keeps_all_as_they_are(client: Client, database: Database) -> None:
    before = _rows(database)
    wrong = {"p1": "1", "p2": "1", "every": "7d", "depth": "2", "within": f"{URL}1"}
    answer = client.post("/pages/chosen/edit", data=wrong)
    assert (answer.status_code, "does not start with this" in answer.text) == (422, True)
    assert _fields(answer.text).items() >= wrong.items()
    assert _rows(database) == before


def test_all_that_match_are_changed_whichever_screen_they_stand_on(
    client: Client, database: Database
) -> None:
    with database.write() as session:
        for number in range(60):
            service.add(session, f"https://example.net/{number}")
    listed = client.get("/pages/?q=example.net").text
    assert "Select all 60 pages in this list" in listed
    client.post("/pages/chosen/stop", data={"all": "1", "q": "example.net"})
    assert [row[4] for row in _rows(database)] == ["active"] * 3 + ["stopped"] * 60
    client.post("/pages/chosen/resume", data={"all": "1", "state": "stopped"})
    assert {row[4] for row in _rows(database)} == {"active"}


def test_list_offers_its_boxes_to_editors_only(client: Client) -> None:
    page = html.fromstring(client.get("/pages/").text)
    assert [box.get("name") for box in page.cssselect("td.tick input")] == ["p3", "p2", "p1"]
    targets = {button.get("formaction") for button in page.cssselect("form.many button")}
    assert targets >= {f"/pages/chosen/{verb}" for verb in ("edit", "pause", "stop", "resume", "delete")}
    client.cookies.clear()
    assert "form.many" not in client.get("/pages/").text
    assert 'name="p1"' not in client.get("/pages/").text


@pytest.mark.parametrize("verb", ["pause", "edit", "delete", "keep"])
def test_nothing_ticked_is_said(client: Client, database: Database, verb: str) -> None:
    before = _rows(database)
    ask = client.get if verb in ("edit", "delete") else client.post
    assert "Nothing was changed. Select" in ask(f"/pages/chosen/{verb}").text
    assert _rows(database) == before


def test_deleting_many_asks_first_and_again_when_the_list_has_changed(
    client: Client, database: Database
) -> None:
    shown = client.get("/pages/chosen/delete", params={"all": "1", "q": "example.org"}).text
    assert "Delete 3 pages?" in shown
    assert len(_rows(database)) == 3
    count = re.findall(r'name="count" value="(\d+)"', shown)[0]
    with database.write() as session:
        service.add(session, "https://example.org/new")
    again = client.post("/pages/chosen/delete", data={"all": "1", "q": "example.org", "count": count})
    assert (again.status_code, "Delete 4 pages?" in again.text) == (422, True)
    assert "The list has changed" in again.text
    assert len(_rows(database)) == 4
    assert client.post("/pages/chosen/delete", data={"p2": "1"}).status_code == 422
    client.post("/pages/chosen/delete", data={"p1": "1", "count": "1", "found": "1"})
    with database.read() as session:
        assert list(session.scalars(select(Page.id))) == [2, 4]


@pytest.mark.parametrize("role", ["", "reader"])
def test_only_editors_edit(client: Client, database: Database, role: str) -> None:
    before = _rows(database)
    client.cookies.clear()
    if role:
        signed_in(client, role, "Eve")
    status = 403 if role else 401
    for path in ("/pages/1/edit", "/pages/chosen/edit?p1=1", "/pages/chosen/delete?p1=1"):
        assert client.get(path).status_code == status, path
    wish = {"every": "7d", "p1": "1", "count": "1"}
    for path in ("1/edit", "1/keep", *(f"chosen/{verb}" for verb in ("edit", "keep", "stop", "delete"))):
        assert client.post(f"/pages/{path}", data=wish).status_code == status, path
    assert client.patch("/api/pages/1", json={"every": "7d"}).status_code == status
    assert client.post("/api/pages", json={"url": "https://example.org/new"}).status_code == status
    assert _rows(database) == before


def test_program_changes_what_it_names(client: Client, database: Database) -> None:
    before = client.get("/api/pages/1").json()
    answer = client.patch("/api/pages/1", json={"every": "36h", "state": "stopped"})
    assert answer.status_code == 200
    told = {"every": "36h", "every_s": 129_600, "state": "stopped", "next": None}
    assert answer.json() == before | told == client.get("/api/pages/1").json()
    assert client.patch("/api/pages/1", json={}).json() == before | told
    client.patch("/api/pages/1", params={"found": "true"}, json={"every": "2d", "depth": 0})
    assert [row[0] for row in _rows(database)] == [2 * DAY, DAY, 2 * DAY]


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("1", {"every": "1m"}, 422, "every"),
        ("1", {"every": "sometimes"}, 422, "every"),
        ("1", {"depth": 21}, 422, "depth"),
        ("1", {"limit": 0}, 422, "limit"),
        ("1", {"within": "https://example.com/"}, 422, "within"),
        ("3", {"depth": 1}, 422, "depth"),
        ("99", {"every": "7d"}, 404, None),
        ("99", {"depth": 1}, 404, None),
        ("1", {"state": "gone"}, 400, "state"),
        ("1", {"evry": "7d"}, 400, None),
        ("1", [], 400, None),
    ],
)
def test_program_is_told_what_does_not_fit(
    client: Client, database: Database, path: str, body: object, status: int, field: str | None
) -> None:
    before = _rows(database)
    answer = client.patch(f"/api/pages/{path}", json=body)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json().get("field") == field
    assert answer.json()["detail"]
    assert answer.json()["request"]
    assert _rows(database) == before


def test_new_page_that_cannot_be_names_its_field(client: Client) -> None:
    for body, field in (({"url": "ftp://x"}, "url"), ({"url": f"{URL}9", "every": "1m"}, "every")):
        answer = client.post("/api/pages", json=body)
        assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_commands_edit_and_show(
    client: Client, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    hud = CliRunner()
    done = hud.invoke(main, ["pages", "edit", "1", f"{URL}2", "--every", "2h", "--found"])
    assert (done.exit_code, done.output) == (0, "changed: 2\n")
    assert [row[0] for row in _rows(database)] == [2 * HOUR] * 3
    done = hud.invoke(main, ["pages", "edit", "1", "--depth", "2", "--within", URL, "--limit", "9"])
    assert _rows(database)[0] == (2 * HOUR, 2, URL, 9, "active")
    refused = hud.invoke(main, ["pages", "edit", "1", "--every", "1m"])
    assert (refused.exit_code, refused.output.count("--every")) == (1, 1)
    assert hud.invoke(main, ["pages", "edit", "1"]).exit_code == 2
    assert hud.invoke(main, ["pages", "edit", "99", "--every", "2h"]).exit_code == 1
    assert "every 2h" in " ".join(hud.invoke(main, ["pages", "show", "1"]).output.split())
    shown = hud.invoke(main, ["pages", "show", f"{URL}1", "--json"]).output
    assert '"depth": 2' in shown
    assert client.get("/api/pages/1").text.strip()
