"""Forms beside HTML in which words are published: JSON, feeds and other XML, tables, calendars, text.

Each becomes a title and paragraphs, a line for whatever changes by itself, so that two versions can be
compared. Markdown is made into HTML by `trie_core`.
"""

import re
from html import unescape
from typing import Final, Literal

from app.extract.forms import data, plain, table
from app.extract.forms.words import Words
from app.extract.result import ExtractError
from app.extract.text import cut

__all__ = ["Form", "Words", "read_form"]

Form = Literal["text", "json", "xml", "table", "calendar"]
LARGE: Final = 6_000_000
"""Bytes."""
_PIECE: Final = 500_000
_TAG = re.compile(rb"<[^<>]*>")
_MOST_TAGS: Final = 600_000
_MOST_REFERENCES: Final = 300_000


def read_form(form: Form, text: bytes) -> Words | None:
    """What a document in UTF-8 says; None for XML that is HTML, or none.

    What is so large that its form would take too long or too much memory is read as plain text, XML without
    its tags.
    """
    if form == "xml":
        is_large = text.count(b"<") > _MOST_TAGS or text.count(b"&") > _MOST_REFERENCES
        return _bare(text) if is_large else _xml(text)
    said = text.decode("utf-8", "replace")
    if len(text) > LARGE:
        return plain.read(said)
    if form == "table":
        return table.read(said)
    if form == "calendar":
        return plain.read_calendar(said)
    # What is called JSON and is not, or is cut off, is a text all the same.
    return (data.read(said) if form == "json" else None) or plain.read(said)


def _bare(text: bytes) -> Words:
    pieces: list[bytes] = []
    at = 0
    while at < len(text):
        # By the piece, or what stands between the tags would lie in memory millions of times.
        end = text.find(b">", at + _PIECE) + 1 or len(text)
        pieces.append(_TAG.sub(b"\n", text[at:end]))
        at = end
    said = plain.read(b"".join(pieces).decode("utf-8", "replace"))
    return said._replace(main=cut(unescape(said.main)))


def _xml(text: bytes) -> Words | None:
    from app.extract.forms import document, feed  # noqa: PLC0415  # 4 MB that only XML needs
    from app.extract.forms.xml import local, parsed  # noqa: PLC0415

    try:
        root = parsed(text)
    except ExtractError:
        return None
    if local(root).lower() == "html":
        return None
    said = feed.read(root) if feed.is_feed(root) else document.read(root)
    # Where the parser came to nothing there may be words all the same, as a reader of HTML finds them.
    return said if said.main or said.rest else None
