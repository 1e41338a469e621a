"""`hud pages import` returns when each line has its verdict, and does the work where nobody else does."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app import jobs
from app.cli import main
from app.db import Database
from app.pages.imports import service
from app.pages.models import Page, PageTag
from app.settings import Settings
from tests.pages.imports.test_imports import begin, lease, progress, take
from tests.pages.imports.test_lists import BOOKMARKS
from tests.pages.site import Answer, Site, running
from tests.workers.processes import until


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site of the test's own."""
    with running() as made:
        yield made


@pytest.fixture
def hud(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line of this test's own installation."""
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("HUD_CRAWL_ALLOW", "127.0.0.1")
    monkeypatch.setenv("HUD_CRAWL_DELAY", "0")
    return CliRunner()


def run(hud: CliRunner, *args: str, text: str | bytes = "") -> Result:
    return hud.invoke(main, ["pages", "import", *args], input=text)


def test_shell_imports_a_file(hud: CliRunner, database: Database, tmp_path: Path) -> None:
    listed = tmp_path / "bookmarks.html"
    listed.write_bytes(BOOKMARKS)
    result = run(hud, str(listed))
    assert (result.exit_code, result.output) == (0, "2 new, 0 there already, 0 refused\n")
    again = run(hud, "-", text="https://a.example/?x=1&y=2\nhttp://[\nhttp//b.example/ B\n")
    assert again.exit_code == 0
    assert "0 new, 1 there already, 2 refused" in again.output
    assert "refused: line 3: http//b.example/ B: " in again.stderr
    assert "Did you mean http://b.example/?" in again.stderr
    assert run(hud, "-", text="harbour").exit_code == 1
    with database.read() as session:
        assert set(session.scalars(select(PageTag.tag))) == {"t1", "t2", "news"}
        assert {one.name for one in service.newest(session)} == {"bookmarks.html", ""}
        assert {one.state for one in jobs.long.listing(session)} == {"done"}


@pytest.mark.parametrize(
    ("arguments", "text", "told"),
    [
        (["-"], b"", "The list contains no addresses.\n"),
        (
            ["-"],
            gzip.compress(bytes(60_000_000), mtime=0),
            "The list is too large. Split it into smaller ones.\n",
        ),
        (
            ["--every", "1m", "-"],
            b"a.example",
            "--every: Choose an interval from five minutes to one year.\n",
        ),
    ],
)
def test_what_cannot_be_imported_ends_with_one_line(
    hud: CliRunner, database: Database, arguments: list[str], text: bytes, told: str
) -> None:
    result = run(hud, *arguments, text=text)
    assert (result.exit_code, result.output) == (1, told)
    with database.read() as session:
        assert session.scalars(select(Page)).all() == []


def test_beside_a_worker_it_waits_for_its_turn(
    hud: CliRunner, database: Database, settings: Settings
) -> None:
    first = begin(database, ["https://c.example/"])
    held = lease(database)
    found: list[Result] = []
    shell = threading.Thread(target=lambda: found.append(run(hud, "-", text="a.example\nb.example\n")))
    shell.start()

    def asked() -> bool:
        with database.read() as session:
            return len(service.newest(session)) == 2

    until(asked)
    assert shell.is_alive()
    take(database, settings, held)
    shell.join()
    assert found[0].output == "2 new, 0 there already, 0 refused\n"
    assert progress(database, first).state == "done"


def test_sitemaps_of_an_index_are_fetched_and_their_lines_follow(
    hud: CliRunner, database: Database, site: Site
) -> None:
    inner = f"<urlset><url><loc>{site.base}/1</loc></url><url><loc>{site.base}/2</loc></url></urlset>"
    nested = f"<sitemapindex><sitemap><loc>{site.base}/deeper.xml</loc></sitemap></sitemapindex>"
    site.answers["/one.xml.gz"] = Answer(gzip.compress(inner.encode()))
    site.answers["/nested.xml"] = Answer(nested.encode())
    site.answers["/words"] = Answer(b"<p>no list")
    names = ("one.xml.gz", "nested.xml", "words", "missing.xml")
    index = "".join(f"<sitemap><loc>{site.base}/{name}</loc></sitemap>" for name in names)
    result = run(hud, "-", text=f"<sitemapindex>{index}</sitemapindex>")
    assert "2 new, 0 there already, 3 refused, 2 lists followed" in result.output
    assert f"refused: {site.base}/deeper.xml: This list names other lists again" in result.stderr
    assert (
        f"refused: {site.base}/missing.xml: The list at this address could not be fetched." in result.stderr
    )
    with database.read() as session:
        assert set(session.scalars(select(Page.url))) == {f"{site.base}/1", f"{site.base}/2"}
        verdicts = [(one.given.rpartition("/")[2], one.verdict) for one in service.lines(session, 1)]
    assert verdicts == [
        ("one.xml.gz", "list"),
        ("nested.xml", "list"),
        ("words", "refused"),
        ("missing.xml", "refused"),
        ("1", "new"),
        ("2", "new"),
        ("deeper.xml", "refused"),
    ]
