"""Content sniffing: what a body is, by its type and its bytes."""

import pytest

from app.extract import ExtractError
from app.extract.kind import kind_of, type_of

PAGE = b"<!DOCTYPE html><title>t</title><p>words"
RSS = b"<?xml version='1.0'?><!-- made --><rss version='2.0'><channel><title>t</title></channel></rss>"


@pytest.mark.parametrize(
    ("content_type", "meant"),
    [
        ("text/html, text/html; charset=utf-8", "text/html"),
        ("text/plain, text/html", "text/html"),
        ("text/html, */*", "text/html"),
        ("Text/HTML charset=utf-8", "text/html"),
        ("text/html;charset=utf-8", "text/html"),
        ("html", ""),
        ("", ""),
        (";charset=utf-8", ""),
        ("application/ld+json; profile=x", "application/ld+json"),
    ],
)
def test_type_is_found_in_what_servers_write(content_type: str, meant: str) -> None:
    assert type_of(content_type) == meant


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        ("text/html, text/html", PAGE, "html"),
        ("html", PAGE, "html"),
        ("", PAGE, "html"),
        ("application/octet-stream", b"\n  <h1>words</h1>", "html"),
        ("application/foo", b"<p>words", "html"),
        ("application/x-unknown", b"<!-- c --><p>words", "html"),
        ("", b"plain words < 3", "text"),
        ("", b'{"a": 1}', "json"),
        ("", RSS, "xml"),
        ("text/html", RSS, "xml"),
        ("text/plain", RSS, "xml"),
        ("text/plain", PAGE, "text"),
        ("text/plain", b"[1, 2]", "json"),
        ("text/xml", b"<?xml version='1.0'?><!DOCTYPE html><html>", "html"),
        ("application/xhtml+xml", PAGE, "html"),
        ("application/rss+xml", RSS, "xml"),
        ("image/svg+xml", b"<svg/>", "xml"),
        ("application/vnd.api+json", b"{}", "json"),
        ("application/feed+json", b"{}", "json"),
        ("text/x-log", b"words", "text"),
        ("application/javascript", b"var a", "text"),
        ("text/javascript", b"[a]", "json"),
        ("text/yaml", b"a: 1", "text"),
        ("application/x-yaml", b"a: 1", "text"),
        ("text/calendar", b"BEGIN:VCALENDAR", "calendar"),
        ("text/plain", b"BEGIN:VCALENDAR", "calendar"),
        ("text/csv; header=present", b"a;b", "table"),
        ("text/tab-separated-values", b"a\tb", "table"),
        ("text/markdown; variant=GFM", b"# a", "markdown"),
        ("text/plain; charset=utf-16le", "words".encode("utf-16-le"), "text"),
        ("text/plain", "words".encode("utf-16"), "text"),
        ("text/plain", b"\x1b[31mred\x1b[0m words of a log\x08" + b" more" * 20, "text"),
    ],
)
def test_form_is_told_by_type_and_bytes(content_type: str, body: bytes, kind: str) -> None:
    assert kind_of(body, content_type) == kind


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/pdf", b"%PDF-1.7"),
        ("", b"%PDF-1.7"),
        ("text/plain", b"\x89PNG\r\n\x1a\n"),
        ("application/octet-stream", b"\x7fELF\x02"),
        ("application/octet-stream", b"words\x00\x01\x02"),
        ("text/csv", b"PK\x03\x04\x14"),
        ("application/json", b"\x1f\x8b\x08"),
        ("image/png", b"<p>words"),
        ("video/mp4", b"words"),
        ("font/woff2", b"wOF2"),
        ("text/markdown", b"\x00\x00words"),
        ("application/zip", b"PK\x05\x06\0\0"),
    ],
)
def test_what_is_no_text_is_refused_by_name(content_type: str, body: bytes) -> None:
    with pytest.raises(ExtractError) as caught:
        kind_of(body, content_type)
    assert caught.value.code == "not-html"
