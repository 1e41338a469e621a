"""Pages as they are sent: unchanged ones cost nothing, and no page holds code of its own."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.web.context import ROOT
from app.web.templates import safe_href, time_tag


def test_an_unchanged_page_is_304(nobody: TestClient[Litestar]) -> None:
    first = nobody.get("/bot")
    again = nobody.get("/bot", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert nobody.get("/bot", headers={"If-None-Match": '"other"'}).status_code == 200


def test_pages_say_what_they_vary_by(nobody: TestClient[Litestar]) -> None:
    headers = nobody.get("/").headers
    assert headers["vary"] == "Accept-Encoding, Cookie, Accept-Language, HX-Request-Type"
    assert headers["cache-control"] == "private, no-cache"
    assert "set-cookie" not in headers


def test_no_template_holds_inline_code_or_style() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on|=\s*[\"']js:")
    for path in (ROOT / "templates").rglob("*.html"):
        html = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        assert not inline.search(html), path.name


def test_no_template_takes_a_value_without_escaping() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\|\s*safe\b|autoescape false", text), path.name
        assert not re.search(r"\s[a-z-]+=\{\{", text), f"an attribute without quotes in {path.name}"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil", " JaVaScRiPt:x", "http:", "http://[", ""]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert safe_href(url) == "#"


def test_a_web_address_is_linked_as_it_is() -> None:
    assert safe_href("https://example.org/a?b=c#d") == "https://example.org/a?b=c#d"


@pytest.mark.parametrize("at", [0, 1, -(2**62), 2**62, -62_135_596_800_000_000, 253_402_300_799_999_999])
def test_any_time_can_be_shown(at: int) -> None:
    assert time_tag(at, ago=True).startswith("<time datetime=")


def test_a_time_shows_its_exact_moment() -> None:
    tag = time_tag(1_795_000_000_000_000)
    assert 'datetime="2026-11-18T11:06:40Z"' in tag
    assert "18\u00a0Nov\u00a02026, 11:06" in tag
    assert "data-ago" not in tag
