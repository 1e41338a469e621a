"""A list from its bytes to its items: its form is seen from its beginning, never from its name.

Items come in order, each address once. The text is a stranger's and may be large: each reader takes time in
proportion to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.mark import N_
from app.pages.imports.decode import text_of
from app.pages.imports.html_list import from_html
from app.pages.imports.item import EMPTY, MOST, NOT_READ, TOO_LARGE, BadList, Item, refused
from app.pages.imports.json_list import from_json, looks_like_json
from app.pages.imports.lines import from_lines
from app.pages.imports.table import columns_of, from_table
from app.pages.imports.xml_list import from_xml, is_xml_list

_CUT = N_("The file is damaged or cut off here. What stands before this was read.")
_PAGE = re.compile(r"<(?:a\s|!doctype\s+(?:html|netscape)|html[\s>])", re.IGNORECASE)


def read_list(data: bytes) -> Iterator[Item]:
    """The items of a list. Raises `BadList`, possibly after some of them."""
    text, is_cut = text_of(data)
    seen: set[str] = set()
    count = 0
    for one in _reader(text):
        if one.url:
            if one.url in seen:
                continue
            seen.add(one.url)
        count += 1
        if count > MOST:
            raise BadList(TOO_LARGE)
        yield one
    if is_cut:
        yield refused("", _CUT)
    elif not count:
        raise BadList(EMPTY)


def _reader(text: str) -> Iterator[Item]:
    start = text[:100_000].lstrip()
    if looks_like_json(start):
        return from_json(text)
    if start.startswith("<") and not re.match(r"<(?:https?:|www\.)", start, re.IGNORECASE):
        if is_xml_list(start):
            return from_xml(text)
        if _PAGE.search(text) is not None:
            return from_html(text)
        raise BadList(NOT_READ)
    columns = columns_of(text)
    return from_lines(text) if columns is None else from_table(text, columns)
