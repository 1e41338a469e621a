"""Lists of addresses in every form people have them, and what is refused."""

from __future__ import annotations

import gzip
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pages.imports import reading
from app.pages.imports.item import BadList, Item
from app.pages.imports.read_list import read_list
from tests.conftest import SHARED

BOOKMARKS = b"""<!DOCTYPE NETSCAPE-Bookmark-file-1>
<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1>
<DL><p>
  <DT><H3>News</H3>
  <DL><p>
    <DT><A HREF="https://a.example/?x=1&amp;y=2" ADD_DATE="1" TAGS="t1,t2">A &amp; <b>B</b></A>
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


def urlset(inside: str, head: str = "") -> bytes:
    return f'{head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</urlset>'.encode()


def opml(inside: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<opml version="2.0"><head><title>x</title></head><body>{inside}</body></opml>'.encode()


def addresses(data: bytes) -> list[str]:
    """The addresses of a list of which nothing is refused."""
    found = list(read_list(data))
    assert [one.refusal for one in found if one.refusal] == []
    return [one.url for one in found]


def told(data: bytes) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(one.url, one.title, one.folder, one.tags) for one in read_list(data)]


A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a.example", [("a.example", "", ())]),
        (A, [(A, "", ())]),
        (f"{A} Harbour news", [(A, "Harbour news", ())]),
        (f"{A}\tHarbour news\t2026", [(A, "Harbour news 2026", ())]),
        (f"{A} | Harbour", [(A, "Harbour", ())]),
        (f"{A} - Harbour", [(A, "Harbour", ())]),
        (f"Harbour | {A}", [(A, "Harbour", ())]),
        (f"Harbour: {A}", [(A, "Harbour", ())]),
        (f"Harbour\t{A}", [(A, "Harbour", ())]),
        (f"{A} tag1, tag2", [(A, "", ("tag1", "tag2"))]),
        (f"{A} tag one, tag2", [(A, "", ("tag one", "tag2"))]),
        (f"{A} #tag1 #tag2", [(A, "", ("tag1", "tag2"))]),
        (f"<{A}>", [(A, "", ())]),
        (f'"{A}"', [(A, "", ())]),
        (f"{A},", [(A, "", ())]),
        (f"{A} {B}", [(A, "", ()), (B, "", ())]),
        (f"{A}, {B}", [(A, "", ()), (B, "", ())]),
        (f"{A} Copy of {B}", [(A, f"Copy of {B}", ())]),
        (f"- {A}", [(A, "", ())]),
        (f"* [ ] {A} Harbour", [(A, "Harbour", ())]),
        (f"12. {A}", [(A, "", ())]),
        (f"> {A}", [(A, "", ())]),
        (f"- [Harbour]({A}) about it", [(A, "Harbour", ())]),
        (f"* **[Har*bour*](<{A}> 'Title')**", [(A, "Har*bour", ())]),
        (f"1. [One]({A}), [Two]({B}x_(y))", [(A, "One", ()), (f"{B}x_(y)", "Two", ())]),
        (f"![picture](https://p.example/p.png) [One]({A})", [(A, "One", ())]),
        (f"[ref]: {A} 'Harbour'", [(A, "Harbour", ())]),
        (f"| Harbour | {A} |", [(A, "Harbour", ())]),
        (f"Read {A}x. It is good.", [(f"{A}x", "Read It is good.", ())]),
        (f"Sitemap: {A}sitemap.xml", [(f"{A}sitemap.xml", "", ())]),
        (f"URL={A}", [(A, "", ())]),
        ("www.a.example/news Harbour news", [("www.a.example/news", "Harbour news", ())]),
        ("a.example\tHarbour", [("a.example", "Harbour", ())]),
        ("http//a.example/", [("http//a.example/", "", ())]),
        ("localhost:8000/x", [("localhost:8000/x", "", ())]),
    ],
)
def test_a_line_gives_its_address_and_what_stands_beside_it(
    line: str, expected: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    assert [(url, title, tags) for url, title, _, tags in told(line.encode())] == expected


@pytest.mark.parametrize(
    "line",
    [
        "My reading list",
        "harbour",
        "notes.txt",
        "e.g. this",
        "{",
        '"a"',
        "},",
        "[x]",
        "Node.js is great",
        "3.",
    ],
)
def test_a_line_without_an_address_is_refused_with_its_number(line: str) -> None:
    found = list(read_list(f"{A}\n\n{line}\n".encode()))
    assert [(one.place, one.url, bool(one.refusal)) for one in found] == [(1, A, False), (3, "", True)]
    assert found[1].given == line


def test_comments_and_rules_are_passed_over_and_headings_are_folders() -> None:
    assert addresses(f"# news\n{A}\n; x\n// y\n---\n[InternetShortcut]\n\n{B}\n{A}\n".encode()) == [A, B]
    found = told(f"# Top\n- [One]({A})\n## Deep #\n- [Two]({B})\n".encode())
    assert [folder for _, _, folder, _ in found] == ["Top", "Deep"]


SAMPLES = Path(__file__).with_name("samples")
"""What other programs export, each the same two pages, or one."""
TABLES = sorted(SAMPLES.glob("*.[ct]sv"))
JSON = sorted(SAMPLES.glob("*.json*"))


@pytest.mark.parametrize("form", TABLES, ids=lambda form: form.stem)
def test_tables_are_read_by_their_header_in_any_order(form: Path) -> None:
    (one, two) = told(form.read_bytes())
    assert (one[0], one[1], one[3]) == (A, "One, 1", ("music", "art"))
    assert two[0::3] == (B, ())


def test_table_without_header_is_known_by_its_rows() -> None:
    assert addresses(f'{A},"One, 1",2024\n{B},Two,2023\n'.encode()) == [A, B]
    # A comma may be part of an address.
    assert addresses(b"https://a.example/1,1518,1.html\nhttps://a.example/2,1518,2.html\n") == [
        "https://a.example/1,1518,1.html",
        "https://a.example/2,1518,2.html",
    ]


def test_rows_without_an_address_are_refused_and_a_mark_that_is_not_closed_loses_one_row() -> None:
    rows = f'url,title,tags\n{A},"open,x\n{B},B,y\n,nothing,\n{C},"C",z\nhttps://d.example/,"D,\n'
    found = list(read_list(rows.encode()))
    assert [(one.place, one.url) for one in found] == [
        (2, ""),
        (3, B),
        (4, ""),
        (5, C),
        (6, "https://d.example/"),
    ]
    assert "never closed" in found[0].refusal


@pytest.mark.parametrize("form", JSON, ids=lambda form: form.stem)
def test_json_gives_each_object_that_has_an_address(form: Path) -> None:
    data = form.read_bytes()
    ((url, title, _, tags),) = told(data)
    assert (url, title) == (A, "One")
    assert set(tags) == (set() if form.stem == "chrome" else {"t1", "t2"})
    assert addresses(data.decode().encode("utf-16")) == [A]


def test_folders_of_json_and_bare_lists_of_addresses_are_read() -> None:
    folders = {name: told((SAMPLES / f"{name}.json").read_bytes())[0][2] for name in ("linkwarden", "chrome")}
    assert folders == {"linkwarden": "C", "chrome": "Bar"}
    assert addresses(f'["{A}", "{B}"]'.encode()) == [A, B]
    assert addresses(f'{{"urls": ["{A}"], "other": ["https://x.example/"]}}'.encode()) == [A]
    found = list(read_list(f'{{"url": "{A}"}}\n{{"url": "{B}"}}\n{{"url": '.encode()))
    assert [(one.url, bool(one.refusal)) for one in found] == [(A, False), (B, False), ("", True)]


def test_bookmarks_keep_names_folders_and_tags() -> None:
    assert told(BOOKMARKS) == [
        ("https://a.example/?x=1&y=2", "A & B", "News", ("t1", "t2")),
        (B, "B", "News", ()),
    ]


@pytest.mark.parametrize(
    "tag", ["script", "style", "textarea", "title", "iframe", "xmp", "plaintext", "noscript"]
)
def test_a_tag_in_a_description_swallows_no_bookmarks(tag: str) -> None:
    html = f'<DL><DT><A HREF="{A}">one</A>\n<DD>How to use <{tag}> in a page\n<DT><A HREF="{B}">two</A></DL>'
    assert addresses(b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n" + html.encode()) == [A, B]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (f'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html><body><a href="{A}">one</a></body></html>', [A]),
        (f'<!-- <a href="{B}"> --><html><a name=x>no link</a><A\nclass="a>b" HREF = {A}>A</A>', [A]),
        (f'<p><a href=\'{A}">not closed<a href="{B}">', [B]),
        (f'<html><!-- never closed <a href="{A}">', [A]),
        (f'<html><a href="#part">x</a><a href="/other">y</a><a href="{A}">z', [A]),
    ],
)
def test_links_of_other_pages_are_read(data: str, expected: list[str]) -> None:
    assert addresses(data.encode()) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (OPML, [A, "https://b.example/feed"]),
        (SITEMAP, ["https://a.example/1", "https://a.example/2"]),
        (
            opml(f'<outline text="R&D" xmlUrl="{A}?a=1&b=2&copy=3"/><outline htmlUrl="{B}"/>'),
            [f"{A}?a=1&b=2&copy=3", B],
        ),
        (opml(f'<outline text="A&nbsp;B &eacute;" htmlUrl="{A}?a=1&amp;b=2"/>'), [f"{A}?a=1&b=2"]),
        (opml(f'<outline text="a\x08b\x00" htmlUrl="{A}"/>'), [A]),
        (
            opml(
                f'<outline htmlUrl="{A}"/>',
                '<?xml version="1.0"?><!DOCTYPE opml SYSTEM "http://x.example/o.dtd">',
            ),
            [A],
        ),
        (opml(f'<outline htmlUrl="{A}"/>', '<!-- made by <opml> --><!DOCTYPE opml [<!ENTITY a "b">]>'), [A]),
        (opml(f'<outline htmlUrl="{A}"/>', "<!-- made -->\n\n"), [A]),
        (
            urlset(f"<url><loc>{A}?a=1&b=2</loc></url><url><loc><![CDATA[{B}?a&b]]></loc></url>"),
            [f"{A}?a=1&b=2", f"{B}?a&b"],
        ),
        (urlset(f"<!-- <url><loc>{B}</loc></url> --><url><loc>{A}</loc></url>", "<!-- gen -->"), [A]),
        (
            urlset(
                f"<url><loc>{A}</loc></url>",
                '<?xml version="1.0" encoding="UTF-16"?><?xml-stylesheet href="x"?>',
            ),
            [A],
        ),
        (
            urlset(
                f'<url><loc>{A}</loc><image:image xmlns:image="x"><image:loc>https://p.example/p.jpg</image:loc>'
                '</image:image><xhtml:link rel="alternate" xmlns:xhtml="y" href="https://z.example/"/></url>'
            ),
            [A],
        ),
        (
            urlset(
                f"<url><loc>{A}</loc><image:image><image:loc>https://p.example/p</image:loc></image:image></url>"
            ),
            [A],
        ),
        (
            (
                f'<s:urlset xmlns:s="x"><s:url><s:loc>{A}</s:loc><loc xmlns="y">{B}</loc></s:url></s:urlset>'
            ).encode(),
            [A],
        ),
        (
            f"<rss><channel><link>https://x.example/</link><item><link>{A}</link></item></channel></rss>".encode(),
            [A],
        ),
        (
            f'<rss><item><title>T</title><guid isPermaLink="true">{A}</guid></item></rss>'.encode(),
            [A],
        ),
        (
            f'<r:RDF xmlns:r="r" xmlns="n"><item r:about="{A}"><title>T</title></item></r:RDF>'.encode(),
            [A],
        ),
        (
            b'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://a.example/f/feed.xml"/><entry>'
            b'<link rel="enclosure" href="https://p.example/p.mp3"/><link href="one"/></entry></feed>',
            ["https://a.example/f/one"],
        ),
        (
            f'<!DOCTYPE xbel PUBLIC "x" "http://x.example/x"><xbel><bookmark href="{A}"/></xbel>'.encode(),
            [A],
        ),
        (f'<posts user="x"><post href="{A}" description="D" tag="t1 t2"/></posts>'.encode(), [A]),
    ],
)
def test_xml_is_read_with_its_faults(data: bytes, expected: list[str]) -> None:
    assert addresses(data) == expected
    assert addresses(gzip.compress(data)) == expected
    assert addresses(b"\xef\xbb\xbf" + data) == expected


def test_titles_folders_and_tags_of_xml_are_kept() -> None:
    nested = opml(
        '<outline text="News"><outline text="Local">'
        f'<outline title="T" category="/a/t1,t2" url="{A}"/></outline></outline>'
    )
    assert told(nested) == [(A, "T", "News / Local", ("t1", "t2"))]
    xbel = f"<xbel><folder><title>N</title><bookmark href='{A}'><title>T</title></bookmark></folder></xbel>"
    assert told(xbel.encode()) == [(A, "T", "N", ())]
    rss = f"<rss><item><title>T &amp; U</title><link>{A}</link><category>t1</category></item></rss>"
    assert told(rss.encode()) == [(A, "T & U", "", ("t1",))]


def test_what_is_cut_off_is_read_up_to_there_and_told() -> None:
    def kept(data: bytes) -> list[tuple[str, bool]]:
        return [(one.url, bool(one.refusal)) for one in read_list(data)]

    assert kept(f"<urlset><url><loc>{A}</loc></url><url><loc>{B}<".encode()) == [(A, False), (B, False)]
    assert kept(f"<urlset><url><loc>{A}</loc></url><url><loc>{B}ha".encode()) == [(A, False), ("", True)]
    assert kept(opml(f'<outline url="{A}"/><outline url="{B}').split(b"</body>")[0]) == [
        (A, False),
        ("", True),
    ]
    rss = f"<rss><item><link>{A}</link></item><item><link>{B}"
    assert kept(rss.encode()) == [(A, False), ("", True)]
    assert kept(gzip.compress(f"{A}\n{B}\n".encode())[:-4]) == [(A, False), (B, False), ("", True)]


def test_lists_within_lists_are_named_and_not_taken_for_pages() -> None:
    (found,) = read_list(f"<sitemapindex><sitemap><loc>{A}s.xml</loc></sitemap></sitemapindex>".encode())
    assert (found.url, found.is_list) == (f"{A}s.xml", True)
    (found,) = read_list(opml(f'<outline type="include" url="{A}o.opml"/>'))
    assert "another list" in found.refusal


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (f"{A}\tCafé\n".encode(), "Café"),
        (f"{A}\tCafé\n".encode("latin-1"), "Café"),
        (f"{A}\tCafé\n".encode("utf-16"), "Café"),
        (f"{A}\tCafé\n".encode("utf-16-le"), "Café"),
        (f"{A}\tCafé\n".encode("utf-16-be"), "Café"),
        (f"{A}\tCafé\n".encode("utf-8-sig"), "Café"),
        (f'<?xml version="1.0" encoding="windows-1251"?><xbel><bookmark href="{A}"><title>Гавань</title>'
         "</bookmark></xbel>".encode("cp1251"), "Гавань"),
        (f'<meta charset=iso-8859-2><a href="{A}">Łódź</a><html>'.encode("iso-8859-2"), "Łódź"),
        (f"{A}\t{'Новости гавани и города ' * 5}\n".encode("cp1251"), "Новости"),
    ],
)  # fmt: skip
def test_encodings_are_found_out(data: bytes, expected: str) -> None:
    (found,) = read_list(data)
    assert (found.url, found.title[: len(expected)]) == (A, expected)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# nothing\n",
        b"\x00\x01\x02",
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\n",
        b"PK\x03\x04....",
        b"SQLite format 3\0",
        b"mozLz40\0....",
        b"%PDF-1.7\n",
        b"<?xml version='1.0'?><rss/>",
        b"<?xml version='1.0'?><urlset>",
        b"<something>else</something>",
        b"<html><p>no links",
        b'{"a": 1, "b":',
        b'{"a": [1, 2, "three"]}',
        gzip.compress(gzip.compress(A.encode(), mtime=0), mtime=0),
        gzip.compress(bytes(60_000_000), mtime=0),
        b"\x1f\x8bno gzip",
    ],
    ids=lambda data: repr(data[:20]),
)
def test_what_is_no_list_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadList) as caught:
        list(read_list(data))
    assert str(caught.value).endswith(".")


def test_no_entity_is_ever_opened(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("https://secret.example/")
    doctype = (
        f'<!DOCTYPE urlset [<!ENTITY b SYSTEM "file://{tmp_path}/secret"><!ENTITY c "https://c.example/">]>'
    )
    for head in (doctype, "<?xml version='1.0'?>\n<!-- x -->\n" + doctype, "<!DOCTYPE x>" + doctype):
        found = list(
            read_list(
                urlset(f"<url><loc>&b;</loc></url><url><loc>&c;</loc></url><url><loc>{A}</loc></url>", head)
            )
        )
        assert "secret" not in repr(found)
        assert "https://c.example/" not in repr(found)


def test_real_bookmark_files_are_read() -> None:
    files = sorted((SHARED / "conformance" / "bookmarks").glob("**/*.htm*"))
    if not files:
        pytest.skip("../shared/data is not there")
    found = 0
    for file in files:
        try:
            found += len(list(read_list(file.read_bytes())))
        except BadList:
            continue
    assert found > len(files)


UNCLOSED = """
from app.pages.imports.item import BadList
from app.pages.imports.read_list import read_list
forms = {
    "<html>": ["<!--", "<a ", "<a href='", '<a href="x', "<![x", "<?", "</a ", "<a x=' ", "<h1>", "<dl>"],
    "<urlset>": ["<!--", "<![CDATA[", "<!DOCTYPE a [", "&", "<url>", "<loc"],
    "<opml>": ["<outline a='", "<outline "],
    "{": ['{"a":'],
    "[": ["["],
    "a,url\\n": ['"', "x\\n"],
    "": ["[[", "[a](", "http://", "- ", "https://a.example/ ", "a|", "![]("],
}
whole = {"x\\n", "https://a.example/ ", "a|"}  # entries, each of which is read for itself
for head, opened in [(head, one) for head, some in forms.items() for one in some]:
    size = 200_000 if opened in whole else 1_000_000
    try:
        for one in read_list((head + opened * (size // len(opened))).encode()):
            pass
    except BadList as error:
        pass
print("done")
"""


def test_time_for_what_is_never_closed_grows_with_its_length_alone() -> None:
    # Each takes about a second of computing at most; read anew from each beginning, it took hours.
    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (120, 120))

    done = subprocess.run(
        [sys.executable, "-c", UNCLOSED], check=True, capture_output=True, text=True, preexec_fn=bounded
    )
    assert done.stdout.splitlines() == ["done"]


@given(
    st.text(alphabet="<>/[](){}\"'&;,|#-\n\thtps:.aurlo=!x ", max_size=200),
    st.sampled_from(["", "<opml>", "<a ", "[{", "url,"]),
)
def test_whatever_it_is_it_is_read_or_refused(text: str, head: str) -> None:
    with suppress(BadList):
        for one in read_list((head + text).encode()):
            assert bool(one.url) != bool(one.refusal)


def _read_in_child(data: bytes, folder: Path) -> list[Item]:
    with reading.spool(folder) as given:
        given.write(data)
        with reading.read(given, folder) as listing:
            assert listing.total == len(list(listing))
            return list(listing)


def test_child_finds_what_the_reader_finds(tmp_path: Path) -> None:
    assert _read_in_child(BOOKMARKS, tmp_path) == list(read_list(BOOKMARKS))
    with pytest.raises(BadList, match="ZIP"):
        _read_in_child(b"PK\x03\x04", tmp_path)
    with pytest.raises(BadList, match="too large"):
        _read_in_child(gzip.compress(bytes(200_000_000)), tmp_path)
    with pytest.raises(BadList, match="too large"):
        _read_in_child(b"\n".join(b"https://a.example/%d" % number for number in range(100_001)), tmp_path)
    assert list(tmp_path.iterdir()) == []
