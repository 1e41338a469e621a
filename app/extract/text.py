"""Readable text of a part of the tree: paragraphs on lines of their own, single spaces, nothing glued."""

import re
from typing import Final

from lxml import etree

from app.extract.limits import MAX_TEXT

MAX_TITLE: Final = 500
_BREAKS = re.compile("\t[\t ]*")
_SPACES = re.compile("  +")


def raw_text(element: etree._Element) -> str:
    """Answer the element's text without its tail, blanks and break marks as they stand in the tree."""
    return etree.tostring(element, encoding="unicode", method="text", with_tail=False)


def empty(element: etree._Element) -> None:
    """Take all text and children out of the element, but leave what follows it."""
    element.clear(keep_tail=True)  # type: ignore[call-arg]  # the stubs are older than the argument


def tidy(raw: str) -> str:
    """Answer text with one line a paragraph and one space between words, at most `MAX_TEXT` characters."""
    text = raw.replace("\n", " ").replace("\xa0", " ").replace("\xad", "").replace("¶", "")
    text = _BREAKS.sub("\n", _SPACES.sub(" ", text)).replace(" \n", "\n").strip(" \n")
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT].rstrip(" \n")


def line(raw: str) -> str:
    """Answer text as one bounded line, for titles."""
    return " ".join(raw[: 20 * MAX_TITLE].split())[:MAX_TITLE].rstrip()
