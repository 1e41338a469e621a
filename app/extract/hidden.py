"""Elements a reader never sees: `hidden`, and inline styles that take them off the page.

Their words must not be remembered as the page's. Style sheets are not read, so what only those hide counts as
seen. Most pages hide nothing this way, and a look at the bytes says so without a walk over the tree.
"""

import re
from typing import cast

from lxml import etree

from app.extract.scan import Scan, forget_emptied
from app.extract.text import empty, raw_text

_SIGNS = (
    re.compile(rb" hidden[\s>/=]"),
    re.compile(rb"\nhidden[\s>/=]"),
    re.compile(rb"style=[\"'][^\"'<>]*(?i:display|visibility)"),
    re.compile(rb"STYLE=[\"'][^\"'<>]*(?i:display|visibility)"),
    re.compile(rb"<dialog"),
)
_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_CANDIDATES = etree.XPath("//body//*[@hidden or @style or self::dialog]")


def empty_hidden(root: etree._Element, page: bytes, found: Scan) -> None:
    """Empty the elements that are not shown, and forget what was found in them."""
    if not any(sign.search(page) for sign in _SIGNS):
        return
    candidates = cast("list[etree._Element]", _CANDIDATES(root))
    hidden = [element for element in candidates if _is_hidden(element)]
    if not hidden:
        return
    # Some pages hide everything until their script runs, to spare the reader a flicker.
    most = len(raw_text(root)) / 2
    for element in hidden:
        if len(raw_text(element)) <= most:
            empty(element)
    forget_emptied(root, found)


def _is_hidden(element: etree._Element) -> bool:
    if element.tag == "dialog" and element.get("open") is None:
        return True
    if element.get("hidden") is not None:
        # Browsers show what is hidden "until-found" to whoever searches for it.
        return element.get("hidden", "").lower() != "until-found"
    return _STYLE.search(element.get("style", "")) is not None
