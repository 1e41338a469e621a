"""Bounds on what is read and kept of one page; those on its structure are the reader's own."""

from typing import Final

from app.extract.result import ExtractError

MAX_BYTES: Final = 20_000_000
MAX_TEXT: Final = 2_000_000
"""Bytes of UTF-8 that are kept, of main text and rest together; the main text comes first."""


def check_limits(page: bytes) -> None:
    """Refuse a page that is too large."""
    size = len(page)
    if size > MAX_BYTES:
        raise ExtractError("too-complex", f"expected at most {MAX_BYTES} bytes, got {size}")
