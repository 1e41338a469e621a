"""From text to one lxml tree, in which a tab means a break between blocks and nothing else.

libxml2 keeps a page's layout blanks; turning its own tabs into spaces beforehand, and the line ends of `pre`
into tabs, lets the text of any part be taken by one call in C and be cut into paragraphs afterwards.
"""

import re
from typing import Final

from lxml import etree

from app.extract.result import ExtractError

# libxml2 takes `<script/>` for an empty element, browsers for an opened one whose script follows.
_SELF_CLOSED = re.compile(rb"(<script[^<>]*)/>")
_DEPTH: Final = 2_048
_RESOURCE_LIMIT: Final = etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _parser(*, huge_tree: bool) -> etree.HTMLParser:
    return etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=huge_tree,
        collect_ids=False,
    )


def parse(page: bytes) -> etree._Element | None:
    """Answer the root element of a page in UTF-8, or None when it has no element and no text."""
    data = page.replace(b"\0", b"").replace(b"\t", b" ").replace(b"\f", b" ").replace(b"\r", b" ")
    data = _SELF_CLOSED.sub(rb"\1>", data)
    for tag in (b"pre", b"PRE", b"textarea"):
        if b"<" + tag in data:
            data = _keep_lines(data, b"<" + tag, b"</" + tag)
    # The usual bound of 256 levels cuts the words of old pages that never close a tag; the wider one is only
    # safe because a page's bytes are bounded.
    for huge_tree in (False, True):
        parser = _parser(huge_tree=huge_tree)
        root = etree.fromstring(data, parser)
        if not len(parser.error_log) or not parser.error_log.filter_types([_RESOURCE_LIMIT]):
            return root
    raise ExtractError("too-complex", f"expected elements nested at most {_DEPTH} deep, got more")


def _keep_lines(data: bytes, opening: bytes, closing: bytes) -> bytes:
    """Mark the line ends between opening and closing as breaks; one pass, however they are nested."""
    parts: list[bytes] = []
    done = 0
    while (start := data.find(opening, done)) >= 0:
        end = data.find(closing, start)
        end = len(data) if end < 0 else end
        parts += (data[done:start], data[start:end].replace(b"\n", b"\t"))
        done = end
    return b"".join((*parts, data[done:]))
