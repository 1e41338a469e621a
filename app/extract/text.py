"""Readable plain text: paragraphs on lines of their own, single spaces, and no more than is kept."""

import re

from app.extract.limits import MAX_TEXT

_BREAKS = re.compile("\t[\t ]*")
_SPACES = re.compile("  +")


def tidy(raw: str) -> str:
    """Answer text with one line a paragraph and one space between words, at most `MAX_TEXT` characters."""
    text = raw.replace("\n", " ").replace("\xa0", " ").replace("\xad", "").replace("¶", "")
    text = _BREAKS.sub("\n", _SPACES.sub(" ", text)).replace(" \n", "\n").strip(" \n")
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT].rstrip(" \n")
