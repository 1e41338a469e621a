"""Text that is no HTML: each kind of it has a title, and a line for whatever changes by itself."""

import pytest

from app.extract import Extracted
from app.extract.forms.xml import tree_of

from .conftest import read as read_as

SHOP = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Harbour &amp; town</title><link>https://example.org/</link><description>All news</description>
<lastBuildDate>Sat, 28 Nov 2026 09:00:00 GMT</lastBuildDate><language>en-gb</language>
<item><title>Ferry&nbsp;back</title><link>/ferry</link><pubDate>Fri, 27 Nov 2026 08:00:00 GMT</pubDate>
<description><![CDATA[<p>It sails <b>a</b>gain.</p><p>Every hour.</p>]]></description>
<dc:creator>Ann</dc:creator><media:title>a picture</media:title><category>Boats</category></item>
<item><title>R&D park</title><description>&lt;p&gt;Short&lt;/p&gt;</description>
<content:encoded>&lt;p&gt;The park opens, at last.&lt;/p&gt;</content:encoded></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Havn &amp;amp; by</title>
<updated>2026-11-28T09:00:00Z</updated><author><name>Byen</name></author>
<entry><title>Båten går</title><link rel="self" href="/x"/><link href="baat"/>
<updated>2026-11-27T08:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>Den går <em>igjen</em>.</p><p>Hver time.</p></div></content>
</entry><entry><title>To</title><summary type="text">2 &lt; 3 i dag</summary></entry></feed>"""

RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Old</title></channel>
<item rdf:about="y"><title>First</title><link>http://example.org/1</link><dc:date>2026-11-27</dc:date></item></rdf:RDF>"""


def read(body: str | bytes, content_type: str) -> Extracted:
    return read_as(body, content_type=content_type)


def test_feed_is_its_entries_titles_dates_and_summaries() -> None:
    page = read(SHOP, "application/rss+xml")
    assert (page.title, page.language) == ("Harbour & town", "en")
    assert page.main.split("\n") == [
        "All news",
        "Ferry back",
        "Fri, 27 Nov 2026 08:00:00 GMT",
        "It sails again.",
        "Every hour.",
        "R&D park",
        "The park opens, at last.",
    ]
    assert page.rest == "Ann\nBoats"
    assert page.links == ("https://example.org/ferry",)


def test_feed_that_was_only_made_anew_says_the_same() -> None:
    later = SHOP.replace(b"09:00:00", b"10:00:00")
    assert read(SHOP, "text/xml") == read(later, "text/xml")


def test_atom_of_every_text_type_is_read() -> None:
    page = read(ATOM, "application/atom+xml")
    assert page.title == "Havn & by"
    assert page.main.split("\n") == [
        "Båten går", "2026-11-27T08:00:00Z", "Den går igjen.", "Hver time.", "To", "2 < 3 i dag",
    ]  # fmt: skip
    assert page.links == ("https://example.org/a/b/baat",)


def test_rss_of_old_is_read() -> None:
    page = read(RDF, "application/xml")
    assert (page.title, page.main) == ("Old", "First\n2026-11-27")
    assert page.links == ("http://example.org/1",)


@pytest.mark.parametrize(
    "body",
    [
        "<!-- made by hand --><?xml version='1.0'?><a><b>tide</b> & <b>time</b></a>",
        "\n\n<?xml version='1.0'?><a><b>tide</b>\x08 & <b>time</b></a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a><b>tide</b> &amp; <b>time</b>",
        "<a xmlns='urn:x'><b>tide</b> &#38; <b>time</a>",
        "<a><![CDATA[tide & time]]></a>",
        "<a><b>tide</b> &#8;&amp; <b>time</b></a><c>behind the root</c>",
    ],
)
def test_broken_xml_is_read_as_far_as_it_goes(body: str) -> None:
    assert read(body, "application/xml").main == "tide & time"


def test_no_entity_of_a_document_is_resolved() -> None:
    bomb = "<!DOCTYPE a [<!ENTITY b 'boom'><!ENTITY c '&b;&b;&b;'>]><a t='&c;'>&c; text</a>"
    assert read(bomb, "text/xml").main == "&c; text"
    outside = "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a>&file; text</a>"
    assert read(outside, "text/xml").main == "&file; text"


def test_references_of_html_are_letters_in_xml_too() -> None:
    root = tree_of(b"<a>caf&eacute;&nbsp;&lt;b&gt; &AMP; &#x110000;&nosuch; &</a>")
    assert root.text == "café\xa0<b> & &nosuch; &"


def test_xml_is_its_text_a_line_an_element() -> None:
    page = read(
        "<book><title>Tides</title><para>High <emphasis>water</emphasis>, noon</para><script>x</script>"
        "<rates><rate currency='NOK' value='11.2'/></rates></book>",
        "application/xml",
    )
    assert (page.title, page.main) == ("Tides", "Tides\nHigh water, noon\ncurrency: NOK value: 11.2")


def test_svg_is_its_text() -> None:
    page = read(
        "<svg xmlns='http://www.w3.org/2000/svg'><title>Tide</title><style>a{}</style><g><text>Jan</text>"
        "<text><tspan>Feb</tspan><tspan>Mar</tspan></text></g><path d='M0 0'/></svg>",
        "image/svg+xml",
    )
    assert page.title == "Tide"
    assert page.main.startswith("Tide\nJan\nFeb\nMar")


def test_xml_too_deep_for_its_parser_is_read_all_the_same() -> None:
    assert "deep" in read("<a>" + "<b>" * 600 + "deep", "text/xml").main


def test_json_is_keys_and_values_in_lines() -> None:
    page = read(
        '{"name": "Ferry", "open": true, "price": 1.10, "stops": ["Quay", "Isle"],'
        ' "next": {"at": "09:30", "note": null}, "html": "<p>One</p><p>Two</p>",'
        ' "long": "a\\nb", "open": false}',
        "application/json",
    )
    assert page.title == "Ferry"
    assert page.main.split("\n") == [
        "name: Ferry", "open: true", "price: 1.10", "stops", "Quay", "Isle", "next", "at: 09:30",
        "note: null", "html: One", "Two", "long: a", "b", "open: false",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "main"),
    [
        ('{"a": 1}\n{"a": 2}\n', "a: 1\na: 2"),
        (")]}',\n[1, 2]", "1\n2"),
        ("\ufeff[1]", "1"),
        ('"only words"', "only words"),
        ('{"a": 1,', '{"a": 1,'),
        ("[1] trailing", "[1] trailing"),
        ('{"a": "\\ud800\\u0000b"}', "a: ?b"),
        ('[{"a": {"b": {"c": 1}}}]', "a\nb\nc: 1"),
        ("[" + "9" * 5_000 + "]", "9" * 5_000),
    ],
)
def test_json_of_all_sorts_is_read(body: str, main: str) -> None:
    assert read(body, "application/json").main == main


def test_json_deeper_than_any_person_writes_is_text() -> None:
    assert read("[" * 100_000, "application/json").main == "[" * 100_000


@pytest.mark.parametrize(
    ("body", "main"),
    [
        ("bread;1,20\nmilk;0,95\n", "bread | 1,20\nmilk | 0,95"),
        ('a,b\r\n"x, y",2\r\n"two\nlines",3', "a | b\nx, y | 2\ntwo lines | 3"),
        ("a\tb\n1\t2", "a | b\n1 | 2"),
        ("sep=|\na|b", "a | b"),
        ("alone\n", "alone"),
    ],
)
def test_table_is_a_line_a_row(body: str, main: str) -> None:
    assert read(body, "text/csv").main == main


def test_table_with_a_quotation_mark_left_open_is_read_to_its_end() -> None:
    page = read('a,b\n"open,1\n' + "row,2\n" * 30_000, "text/csv")
    assert page.main.startswith('a,b\n"open,1\nrow,2')


def test_table_without_a_charset_is_guessed() -> None:
    body = "Город;Цена;Товар\n1;100;Молоко свежее\n2;200;Хлеб ржаной\n".encode("cp1251")
    assert (
        read(body, "text/csv").main == "Город | Цена | Товар\n1 | 100 | Молоко свежее\n2 | 200 | Хлеб ржаной"
    )


def test_markdown_is_its_words() -> None:
    page = read(
        "---\nlayout: page\n---\n# Tides\n\nHigh *water* at\n[noon](tides.md).\n\n```\nset -e\n```\n\n"
        "| day | time |\n|---|---|\n| Mon | 12:00 |\n\n- [x] done\n<b>bold</b>\n\n[low]: /low 'x'\n",
        "text/markdown",
    )
    assert page.title == "Tides"
    assert page.main.split("\n") == [
        "Tides", "High water at noon.", "set -e", "day time", "Mon 12:00", "done bold",
    ]  # fmt: skip
    assert page.links == ("https://example.org/a/b/tides.md",)


def test_calendar_is_unfolded_and_the_moment_it_was_made_is_no_news() -> None:
    made = (
        "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Town\r\nBEGIN:VEVENT\r\nDTSTAMP:{}T000000Z\r\n"
        "SUMMARY:Har\r\n bour day\\, all\r\nEND:VEVENT\r\n"
    )
    first, second = (read(made.format(day), "text/calendar") for day in ("20261127", "20261128"))
    assert first.title == "Town"
    assert "SUMMARY: Harbour day, all" in first.main.split("\n")
    assert (first.title, first.main) == (second.title, second.main)


@pytest.mark.parametrize(
    "content_type",
    ["text/x-log", "text/yaml", "application/javascript", "text/css", "text/x-python", "application/toml"],
)
def test_any_other_text_is_its_lines(content_type: str) -> None:
    assert read("one: 1\r\n\r\n  two  2\rthree", content_type).main == "one: 1\ntwo 2\nthree"


def test_header_may_ask_not_to_index_a_text() -> None:
    page = read_as("words", content_type="text/plain", x_robots_tag="noindex")
    assert page.noindex
