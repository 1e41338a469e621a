"""Typed addresses: read as they are, or refused with what was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.net.typed import read, unwrapped
from app.net.urls import BadURL, normalise


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.org", "https://example.org/"),
        (" https://example.org/a. ", "https://example.org/a."),
        ("localhost:9100/x", "http://localhost:9100/x"),
        ("shop.localhost/x", "http://shop.localhost/x"),
        ("10.0.0.7/x", "http://10.0.0.7/x"),
        ("[::1]:8080/", "http://[::1]:8080/"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("localhost.example.org/x", "https://localhost.example.org/x"),
        ("http:/example.org/x", "http://example.org/x"),
        ("//example.org/x", "https://example.org/x"),
        ("http://intranet/x", "http://intranet/x"),
        ("https://example.org/#part", "https://example.org/"),
        ("https://en.example.org/wiki/Harbour_(town)", "https://en.example.org/wiki/Harbour_(town)"),
        ("https://example.org/it's,1518,1.html", "https://example.org/it's,1518,1.html"),
        (
            "https://archive.example/2020/https://example.org/",
            "https://archive.example/2020/https://example.org/",
        ),
        ("https://example.org?u=https://b.example/", "https://example.org/?u=https://b.example/"),
    ],
)
def test_what_is_an_address_is_read_without_a_question(typed: str, address: str) -> None:
    assert read(typed) == address


@pytest.mark.parametrize(
    ("typed", "code", "meant"),
    [
        ("http//example.org/a", "mistyped", "http://example.org/a"),
        ("htps://example.org/a", "mistyped", "https://example.org/a"),
        ("https;//example.org/a", "mistyped", "https://example.org/a"),
        ("hxxps://example.org", "mistyped", "https://example.org/"),
        ("https://https://example.org/", "mistyped", "https://example.org/"),
        ("http://http//example.org", "mistyped", "http://example.org/"),
        ('"https://example.org/a"', "around", "https://example.org/a"),
        ("“https://example.org/a”", "around", "https://example.org/a"),
        ("<https://example.org/a>", "around", "https://example.org/a"),
        ("https://example.org/).", "around", "https://example.org/"),
        ("(https://example.org/a_(b))", "around", "https://example.org/a_(b)"),
        ("https://example.org/a,", "around", "https://example.org/a"),
        ('"http//example.org".', "around", "http://example.org/"),
        ("https://example.org/?a=1&amp;b=2", "escaped", "https://example.org/?a=1&b=2"),
        ("https://example.org/#!/a", "fragment", "https://example.org/"),
        ("https://example.org/app#/b", "fragment", "https://example.org/app"),
        ("https://example.org/a tag1, tag2", "words", "https://example.org/a"),
        ("https://a.example/ https://b.example/", "several", "https://a.example/"),
        ("https://a.examplehttps://b.example/", "several", "https://a.example/"),
        ("https://a.example/x,https://b.example/y", "several", "https://a.example/x"),
    ],
)
def test_mistakes_are_asked_about_and_not_kept(typed: str, code: str, meant: str) -> None:
    with pytest.raises(BadURL) as caught:
        read(typed)
    assert (caught.value.code, caught.value.instead[0]) == (code, meant)
    assert read(meant, exactly=True) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "harbour",
        "harbour news",
        "{",
        '"a"',
        "},",
        "notes.txt",
        "1.2",
        "http",
        "https://",
        "htp:",
        "a:b:c",
        "ftp://example.org/",
        "javascript:alert(1)",
        "mailto:a@example.org",
        "a@example.org",
        "https://a,b/",
        'https://"http//',
        "https://“example.org”/",
        "https://exa mple.org/",
        "URL,Title,Folder",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadURL):
        read(typed)


def test_both_readings_are_offered_where_either_may_be_meant() -> None:
    with pytest.raises(BadURL) as caught:
        read("https://example.org/a b")
    assert caught.value.instead == ("https://example.org/a", "https://example.org/a%20b")
    with pytest.raises(BadURL) as caught:
        read("https://example.org/x).")
    assert caught.value.instead == ("https://example.org/x", "https://example.org/x).")


@given(st.text(alphabet="htps:/.#!()\"'<>[]{},;& abc1é“”", max_size=40))
def test_whatever_is_typed_is_read_canonically_or_refused_with_addresses_that_are(typed: str) -> None:
    try:
        found = [read(typed)]
    except BadURL as error:
        found = list(error.instead)
    for address in found:
        assert normalise(address) == read(address, exactly=True) == address


@given(st.text(alphabet="()[]<>\"',.;*a/", max_size=30))
def test_unwrapping_twice_changes_nothing_more(text: str) -> None:
    assert unwrapped(unwrapped(text)) == unwrapped(text)
