"""Elements a reader never sees: `hidden`, and inline styles that take them off the page.

Their words must not be remembered as the page's. Style sheets are not read, so what only those hide counts as
seen. Most pages hide nothing this way, and a look at the bytes says so without a walk over the tree.
"""

import re

from lxml import etree

from app.extract.scan import Scan, forget_emptied
from app.extract.text import empty, raw_text

# A word to look for, which costs next to nothing, and what must stand around it.
_SIGNS = (
    (b"hidden", re.compile(rb"hidden[\s>/=](?<=[\s\"']hidden.)", re.S)),
    (b"style=", re.compile(rb"style=[\"'][^\"'<>]*(?i:display\s*:\s*none|visibility\s*:\s*hidden)")),
    (b"<dialog", re.compile(rb"<dialog")),
)
_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


def empty_hidden(root: etree._Element, page: bytes, found: Scan) -> None:
    """Empty the elements that are not shown, and forget what was found in them."""
    if not any(word in page and sign.search(page) for word, sign in _SIGNS):
        return
    hidden = [element for element in root.iter("*") if _is_hidden(element)]
    if not hidden:
        return
    # Some pages hide everything until their script runs, to spare the reader a flicker.
    most = len(raw_text(root)) / 2
    for element in hidden:
        if len(raw_text(element)) <= most:
            empty(element)
    forget_emptied(root, found)


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    if style is not None and _STYLE.search(style):
        return True
    hidden = element.get("hidden")
    if hidden is not None:
        # Browsers show what is hidden "until-found" to whoever searches for it.
        return hidden.lower() != "until-found"
    return element.tag == "dialog" and element.get("open") is None
