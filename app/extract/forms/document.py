"""XML that is no feed: its text, a line for each element that says something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from app.extract.forms.words import Words, words
from app.extract.forms.xml import local

_SILENT: Final = frozenset({"script", "style"})
_TITLES: Final = ("title", "name")


def read(root: etree._Element) -> Words:
    """What a document says."""
    titles = [_joined(child) for child in root if local(child) in _TITLES]
    return words(next((title for title in titles if title), ""), _paragraphs(root))


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Text in document order; what stands between other text belongs to its line."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not local(element) or local(element) in _SILENT:
            continue
        inner = [child for child in element if local(child)]
        if _has_text(element):
            yield _joined(element)
        elif inner:
            waiting += reversed(inner)
        elif element.attrib:
            # Some, such as lists of rates, say everything in attributes.
            yield " ".join(f"{_local(name)}: {element.get(name)}" for name in element.attrib)


def _has_text(element: etree._Element) -> bool:
    texts = [element.text, *(child.tail for child in element)]
    return any(text is not None and text.strip() for text in texts)


def _joined(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _local(name: str | bytes) -> str:
    return str(name).rpartition("}")[2]
