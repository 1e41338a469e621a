"""Test for clean text: valid UTF-8 without NUL and without lone surrogates.

SQLite takes NUL and PostgreSQL refuses it, drivers die of surrogates: they are stopped at the edge,
so that every feature sees the same text on both.
"""

from __future__ import annotations

from urllib.parse import unquote_to_bytes


def is_clean(raw: str | bytes) -> bool:
    """Whether a path (decoded) or a query string or form (still %-coded) is text."""
    if not raw:
        return True
    if isinstance(raw, str):
        if raw.isascii():
            return "\x00" not in raw
        return "\x00" not in raw and "\ufffd" not in raw and _encodes(raw)
    data = unquote_to_bytes(raw) if b"%" in raw else raw
    if b"\x00" in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
