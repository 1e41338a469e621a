"""Addresses made absolute, in order, once, and bounded."""

from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extract.labels import codec_of
from app.extract.links import MAX_LINKS, Resolver

from .conftest import URL, read


def links(html: str) -> tuple[str, ...]:
    return read(html + "<p>text").links


def test_links_are_absolute_in_order_and_once() -> None:
    html = (
        "<a href=x.html>1</a><a href='/y?q=1&amp;r=2#f'>2</a><a href=x.html#z>3</a><map><area href=w></map>"
    )
    assert links(html) == (
        "https://example.org/a/b/x.html",
        "https://example.org/y?q=1&r=2",
        "https://example.org/a/b/w",
    )


def test_base_is_respected() -> None:
    assert links("<base href='https://else.example/d/'><a href=x>1</a>") == ("https://else.example/d/x",)
    assert links("<base href='javascript:x'><a href=x>1</a>") == ("https://example.org/a/b/x",)


@pytest.mark.parametrize(
    "href",
    [
        "#top",
        "",
        "  ",
        "javascript:alert(1)",
        "mailto:a@b",
        "data:text/html,x",
        "ftp://a/b",
        "http://[x",
    ],
)
def test_what_cannot_be_fetched_is_no_link(href: str) -> None:
    assert links(f'<a href="{href}">1</a>') == ()


def test_nofollow_links_are_left_out() -> None:
    assert links("<a rel='external nofollow' href=x>1</a><a href=y>2</a>") == ("https://example.org/a/b/y",)


def test_addresses_are_cleaned_as_browsers_do() -> None:
    assert links("<a href=' a\n b é.html '>1</a>") == ("https://example.org/a/b/a%20b%20%C3%A9.html",)


def test_backslashes_in_a_path_are_slashes() -> None:
    assert links(
        r"<a href='\h\back'>1</a><a href='\\else.example\x'>2</a><a href='http:\\else.example\y?a=\b'>3</a>"
    ) == (
        "https://example.org/h/back",
        "https://else.example/x",
        "http://else.example/y?a=\\b",
    )
    assert links(r"<a href='javascript:\x'>1</a><a href='c:\x\y'>2</a>") == ()


@pytest.mark.parametrize(
    ("charset", "query", "asked"),
    [
        ("windows-1251", "Цена", "%D6%E5%ED%E0"),
        ("utf-8", "Цена", "%D0%A6%D0%B5%D0%BD%D0%B0"),
        ("iso-8859-1", "prix été", "prix%20%E9t%E9"),
        ("iso-8859-1", "Цена€", "%26%231062%3B%26%231077%3B%26%231085%3B%26%231072%3B%80"),
        ("shift_jis", "東京", "%93%8C%8B%9E"),
        ("gb2312", "价格", "%BC%DB%B8%F1"),
    ],
)
def test_queries_are_in_the_charset_of_the_page_and_paths_are_not(
    charset: str, query: str, asked: str
) -> None:
    codec = codec_of(charset) or ""
    html = f"<meta charset={charset}><a href='/é?q=$&amp;x=1'>1</a><p>text".encode(codec, "xmlcharrefreplace")
    body = html.replace(b"$", query.encode(codec, "xmlcharrefreplace"))
    assert read(body).links == (f"https://example.org/%C3%A9?q={asked}&x=1",)


def test_what_goes_on_elsewhere_is_a_link() -> None:
    assert links(
        "<link rel=next href='?page=2'><link rel='prev stylesheet' href=x><iframe src=/f></iframe>"
        "<a href=z>1</a>"
    ) == ("https://example.org/a/b/page.html?page=2", "https://example.org/f", "https://example.org/a/b/z")


def test_links_are_bounded() -> None:
    assert len(links("".join(f"<a href=p{n}>x</a>" for n in range(MAX_LINKS + 10)))) == MAX_LINKS
    assert links(f"<a href='{'x' * 5000}'>1</a>") == ()


def test_links_of_what_is_hidden_are_followed() -> None:
    assert links("<p>shown text</p><ul hidden><li><a href=x>1</a></ul>") == ("https://example.org/a/b/x",)


@pytest.mark.parametrize(
    "base", [URL, "https://example.org", "http://h:8080/d/?q=/x", "https://example.org/a/"]
)
@given(path=st.text("ab.-/&=%1~:#", max_size=14))
def test_quick_joining_agrees_with_urljoin(base: str, path: str) -> None:
    expected = urldefrag(urljoin(base, path)).url if path.partition("#")[0] else None
    if expected is not None and not (expected.startswith("http") and urlsplit(expected).hostname):
        expected = None
    assert Resolver(base).absolute(path) == expected


def test_long_and_strange_addresses_come_to_nothing() -> None:
    resolver = Resolver(URL)
    assert resolver.absolute("a/" * 200_000 + "\x7f") is None
    assert resolver.absolute("../" * 200_000 + "x") == "https://example.org/x"
