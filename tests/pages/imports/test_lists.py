"""Lists of addresses in every form people have them, and what is refused."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from app.pages import import_lists
from app.pages.import_lists import BadList, addresses
from tests.conftest import SHARED

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
PICTURES = b"""<?xml version="1.0" encoding="UTF-8"?>
<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="http://example.org/image">
<s:url><s:loc>https://a.example/1</s:loc><i:image><i:loc>https://a.example/1.png</i:loc></i:image></s:url>
</s:urlset>"""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a.example\n\n# news\n b.example \r\na.example\n", ["a.example", "b.example"]),
        ("\ufeffa.example\n".encode("utf-16"), ["a.example"]),
        ("https://a.example/é".encode("latin-1"), ["https://a.example/é"]),
        (BOOKMARKS, ["https://a.example/?x=1&y=2", "https://b.example/"]),
        (OPML, ["https://a.example/", "https://b.example/feed"]),
        (SITEMAP, ["https://a.example/1", "https://a.example/2"]),
        (PICTURES, ["https://a.example/1"]),
        (b"<a name=x>no link</a><A\nclass=\"a>b\" HREF = https://a.example/>A</A>", ["https://a.example/"]),
        (b"<p><a href='https://a.example/\">not closed<a href=\"https://b.example/\">", ["https://b.example/"]),
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
        b"\n".join(b"https://a.example/%d" % number for number in range(import_lists.MOST + 1)),
        b"x" * (import_lists.MOST_BYTES + 1),
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


UNCLOSED = """
from app.pages.import_lists import BadList, addresses
for opened in ("<!--", "<a ", "<a href='", '<a href="x', "<![x", "<?", "</a ", "<a x=' "):
    try:
        addresses(("<html>" + opened * (1_000_000 // len(opened))).encode())
    except BadList as error:
        print(error)
"""


def test_time_for_what_is_never_closed_grows_with_its_length_alone() -> None:
    # A megabyte of each takes a second of computing; read anew from each beginning, it took hours.
    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (120, 120))

    done = subprocess.run(
        [sys.executable, "-c", UNCLOSED], check=True, capture_output=True, text=True, preexec_fn=bounded
    )
    assert done.stdout.splitlines() == ["The list contains no addresses."] * 8
