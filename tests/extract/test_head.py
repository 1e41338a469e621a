"""Directives, canonical link and refresh."""

import pytest

from .conftest import read


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}"><p>text'


@pytest.mark.parametrize(
    ("html", "header", "noindex", "nofollow"),
    [
        ("<p>text", "", False, False),
        (meta("robots", "NoIndex"), "", True, False),
        (meta("ROBOTS", "index, nofollow"), "", False, True),
        (meta("robots", "none"), "", True, True),
        (meta("hud", "noindex"), "", True, False),
        (meta("googlebot", "noindex"), "", False, False),
        ("<p>text", "noindex", True, False),
        ("<p>text", "nofollow, NOINDEX", True, True),
        ("<p>text", "HUD: none", True, True),
        ("<p>text", "googlebot: noindex, nofollow", False, False),
        ("<p>text", "googlebot: noindex, hud: nofollow", False, True),
        ("<p>text", "unavailable_after: 25 Jun 2010 15:00:00 PST, noindex", True, False),
        (meta("robots", "nofollow"), "noindex", True, True),
    ],
)
def test_robots_directives(html: str, header: str, noindex: bool, nofollow: bool) -> None:
    page = read(html, x_robots_tag=header)
    assert (page.noindex, page.nofollow) == (noindex, nofollow)


@pytest.mark.parametrize(
    ("html", "header", "noarchive"),
    [
        ("<p>text", "", False),
        (meta("robots", "NoArchive"), "", True),
        (meta("robots", "none"), "", True),
        (meta("googlebot", "noarchive"), "", False),
        ("<p>text", "hud: noarchive", True),
        ("<p>text", "nofollow", False),
    ],
)
def test_wish_for_no_copies_is_read(html: str, header: str, noarchive: bool) -> None:
    assert read(html, x_robots_tag=header).noarchive == noarchive


@pytest.mark.parametrize(
    ("html", "canonical"),
    [
        ("<link rel=canonical href='../c'>", "https://example.org/a/c"),
        ("<link rel='Canonical nofollow' href='HTTPS://Example.com/x#y'>", "https://Example.com/x"),
        ("<base href='https://cdn.example/'><link rel=canonical href=c>", "https://cdn.example/c"),
        ("<link rel=canonical href='javascript:alert(1)'>", None),
        ("<link rel=canonical href='http://[bad'>", None),
        ("<link rel=canonical href=''>", None),
    ],
)
def test_canonical_link(html: str, canonical: str | None) -> None:
    assert read(html + "<p>text").canonical == canonical


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0; url=next.html", "https://example.org/a/b/next.html"),
        ("5;URL='/x'", "https://example.org/x"),
        ("0,https://else.example/", "https://else.example/"),
        ("30", None),
        ("0; url=javascript:alert(1)", None),
        ("soon", None),
    ],
)
def test_meta_refresh(content: str, target: str | None) -> None:
    assert read(f'<meta http-equiv=Refresh content="{content}"><p>text').meta_refresh == target
