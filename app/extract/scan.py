"""One walk over the tree: marks the breaks, clears what is never shown, and collects what the rest needs.

Python meets each element of a page at most once here; everything later is a call in C on a whole part.
"""

from typing import Final

from lxml import etree

from app.extract.text import raw_text
from app.extract.verdict import NOTHING, remembered, verdict

_BREAK, _AFTER, _SPACE, _PART, _GONE, _LINK, _META, _IMAGE, _TITLE = range(9)

_KINDS: Final = {
    **dict.fromkeys(
        "address blockquote caption center dd details dialog dir dt figcaption figure h1 h2 h3 h4 "
        "h5 h6 hgroup legend li option optgroup p pre summary tr plaintext xmp listing body "
        "tbody thead tfoot object".split(),
        _BREAK,
    ),
    **dict.fromkeys(("br", "hr", "input", "frame"), _AFTER),
    **dict.fromkeys(("td", "th"), _SPACE),
    **dict.fromkeys("div section article main nav aside header footer form table ul ol dl fieldset select textarea button menu".split(), _PART),
    **dict.fromkeys(
        "script style template noscript iframe noframes noembed audio video canvas datalist rp".split(), _GONE
    ),
    **dict.fromkeys(("a", "area"), _LINK),
    **dict.fromkeys(("meta", "link", "base"), _META),
    "img": _IMAGE,
    "title": _TITLE,
}
_TAGS: Final = tuple(_KINDS)


class Scan:
    """What a walk found, in document order."""

    __slots__ = ("alts", "frames", "heading", "links", "metas", "parts", "title")

    def __init__(self) -> None:
        self.title = ""
        self.heading: etree._Element | None = None
        self.metas: list[etree._Element] = []
        self.links: list[str] = []
        self.alts: list[str] = []
        self.parts: list[tuple[int, etree._Element]] = []
        self.frames: list[tuple[int, etree._Element]] = []


def scan(root: etree._Element, *, rel_matters: bool = True) -> Scan:
    """Walk the tree once, changing it as the module says; `rel_matters` if a link may be marked nofollow."""
    found = Scan()
    kinds, links, known = _KINDS, found.links, remembered
    gone = []
    for element in root.iter(*_TAGS):
        tag = element.tag
        kind = kinds[tag]
        if kind == _LINK:
            href = element.get("href")
            if href and not (rel_matters and "nofollow" in (element.get("rel") or "")):
                links.append(href)
        elif kind <= _PART:
            mark = "\t" if kind != _SPACE else " "
            if kind != _AFTER:
                text = element.text
                if text is None:
                    element.text = mark
                elif not text.isspace():
                    element.text = mark + text
            text = element.tail
            element.tail = mark if text is None or text.isspace() else mark + text
            if kind == _PART:
                names = (tag, element.get("class"), element.get("id"), element.get("role"))
                said = known.get(names)
                if said is None:
                    said = verdict(*names)
                if said < NOTHING:
                    found.frames.append((said, element))
                elif said != NOTHING:
                    found.parts.append((said, element))
            elif tag == "h1" and found.heading is None:
                found.heading = element
        elif kind == _GONE:
            gone.append(element)
        elif kind == _IMAGE:
            alt = element.get("alt")
            if alt:
                found.alts.append(alt)
        elif kind == _META:
            found.metas.append(element)
        else:
            found.title = found.title or raw_text(element)
            gone.append(element)
    # Only now: the walk has already stepped into an element when it hands it out.
    for element in gone:
        element.clear(keep_tail=True)
    return found
