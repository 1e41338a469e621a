"""Readable plain text: paragraphs on lines of their own, single spaces, and no more than is kept."""

import re

from app.extract.limits import MAX_TEXT

_BREAKS = re.compile("\t[\t ]*")
_SPACES = re.compile("  +")


def tidy(raw: str) -> str:
    """Answer text with one line a paragraph, which a tab ends, and one space between words."""
    text = raw.replace("\n", " ").replace("\r", " ").replace("\xa0", " ").replace("\xad", "").replace("¶", "")
    return _BREAKS.sub("\n", _SPACES.sub(" ", text)).replace(" \n", "\n").strip(" \n")


def cut(text: str, most: int = MAX_TEXT) -> str:
    """Answer the beginning of a text, at most `most` bytes of UTF-8 of it."""
    if 4 * len(text) <= most:
        return text
    data = text.encode()
    return text if len(data) <= most else data[:most].decode("utf-8", "ignore").rstrip(" \n")
