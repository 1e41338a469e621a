"""Content Security Policies of stored copies: of the page around one, and of the copy in its frame."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape

from app.settings import Settings

STYLE = (
    ":root{color-scheme:light dark;font:16px/1.5 Georgia,serif}"
    "body{max-width:50rem;margin:1rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "pre{white-space:pre-wrap;font:.9rem/1.5 monospace}"
    "table{border-collapse:collapse;max-width:100%}"
    "td,th{border:1px solid #8888;padding:.2rem .5rem;vertical-align:top}"
    "img{display:inline-block;max-width:100%;min-width:2rem;min-height:1.5rem;border:1px dashed #888;"
    "font:.8rem/1.4 sans-serif;color:GrayText;overflow:hidden}"
    "figure{margin:1rem 0}blockquote{margin-inline:1rem}"
)
"""The one style sheet of a copy; it stands in the copy, which may load nothing."""

_DIGEST = b64encode(sha256(STYLE.encode()).digest()).decode()

COPY = (
    f"sandbox; default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'"
)
"""Of a copy: nothing runs, nothing is loaded, nothing is sent, and only we may frame it."""

BYTES = "sandbox; default-src 'none'"
"""Of the bytes as they came, should a browser show them after all."""


def document(html: str, title: str, language: str) -> str:
    """The page in the frame: `html` is clean, `title` and `language` are the page's own words."""
    return (
        f'<!doctype html>\n<html lang="{escape(language or "und")}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>{html}</body>\n</html>\n"
    )


def sources(_settings: Settings) -> dict[str, Sequence[str]]:
    """What our pages need beside their own policy: the frame around a copy."""
    return {"frame-src": ["'self'"]}
