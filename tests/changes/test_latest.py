"""Latest changes: the list, its choices, feeds, API and command."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient
from lxml import etree

from app.changes import latest as latest_module
from app.changes.begins import begin_of
from app.changes.latest import Choice, latest
from app.changes.latest_cli import changes as command
from app.clock import DAY, now
from app.db import Database
from app.settings import Settings
from app.web.errors import BadRequest
from tests.pages.history import pass_time
from tests.pages.site import Answer, Site
from tests.pages.test_timeline import added, read_again
from tests.web.site import running

Crawl = Callable[[], int]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def watched(database: Database, site: Site, crawl: Crawl) -> int:
    """A page that changed twice, then went."""
    page_id = added(database, site.page("/a", "The pool opens at nine.", title="Pool"))
    crawl()
    site.page("/a", "The pool opens at nine. A flood is expected.", title="Pool")
    read_again(database, page_id, crawl)
    site.page("/a", "The pool is closed. A flood is expected.", title="Pool & <bath>")
    read_again(database, page_id, crawl)
    site.answers["/a"] = Answer(b"", 404)
    read_again(database, page_id, crawl)
    read_again(database, page_id, crawl)
    return page_id


@pytest.fixture
def nobody(database: Database, settings: Settings) -> Iterator[TestClient[Litestar]]:
    assert database.url == settings.database
    with running(settings) as client:
        yield client


def ordinals(database: Database, choice: Choice | None = None, **limits: int) -> list[int]:
    with database.read() as session:
        return [change.ordinal for change in latest(session, choice or Choice(), **limits).changes]


def test_the_newest_come_first_and_a_first_version_is_none(database: Database, watched: int) -> None:
    assert watched
    assert ordinals(database) == [4, 3, 2]


def test_words_find_the_changes_that_added_them(database: Database, watched: int) -> None:
    assert watched
    assert ordinals(database, Choice(words="flood")) == [2]
    assert ordinals(database, Choice(words="CLOSED pool")) == [3]
    assert ordinals(database, Choice(words="nowhere")) == []


def test_a_site_and_a_size_narrow_the_list(database: Database, watched: int, site: Site) -> None:
    assert watched
    host = site.base.removeprefix("http://")
    assert ordinals(database, Choice(site=host)) == ordinals(database) or ordinals(
        database, Choice(site=host.partition(":")[0])
    ) == ordinals(database)
    assert ordinals(database, Choice(site="elsewhere.example")) == []
    assert 4 not in ordinals(database, Choice(size="large"))


def test_changes_long_ago_are_found_in_parts_of_the_list(database: Database, watched: int) -> None:
    pass_time(database, watched, 3_000 * DAY)
    assert ordinals(database) == [4, 3, 2]
    with database.read() as session:
        first = latest(session, Choice(), lines=1)
        second = latest(session, Choice(), lines=1, until=first.looked_to)
        third = latest(session, Choice(), lines=5, until=second.looked_to)
    found = [change.ordinal for part in (first, second, third) for change in part.changes]
    assert found == [4, 3, 2]
    assert third.looked_to is None
    assert ordinals(database, since=now() - DAY) == []


def test_looking_ends_somewhere_and_says_where(
    database: Database, watched: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watched
    monkeypatch.setattr(latest_module, "_MOST_READ", 1)
    with database.read() as session:
        first = latest(session, Choice(words="flood"))
        assert (first.changes, first.looked_to is None) == ([], False)
        second = latest(session, Choice(words="flood"), until=first.looked_to)
    assert [change.ordinal for change in second.changes] == [2]


def test_the_same_sentence_on_many_pages_of_a_site_is_one_line(
    database: Database, site: Site, crawl: Crawl
) -> None:
    for number in range(5):
        added(database, site.page(f"/{number}", f"Words of page {number}."))
    crawl()
    for number in range(5):
        site.page(f"/{number}", f"Words of page {number}. Cookies are used here.")
        read_again(database, number + 1, crawl)
    with database.read() as session:
        (change,) = latest(session, Choice()).changes
    assert (change.count, len(change.alike)) == (5, 4)


def test_the_page_shows_first_words_and_leads_to_the_diff(nobody: TestClient[Litestar], watched: int) -> None:
    html = nobody.get("/changes/").text
    assert "A flood is expected." in html
    assert f"/pages/{watched}/diff?from=1&amp;to=2" in html
    assert "Pool &amp; &lt;bath&gt;" in html
    part = nobody.get("/changes/?q=flood", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.text.lstrip().startswith('<div id="latest"')
    assert nobody.get("/changes/?since=yesterday").status_code == 400
    assert "No such changes" in nobody.get("/changes/?site=elsewhere.example").text


def test_an_empty_list_says_what_will_be_here(nobody: TestClient[Litestar]) -> None:
    assert "Nothing has changed yet" in nobody.get("/changes/").text


@pytest.mark.parametrize("path", ["/changes.atom", "/pages/1/changes.atom", "/nl/changes.atom?q=flood"])
def test_feeds_are_atom(nobody: TestClient[Litestar], watched: int, path: str) -> None:
    assert watched == 1
    answer = nobody.get(path)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    for parent in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (child,) = parent.findall(f"{ATOM}{name}")
            assert child.text
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == (1 if "flood" in path else 3)
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    links = [link.get("href", "") for entry in entries for link in entry.findall(f"{ATOM}link")]
    assert all(str(link).startswith("http") for link in links)


def test_programs_are_told_the_same(nobody: TestClient[Litestar], watched: int) -> None:
    told = nobody.get("/api/changes", params={"q": "flood"}).json()
    assert [(change["page"], change["version"], change["before"]) for change in told["changes"]] == [
        (watched, 2, 1)
    ]
    assert told["changes"][0]["first_added"] == ["A flood is expected."]
    assert nobody.get("/api/changes?since=x").status_code == 400


def test_the_command_lists_them(
    database: Database, settings: Settings, watched: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database.url == settings.database
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    runner = CliRunner()
    output = runner.invoke(command, ["--since", "1d"]).output
    assert "+ A flood is expected." in output
    told = msgspec.json.decode(runner.invoke(command, ["--json", "--words", "flood"]).output)
    assert [change["page"] for change in told] == [watched]
    assert runner.invoke(command, ["--since", "soon"]).exit_code == 2


@pytest.mark.parametrize("text", ["2026-03-01", "2026-03-01T00:00", "2026-03-01T00:00+00:00", " 2026-03-01 "])
def test_a_day_begins_with_its_first_moment(text: str) -> None:
    assert begin_of(text, 0) == 1_772_323_200_000_000


@pytest.mark.parametrize("text", ["soon", "2026", "9999-99-99", "7 years", "0001-01-01T00:00+23:59x"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        begin_of(text, 0)


def test_a_length_counts_from_now() -> None:
    assert begin_of("7d", 10 * DAY) == 3 * DAY
    assert begin_of("", 1) is None
