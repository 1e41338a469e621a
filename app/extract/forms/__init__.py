"""Forms beside HTML in which words are published: JSON, feeds and other XML, tables, calendars, text.

Each becomes a title and paragraphs, a line for whatever changes by itself, so that two versions can be
compared. Markdown is made into HTML by `trie_core`.
"""

from typing import Literal

from app.extract.forms import data, plain, table
from app.extract.forms.words import Words
from app.extract.result import ExtractError

__all__ = ["Form", "Words", "read_form"]

Form = Literal["text", "json", "xml", "table", "calendar"]


def read_form(form: Form, text: bytes) -> Words | None:
    """What a document in UTF-8 says; None for XML that is a page of HTML, or no XML at all."""
    if form == "xml":
        return _xml(text)
    said = text.decode("utf-8", "replace")
    if form == "table":
        return table.read(said)
    if form == "calendar":
        return plain.read_calendar(said)
    # What is called JSON and is not, or is cut off, is a text all the same.
    return (data.read(said) if form == "json" else None) or plain.read(said)


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
