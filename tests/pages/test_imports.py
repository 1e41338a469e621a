"""Lists of addresses in every form people have them, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from app.cli import main
from app.db import Database
from app.pages import imports
from app.pages.imports import BadList, addresses
from app.pages.models import Page
from app.settings import Settings
from tests.conftest import SHARED
from tests.web.site import running, signed_in

BOOKMARKS = b"""<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p>
  <DT><H3>News</H3>
  <DL><p>
    <DT><A HREF="https://a.example/?x=1&amp;y=2" ADD_DATE="1">A</A>
    <DT><A HREF="javascript:alert(1)">no page</A>
    <DT><A HREF="place:sort=8">no page either</A>
    <DT><A HREF="https://b.example/">B</A>
  </DL><p>
</DL><p>"""
OPML = b"""<?xml version="1.0" encoding="utf-8"?><opml version="2.0"><body><outline text="all">
<outline text="A" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/>
<outline text="B" xmlUrl="https://b.example/feed"/></outline></body></opml>"""
SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://a.example/1 </loc></url><url><loc>https://a.example/2</loc></url></urlset>"""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a.example\n\n# news\n b.example \r\na.example\n", ["a.example", "b.example"]),
        ("\ufeffa.example\n".encode("utf-16"), ["a.example"]),
        ("https://a.example/é".encode("latin-1"), ["https://a.example/é"]),
        (BOOKMARKS, ["https://a.example/?x=1&y=2", "https://b.example/"]),
        (OPML, ["https://a.example/", "https://b.example/feed"]),
        (SITEMAP, ["https://a.example/1", "https://a.example/2"]),
    ],
)  # fmt: skip
def test_addresses_are_found_whatever_the_form(data: bytes, expected: list[str]) -> None:
    assert [one.lstrip("\ufeff") for one in addresses(data)] == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# nothing\n",
        b"\x00\x01\x02",
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\n",
        b"<?xml version='1.0'?><rss/>",
        b"<?xml version='1.0'?><urlset>",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><urlset><url><loc>&b;</loc></url></urlset>",
        b"<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>",
        b"<html><p>no links",
        b"\n".join(b"https://a.example/%d" % number for number in range(imports.MOST + 1)),
        b"x" * (imports.MOST_BYTES + 1),
    ],
    ids=lambda data: repr(data[:20]),
)
def test_what_is_no_list_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadList) as caught:
        addresses(data)
    assert str(caught.value).endswith(".")


def test_real_bookmark_files_are_read() -> None:
    files = sorted((SHARED / "conformance" / "bookmarks").glob("**/*.htm*"))
    if not files:
        pytest.skip("../shared/data is not there")
    found = 0
    for file in files:
        try:
            found += len(addresses(file.read_bytes()))
        except BadList:
            continue
    assert found > len(files)


def test_one_bad_address_keeps_no_other_away(database: Database) -> None:
    urls = ["https://a.example/", "http://[", "https://b.example/", "https://a.example/"]
    with database.write() as session:
        done = imports.take_in(session, urls)
    assert (done.new, done.known, [url for url, _ in done.refused]) == (2, 1, ["http://["])
    with database.read() as session:
        assert session.scalars(select(Page.url).order_by(Page.id)).all() == [
            "https://a.example/",
            "https://b.example/",
        ]


def test_shell_imports_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(tmp_path / "var"))
    listed = tmp_path / "bookmarks.html"
    listed.write_bytes(BOOKMARKS)
    result = CliRunner().invoke(main, ["pages", "import", str(listed)])
    assert (result.exit_code, result.output) == (0, "2 new, 0 there already, 0 refused\n")
    again = CliRunner().invoke(main, ["pages", "import", "-"], input="https://a.example/?x=1&y=2\nhttp://[\n")
    assert again.exit_code == 0
    assert "0 new, 1 there already, 1 refused" in again.output
    empty = CliRunner().invoke(main, ["pages", "import", "-"], input="")
    assert empty.exit_code == 1
    assert empty.output == "There is no address in it.\n"


@pytest.fixture
def editor(database: Database, settings: Settings) -> Iterator[TestClient[Litestar]]:
    assert database.url == settings.database
    with running(settings) as client:
        signed_in(client, "editor")
        client.headers.update({"Sec-Fetch-Site": "same-origin"})
        yield client


def test_editor_pastes_a_list(editor: TestClient[Litestar], database: Database) -> None:
    assert "/pages/import" in editor.get("/pages/").text
    answer = editor.post("/pages/import", data={"list": OPML.decode() + "\n", "every": "7d"})
    assert answer.status_code == 200
    assert "2 pages are new." in answer.text
    mixed = editor.post("/pages/import", data={"list": "http://[<b>\nhttps://a.example/"})
    assert "1 was there already." in mixed.text
    assert "http://[&lt;b&gt;" in mixed.text
    with database.read() as session:
        assert len(session.scalars(select(Page.id)).all()) == 2


def test_form_keeps_what_cannot_be_read(editor: TestClient[Litestar]) -> None:
    answer = editor.post("/pages/import", data={"list": "<rss>nothing</rss>"})
    assert answer.status_code == 422
    assert "&lt;rss&gt;nothing" in answer.text
    assert editor.post("/pages/import", data={}).status_code == 422


def test_reader_imports_nothing(database: Database, settings: Settings) -> None:
    assert database.url == settings.database
    with running(settings) as client:
        signed_in(client, "reader")
        client.headers.update({"Sec-Fetch-Site": "same-origin"})
        assert client.get("/pages/import").status_code == 403
        assert client.post("/pages/import", data={"list": "https://a.example/"}).status_code == 403
        assert "/pages/import" not in client.get("/pages/").text
