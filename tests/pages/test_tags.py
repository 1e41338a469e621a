"""Tags of pages: kept in one spelling, given in every way, taken with their pages, renamed and removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from app.db import Database
from app.pages import edits, service, tags
from app.pages.cli import pages as command
from app.pages.links import follow
from app.pages.models import Page, PageTag
from app.pages.service import PageError
from app.settings import Settings
from tests.web.site import running, signed_in

Crawl = Callable[[], int]
Client = TestClient[Litestar]


@pytest.fixture
def nobody(database: Database, settings: Settings) -> Iterator[Client]:
    assert database.url == settings.database
    with running(settings) as client:
        yield client


@pytest.fixture
def editor(nobody: Client) -> Client:
    signed_in(nobody, "editor")
    nobody.headers.update({"Sec-Fetch-Site": "same-origin"})
    return nobody


def add(database: Database, *tagged: str, path: str = "") -> int:
    with database.write() as session:
        return service.add(session, f"https://example.org/{path}", tags=tags.read(tagged)).page.id


def tags_of(database: Database, page: int) -> list[str]:
    with database.read() as session:
        return tags.of(session, [page]).get(page, [])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("News", ("news",)),
        ("  City   Council , news,NEWS,", ("city council", "news")),
        ("#flood", ("flood",)),
        ("ﬁne Ａrt", ("fine art",)),
        ("Ελλάδα", ("ελλάδα",)),
        ("", ()),
        ("x" * 60, ("x" * 60,)),
    ],
)
def test_tags_are_kept_in_one_spelling(written: str, kept: tuple[str, ...]) -> None:
    assert tags.read(written) == kept


@pytest.mark.parametrize("written", ["x" * 61, 'a "b"', "#", "a\x00b", ",".join(map(str, range(21)))])
def test_what_can_be_no_tag_and_too_many_are_refused(written: str) -> None:
    with pytest.raises(PageError) as caught:
        tags.read(written)
    assert caught.value.field == "tags"


def test_what_other_programs_wrote_is_kept_as_far_as_it_can_be() -> None:
    assert tags.fitting(["News", "y" * 99, "a, b", ""]) == ("news", "a", "b")
    assert len(tags.fitting(map(str, range(99)))) == tags.MOST


def test_a_page_that_is_there_keeps_its_tags_when_it_is_added_again(database: Database) -> None:
    page = add(database, "one")
    assert add(database, "two") == page
    assert tags_of(database, page) == ["one"]


def test_editing_replaces_adds_and_removes(database: Database) -> None:
    page = add(database, "a, b")
    with database.write() as session:
        edits.edit(session, page, edits.Wish(tags=tags.Change(add=("c",), remove=("a", "z"))))
    assert tags_of(database, page) == ["b", "c"]
    with database.write() as session:
        edits.edit(session, page, edits.Wish(tags=tags.Change(("b", "d"))))
    assert tags_of(database, page) == ["b", "d"]
    with database.write() as session:
        edits.edit(session, page, edits.Wish(tags=tags.Change(())))
    assert tags_of(database, page) == []


def test_no_page_gets_more_tags_than_it_may_have(database: Database) -> None:
    page = add(database, *map(str, range(19)))
    with database.write() as session:
        edits.edit(session, page, edits.Wish(tags=tags.Change(add=("x",))))
    with pytest.raises(PageError), database.write() as session:
        edits.edit(session, page, edits.Wish(tags=tags.Change(add=("y",))))
    assert len(tags_of(database, page)) == tags.MOST


def test_pages_found_from_a_page_get_its_tags(database: Database) -> None:
    with database.write() as session:
        root = service.add(session, "https://example.org/", depth=1, tags=("town",)).page
        assert follow(session, root, ["https://example.org/a", "https://example.org/b"]) == 2
        found = list(session.scalars(select(Page.id).where(Page.root_id == root.id)))
    assert [tags_of(database, page) for page in found] == [["town"], ["town"]]
    with database.write() as session:
        edits.edit(session, root.id, edits.Wish(tags=tags.Change(("city",))), found=True)
    assert [tags_of(database, page) for page in found] == [["city"], ["city"]]


def test_tags_go_with_their_page(any_database: Database) -> None:
    page, other = add(any_database, "a"), add(any_database, "a", path="2")
    with any_database.write() as session:
        service.remove(session, page)
    with any_database.read() as session:
        assert session.scalars(select(PageTag.page_id)).all() == [other]


def test_renaming_joins_tags_and_removing_takes_one_from_all_pages(any_database: Database) -> None:
    one, two = add(any_database, "old", "new"), add(any_database, "old", path="2")
    with any_database.write() as session:
        assert tags.rename(session, "old", "new") == 2
    assert (tags_of(any_database, one), tags_of(any_database, two)) == (["new"], ["new"])
    with any_database.read() as session:
        assert tags.every(session) == [tags.Tag("new", 2)]
    with any_database.write() as session:
        assert (tags.rename(session, "new", "new"), tags.drop(session, "new")) == (2, 2)
        assert tags.every(session) == []


def test_the_forms_give_change_and_show_tags(editor: Client, database: Database) -> None:
    answer = editor.post("/pages/", data={"url": "https://example.org/", "tags": "City Council, news"})
    assert 'href="/pages/?tag=city%20council"' in answer.text
    page = int(answer.url.path.rpartition("/")[2])
    assert 'value="city council, news"' in editor.get(f"/pages/{page}/edit").text
    editor.post(f"/pages/{page}/edit", data={"every": "24h", "depth": "0", "limit": "500", "tags": "news"})
    assert tags_of(database, page) == ["news"]
    # A form of before knows nothing of tags.
    editor.post(f"/pages/{page}/edit", data={"every": "6h", "depth": "0", "limit": "500"})
    assert tags_of(database, page) == ["news"]
    wrong = editor.post("/pages/", data={"url": "https://example.org/2", "tags": "x" * 61})
    assert (wrong.status_code, "x" * 61 in wrong.text) == (422, True)
    assert "at most 60 characters" in wrong.text


def test_many_pages_are_tagged_at_once(editor: Client, database: Database) -> None:
    pages = [add(database, path=str(number)) for number in range(3)]
    ticked = {f"p{page}": "1" for page in pages[:2]}
    answer = editor.post("/pages/chosen/tag", data={**ticked, "tags": "sea, Harbour"})
    assert "Done: 2 pages." in answer.text
    assert [tags_of(database, page) for page in pages] == [["harbour", "sea"], ["harbour", "sea"], []]
    editor.post("/pages/chosen/untag", data={"all": "1", "tag": "sea", "tags": "harbour"})
    assert [tags_of(database, page) for page in pages] == [["sea"], ["sea"], []]
    wrong = editor.post("/pages/chosen/tag", data={**ticked, "tags": "y" * 61})
    assert (wrong.status_code, 'aria-invalid="true"' in wrong.text) == (422, True)
    editor.post("/pages/chosen/edit", data={**ticked, "add_tags": "new", "remove_tags": "sea"})
    assert tags_of(database, pages[0]) == ["new"]


def test_readers_see_the_tags_and_change_none(nobody: Client, database: Database) -> None:
    add(database, "a")
    assert 'href="/pages/?tag=a"' in nobody.get("/pages/tags/").text
    assert "Rename" not in nobody.get("/pages/tags/").text
    for path in ("/pages/tags/edit", "/pages/tags/remove", "/pages/chosen/tag"):
        answer = nobody.post(
            path, data={"tag": "a"}, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
        )
        assert answer.status_code in (302, 303, 401)


def test_editors_rename_and_remove_tags(editor: Client, database: Database) -> None:
    page = add(database, "a b")
    assert "1 page has this tag." in editor.get("/pages/tags/edit?tag=a+b").text
    assert editor.get("/pages/tags/edit?tag=none").status_code == 404
    assert editor.post("/pages/tags/edit", data={"tag": "a b", "name": "c, d"}).status_code == 422
    assert "Done: 1 page." in editor.post("/pages/tags/edit", data={"tag": "a b", "name": "C"}).text
    assert tags_of(database, page) == ["c"]
    editor.post("/pages/tags/remove", data={"tag": "c"})
    assert tags_of(database, page) == []
    assert "No page has a tag yet" in editor.get("/pages/tags/").text


def test_programs_add_change_and_see_tags(editor: Client) -> None:
    made = editor.post("/api/pages", json={"url": "https://example.org/", "tags": ["B", "a"]}).json()
    assert made["tags"] == ["a", "b"]
    path = f"/api/pages/{made['id']}"
    assert editor.patch(path, json={"tags": ["c"]}).json()["tags"] == ["c"]
    assert editor.patch(path, json={"every": "6h"}).json()["tags"] == ["c"]
    assert editor.get(path).json()["tags"] == ["c"]
    assert [page["id"] for page in editor.get("/api/pages?tag=C").json()["pages"]] == [made["id"]]
    refused = editor.patch(path, json={"tags": ["x" * 61]})
    assert (refused.status_code, refused.json()["field"]) == (422, "tags")


def test_the_commands_give_show_and_list_tags(hud: CliRunner, database: Database) -> None:
    assert hud.invoke(command, ["add", "https://example.org/", "--tag", "A b", "--tag", "c"]).exit_code == 0
    assert "a b, c" in hud.invoke(command, ["show", "1"]).output
    assert hud.invoke(command, ["edit", "1", "--tag", "d", "--untag", "c"]).output == "changed: 1\n"
    assert tags_of(database, 1) == ["a b", "d"]
    told = msgspec.json.decode(hud.invoke(command, ["list", "--tag", "D", "--json"]).output)
    assert [page["tags"] for page in told] == [["a b", "d"]]
    assert hud.invoke(command, ["list", "--tag", "z"]).stderr.startswith("No such page")
    assert hud.invoke(command, ["add", "https://example.org/2", "--tag", "x" * 61]).exit_code == 2
