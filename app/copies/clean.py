"""A page made harmless: its text and structure, without scripts, forms, frames, styles and addresses.

What is not on the list does not come through. Pictures become empty boxes of their size with the words that
stand for them: nothing is fetched, from us or from elsewhere. `app.copies.child` is the process it runs in.
"""

from __future__ import annotations

from html import escape

import nh3

from app.extract.charset import to_utf8
from app.extract.kind import kind_of
from app.extract.parts import is_joined, parts_of

_KEPT = (
    "a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup data dd del"
    " details dfn dialog dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i"
    " img ins kbd legend li main mark menu nav ol p pre q rp rt ruby s samp search section small span strike"
    " strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
_DROPPED = (
    "script style template noscript noframes noembed iframe frameset object embed applet canvas audio video"
    " svg math title textarea select option datalist progress meter xmp plaintext"
)
"""What goes with all that stands in it: it is no text, or a browser with scripts does not show it."""
_EVERYWHERE = frozenset({"dir", "lang"})
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "img": frozenset({"alt", "width", "height"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "li": frozenset({"value"}),
    "details": frozenset({"open"}),
    "time": frozenset({"datetime"}),
}
_SIZES = frozenset({"width", "height", "colspan", "rowspan", "span"})
_MOST_SIZE = 4_000
_MOST_SPAN = 1_000


def clean(body: bytes, content_type: str) -> str:
    """What of a stored page may be shown inside a document of ours, as HTML; plain text in one block.

    The frames of a page follow each other. Raises `ExtractError` when the bytes are no text.
    """
    if is_joined(content_type):
        return "<hr>".join(_document(part.body, part.content_type) for part in parts_of(body, content_type))
    return _document(body, content_type)


def _document(body: bytes, content_type: str) -> str:
    kind = kind_of(body, content_type)
    text = to_utf8(body, content_type).text.decode("utf-8", "replace")
    if kind != "html":
        return f"<pre>{escape(text)}</pre>"
    return nh3.clean(
        text,
        tags=set(_KEPT.split()),
        clean_content_tags=set(_DROPPED.split()),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_checked,
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )


def _checked(_tag: str, name: str, value: str) -> str | None:
    """Numbers that lay a page out have bounds: a cell over a million rows is a bomb."""
    if name in _SIZES:
        digits = value.strip().removesuffix("px")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 6:
            return None
        return str(min(int(digits), _MOST_SIZE if name in ("width", "height") else _MOST_SPAN))
    return value
