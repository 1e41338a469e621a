"""Which part of a page is its main text, and which is the frame around it.

The names authors give their parts decide where they suffice (see `verdict`); how much of a list's text is links
decides on lists of links. Each visible word ends up on one side.
"""

from typing import Final

from lxml import etree

from app.extract.dense import link_lists, mostly_links
from app.extract.scan import Scan
from app.extract.text import raw_text
from app.extract.verdict import ARTICLE, BODY_TEXT, CONTENT, FRAME, MAIN

_ENOUGH: Final = 250
_SHARE: Final = 0.15
_SURE_FRAMES: Final = frozenset({"nav", "footer", "aside"})
_FRAME_SHARE: Final = 0.4


def split(body: etree._Element, found: Scan) -> tuple[str, str]:
    """Answer the raw main text and the raw rest; the tree is emptied on the way."""
    rest: list[str] = []
    _take_frames(body, found, rest)
    main = _choose(body, found)
    for element in reversed(link_lists(main)):
        _take(element, rest)
    text = raw_text(main)
    if main is not body:
        main.clear(keep_tail=True)
        rest.append(raw_text(body))
    return text, "\t".join(reversed(rest))


def _take(element: etree._Element, rest: list[str]) -> None:
    rest.append(raw_text(element))
    element.clear(keep_tail=True)


def _take_frames(body: etree._Element, found: Scan, rest: list[str]) -> None:
    """Move the frames' text to the rest, from the last to the first, so that an inner one is not taken twice."""
    if not found.frames:
        return
    whole = len(raw_text(body))
    holders = {above for said, part in found.parts if said > CONTENT for above in part.iterancestors()}
    for said, frame in reversed(found.frames):
        if frame in holders:
            continue
        text = raw_text(frame)
        if said == FRAME and frame.tag not in _SURE_FRAMES:
            if len(text) > _FRAME_SHARE * whole and not mostly_links(frame):
                continue
            if frame.tag == "header" and found.heading in list(frame.iter("h1")):
                continue
        rest.append(text)
        frame.clear(keep_tail=True)


def _choose(body: etree._Element, found: Scan) -> etree._Element:
    """Answer the element that holds the main text: the surest that holds enough, else the body."""
    if not found.parts:
        return body
    whole = len(raw_text(body))
    sizes = [(said, len(raw_text(part)), part) for said, part in found.parts]
    for wanted in (BODY_TEXT, ARTICLE, MAIN, CONTENT):
        fitting = [(size, part) for said, size, part in sizes if said == wanted]
        if not fitting:
            continue
        size, part = max(fitting, key=lambda entry: entry[0])
        share = 0.5 * sum(size for size, _ in fitting) if wanted == ARTICLE else _SHARE * whole
        if size >= max(_ENOUGH, share) and body in part.iterancestors():
            return part
    return body
