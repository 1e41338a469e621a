"""Addresses: one canonical form, whatever was typed or linked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.net.urls import MAX_LENGTH, BadURL, host_key, join, normalise, same_site, site, split, within

CONFORMANCE = Path(__file__).resolve().parents[3] / "shared/data/conformance/url/urltestdata.json"


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("example.org", "https://example.org/"),
        ("  example.org/a b\n", "https://example.org/a%20b"),
        ("\ufeffhttp://example.org\u200b", "http://example.org/"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("localhost:8000", "http://localhost:8000/"),
        ("//example.org/x", "https://example.org/x"),
        ("\\\\example.org\\x", "https://example.org/x"),
        ("HTTP://WWW.Example.ORG:80/", "http://www.example.org/"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:80/", "https://example.org:80/"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/%7ea/%c3%a9?%41=%2f", "https://example.org/~a/%C3%A9?A=%2F"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/%%34%31", "https://example.org/%2541"),
        ("https://example.org/x?#part", "https://example.org/x"),
        ("https://example.org./x", "https://example.org/x"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://[::FFFF:127.0.0.1]:80/", "http://[::ffff:7f00:1]/"),
    ],
)
def test_what_is_typed_becomes_canonical(typed: str, canonical: str) -> None:
    assert normalise(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        (" \n\u200b", "empty"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/html,x", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://example.org/", "scheme"),
        ("mailto:a@example.org", "scheme"),
        ("http://a@example.org/", "userinfo"),
        ("http://a:b@example.org/", "userinfo"),
        ("someone@example.org", "userinfo"),
        ("/only/a/path", "invalid"),
        ("#part", "invalid"),
        ("hello world", "invalid"),
        ("http://exa mple.org/", "invalid"),
        ("http://1.2.3.4.5/", "invalid"),
        ("http://example.org:99999/", "invalid"),
        ("http://[::1/", "invalid"),
        ("http://exam\ud800ple.org/", "invalid"),
        ("http://a..b/", "host"),
        ("http://./", "host"),
        (f"http://{'a' * 64}.org/", "host"),
        (f"http://{'a.' * 127}b/", "host"),
        (f"http://example.org/{'a' * MAX_LENGTH}", "too-long"),
        (f"http://example.org/{'ä' * (MAX_LENGTH // 3)}", "too-long"),
        ("x" * 10_000_000, "too-long"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(typed: str, code: str) -> None:
    with pytest.raises(BadURL) as refused:
        normalise(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("../b.html#x", "https://example.org/b.html"),
        ("?page=2", "https://example.org/a/page?page=2"),
        ("", "https://example.org/a/page"),
        ("//other.example/x", "https://other.example/x"),
        ("\\\\other.example\\x", "https://other.example/x"),
        ("http:relative", "http://relative/"),
        ("b\n\tc", "https://example.org/a/bc"),
    ],
)
def test_links_are_joined_as_browsers_do(link: str, target: str) -> None:
    assert join("https://example.org/a/page", link) == target


def test_links_to_other_schemes_are_refused() -> None:
    with pytest.raises(BadURL) as refused:
        join("https://example.org/", "javascript:alert(1)")
    assert refused.value.code == "scheme"


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused_and_a_canonical_address_stays(text: str) -> None:
    for typed in (text, f"http://example.org/{text}", f"http://example.org/?{text}"):
        try:
            canonical = normalise(typed)
        except BadURL:
            continue
        assert normalise(canonical) == canonical
        assert join(canonical, "") == canonical
        assert canonical.isascii()
        assert canonical.startswith(("http://", "https://"))


def outcome(base: str, link: str) -> str | None:
    """The address, or None where it is refused."""
    try:
        return join(base, link) if base else normalise(link)
    except BadURL:
        return None


def test_whatwg_cases_agree_with_the_standard() -> None:
    if not CONFORMANCE.exists():
        pytest.skip("the WHATWG cases lie in ../shared/data beside the project, which is not there")
    compared = 0
    for case in json.loads(CONFORMANCE.read_text()):
        if isinstance(case, str):
            continue
        base, link = case.get("base") or "", case["input"]
        if not (base or link.strip().lower()).startswith(("http:", "https:")):
            continue
        got = outcome(base, link)
        if got is None:
            web = case.get("protocol") in ("http:", "https:")
            kept = web and not case["username"] and not case["password"]
            assert not kept or case["hostname"].endswith("."), case
            continue
        compared += 1
        assert not case.get("failure"), case
        assert split(got).host == case["hostname"].removesuffix("."), case
        assert str(split(got).port) == (case["port"] or {"http:": "80", "https:": "443"}[case["protocol"]])
        # Only the spelling of percent-encoding and a closing ? may differ.
        if "%" not in case["href"] and not case["href"].partition("#")[0].endswith(("?", ".")):
            assert got.partition("://")[2] == case["href"].partition("#")[0].partition("://")[2], case
    assert compared > 150


def test_the_unit_of_politeness_names_scheme_host_and_port() -> None:
    assert host_key("https://example.org/x") == "https://example.org:443"
    assert host_key("http://[::1]:8000/") == "http://[::1]:8000"
    assert host_key("http://[::1]/") == "http://[::1]:80"


def test_host_is_shown_in_its_own_script_where_that_cannot_mislead() -> None:
    assert site(normalise("https://bücher.example/")) == "bücher.example"
    assert site(normalise("https://пример.example/")) == "пример.example"
    assert site(normalise("https://例え.example/")) == "例え.example"
    assert site(normalise("https://аррӏе.example/")).startswith("xn--")  # Cyrillic that passes for Latin
    assert site(normalise("https://pаypal.example/")).startswith("xn--")  # one Cyrillic letter in Latin
    assert site("https://example.org:8443/x") == "example.org"


def test_within_stops_at_the_ends_of_path_parts() -> None:
    assert within("https://example.org/doc/a", "https://example.org/doc")
    assert within("https://example.org/doc/a", "https://example.org/doc/")
    assert within("http://example.org/doc?x", "https://example.org/doc")
    assert within("https://example.org/doc", "https://example.org/")
    assert not within("https://example.org/docs", "https://example.org/doc")
    assert not within("https://example.org/doc", "https://example.org/doc/")
    assert not within("https://example.org:8443/doc", "https://example.org/doc")
    assert not within("https://example.com/doc/a", "https://example.org/doc/")


def test_one_site_with_or_without_www_and_https_but_not_on_another_port() -> None:
    assert same_site("https://www.example.org/a", "http://example.org/b")
    assert not same_site("https://example.org/", "https://docs.example.org/")
    assert not same_site("http://127.0.0.1:8000/", "http://127.0.0.1:8001/")
