"""Copies made harmless: what of a page comes through, and that nothing else does."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as reader

from app.copies import service
from app.copies.clean import clean
from app.copies.service import NoCopy
from app.pages.bodies import StoredBody, digest
from tests.copies.hostile import FETCH, RUN, pages
from tests.soak import times

PAGE = "text/html; charset=utf-8"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
ALLOWED = {
    "alt",
    "width",
    "height",
    "colspan",
    "rowspan",
    "scope",
    "span",
    "start",
    "type",
    "reversed",
    "value",
}
ALLOWED |= {"open", "datetime", "dir", "lang"}
NEVER = {
    "script",
    "style",
    "iframe",
    "frame",
    "object",
    "embed",
    "form",
    "input",
    "link",
    "meta",
    "base",
    "svg",
}
NEVER |= {"math", "video", "audio", "source", "template", "button", "textarea", "select", "applet", "title"}


def cleaned(page: str) -> str:
    return clean(page.encode("utf-8", "surrogatepass"), PAGE)


def check_harmless(made: str) -> None:
    """Only tags and attributes of the list, and no address anywhere in them."""
    # The reader here refuses characters that XML has not, such as a form feed; to browsers that is a blank.
    root = reader.fragment_fromstring(_NOT_XML.sub(" ", made), create_parent="div")
    for element in root.iterdescendants():
        assert isinstance(element.tag, str), "a comment or an instruction came through"
        assert element.tag not in NEVER
        assert set(element.attrib) <= ALLOWED, element.attrib
        assert not any(FETCH in value for value in element.attrib.values())


def test_structure_and_words_come_through() -> None:
    made = cleaned(
        "<html lang=nl><head><title>Not here</title></head><body><h1>Haven</h1><ul><li>Één</li></ul>"
        "<table><tr><th scope=row colspan=2>a<td>b</table><p dir=rtl>x <b>y</b></p>"
        '<a href="https://example.org/">link</a></body>'
    )
    assert made == (
        "<h1>Haven</h1><ul><li>Één</li></ul><table><tbody><tr>"
        '<th scope="row" colspan="2">a</th><td>b</td></tr></tbody></table><p dir="rtl">x <b>y</b></p>'
        "<a>link</a>"
    )


def test_pictures_become_boxes_of_their_size_with_their_words() -> None:
    made = cleaned('<img src="/a.png" srcset="/b.png 2x" alt="A boat" width="300px" height=99999 onload=x>')
    assert made == '<img alt="A boat" width="300" height="4000">'


def test_a_cell_over_a_million_rows_is_no_bomb() -> None:
    assert 'rowspan="1000"' in cleaned("<table><td rowspan=999999>x</table>")


def test_nothing_hostile_comes_through() -> None:
    for page in pages(times("hostile pages made harmless", 300, 20_000)):
        check_harmless(cleaned(page))


def test_words_around_what_is_hostile_stay() -> None:
    assert "before" in cleaned(pages(1)[0])


@settings(max_examples=times("texts made harmless", 60, 20_000))
@example("0&#xC")
@given(st.text(alphabet=st.sampled_from("<>/='\"!-ap svgmtxSCRIPT&;#0\x00\n"), max_size=200))
def test_no_text_at_all_makes_something_that_is_not_on_the_list(page: str) -> None:
    check_harmless(cleaned(page))


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("windows-1251", "молоко"),
        ("shift_jis", "東京"),
        ("iso-8859-1", "café"),
        ("utf-16", "Ærø"),
        ("big5", "港口"),
    ],
)
def test_the_charset_is_the_pages_own(label: str, text: str) -> None:
    body = f"<html><body><p>{text}</p></body></html>".encode(label)
    assert text in clean(body, f"text/html; charset={label}")


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "text/csv; charset=utf-8"])
def test_what_is_no_page_is_shown_as_it_is_written(kind: str) -> None:
    assert clean(b'{"a": "<script>x</script>"}', kind) == (
        "<pre>{&quot;a&quot;: &quot;&lt;script&gt;x&lt;/script&gt;&quot;}</pre>"
    )


def stored(data: bytes, content_type: str = PAGE) -> StoredBody:
    return StoredBody(data, content_type, digest(data))


def test_the_limited_process_gives_the_same() -> None:
    page = f"<p>é<script>{RUN}</script></p>"
    assert service.clean(stored(page.encode())) == "<p>é</p>"


def test_a_very_deep_page_is_shown_or_told() -> None:
    deep = stored(b"<div><table><a>" * 50_000 + b"<script>x")
    try:
        made = service.clean(deep)
    except NoCopy:
        made = ""
    assert "script" not in made
