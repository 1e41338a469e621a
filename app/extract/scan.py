"""One walk over the tree: marks the breaks, clears what is never shown, and collects what the rest needs.

Python meets each element of a page at most once here; everything later is a call in C on a whole part.
"""

import re
from typing import Final

from lxml import etree

from app.extract.text import empty, raw_text
from app.extract.verdict import NOTHING, remembered, verdict

_BREAK, _AFTER, _SPACE, _PART, _GONE, _LINK, _META, _IMAGE, _TITLE = range(9)

_NAMES: Final = {
    _BREAK: (
        "address blockquote body caption center dd details dialog dir dt figcaption figure h1 h2 h3 h4 h5 h6 "
        "hgroup legend li listing object optgroup option p plaintext pre summary tbody tfoot thead tr xmp"
    ),
    _AFTER: "br hr input frame",
    _SPACE: "td th",
    _PART: (
        "article aside button div dl fieldset footer form header main menu nav ol section select table "
        "textarea ul"
    ),
    _GONE: "audio canvas datalist iframe noembed noframes noscript rp script style template video",
    _LINK: "a area",
    _META: "base link meta",
    _IMAGE: "img",
    _TITLE: "title",
}
_KINDS: Final = {tag: kind for kind, tags in _NAMES.items() for tag in tags.split()}
_TAGS: Final = tuple(_KINDS)
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


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
    gone: list[etree._Element] = []
    for element in root.iter(*_TAGS):
        tag = element.tag
        kind = kinds[tag]
        if kind == _LINK:
            href = element.get("href")
            if href and not (rel_matters and "nofollow" in (element.get("rel") or "")):
                links.append(href)
        elif kind <= _PART:
            mark = "\t" if kind != _SPACE else " "
            try:
                if kind != _AFTER:
                    text = element.text
                    if text is None:
                        element.text = mark
                    elif not text.isspace():
                        element.text = mark + text
                text = element.tail
                element.tail = mark if text is None or text.isspace() else mark + text
            except ValueError:
                _mark_uncontrolled(element, mark)
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
    holes = any(len(element) for element in gone)
    for element in gone:
        empty(element)
    if holes:
        forget_emptied(root, found)
    return found


def _mark_uncontrolled(element: etree._Element, mark: str) -> None:
    """Mark an element whose text holds control characters, which lxml reads but does not write."""
    element.text = mark + _CONTROLS.sub("", element.text or "")
    element.tail = mark + _CONTROLS.sub("", element.tail or "")


def forget_emptied(root: etree._Element, found: Scan) -> None:
    """Drop what was found inside elements that have been emptied since; their links stay known."""

    def stands(element: etree._Element) -> bool:
        return any(above is root for above in element.iterancestors())

    found.frames = [(said, element) for said, element in found.frames if stands(element)]
    found.parts = [(said, element) for said, element in found.parts if stands(element)]
    if found.heading is not None and not stands(found.heading):
        found.heading = None
