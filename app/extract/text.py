"""Readable plain text: paragraphs on lines of their own, single spaces, and no more than is kept."""

import re

from app.extract.limits import MAX_TEXT

_LONGEST_WORD = 200
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
    if len(data) <= most:
        return text
    # No half word at the end, which a search would find.
    end = most
    if not data[most : most + 1].isspace():
        end = max(data.rfind(blank, max(0, most - _LONGEST_WORD), most) for blank in (b" ", b"\n"))
    return data[: end if end > 0 else most].decode("utf-8", "ignore").rstrip(" \n")
