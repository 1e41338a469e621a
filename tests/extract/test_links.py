"""Addresses made absolute, in order, once, and bounded."""

from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
