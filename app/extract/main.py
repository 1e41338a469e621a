"""Which part of a page is its main text, and which is the frame around it.

The names authors give their parts decide where they suffice (see `verdict`); how much of a list's text is links
decides on lists of links. Each visible word ends up on one side.
"""

from typing import Final

from lxml import etree

from app.extract.dense import densest, link_lists, mostly_links, paragraphs, prose, text_size
from app.extract.scan import Scan
from app.extract.text import raw_text
from app.extract.verdict import ARTICLE, BODY_TEXT, CONTENT, FRAME, MAIN, NOTHING

_ENOUGH: Final = 250
_SHARE: Final = 0.15
_SURE_SHARE: Final = 0.05
_SURE_FRAMES: Final = frozenset({"nav", "footer", "aside"})
_FRAME_SHARE: Final = 0.4
_DOUBTFUL: Final = 0.4


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
    holders = {above for said, part in found.parts if said > CONTENT for above in part.iterancestors()}
    for said, frame in reversed(found.frames):
        if frame in holders:
            continue
        text = raw_text(frame)
        if said == FRAME and frame.tag not in _SURE_FRAMES:
            if len(text) > _ENOUGH and _too_much(frame, len(text), body):
                continue
            if frame.tag == "header" and found.heading in list(frame.iter("h1")):
                continue
        rest.append(text)
        frame.clear(keep_tail=True)


def _too_much(frame: etree._Element, size: int, body: etree._Element) -> bool:
    """Whether what is named like a frame holds so much of the page's text that it cannot be one."""
    return not mostly_links(frame) and (
        size > _FRAME_SHARE * len(raw_text(body)) or paragraphs(frame) > _FRAME_SHARE * paragraphs(body)
    )


def _choose(body: etree._Element, found: Scan) -> etree._Element:
    """Answer the element that holds the main text: the surest that holds enough, else the body."""
    if not found.parts:
        return body
    whole = len(raw_text(body))
    said, named = _named(body, found.parts, whole)
    if said != BODY_TEXT and named is not body and len(raw_text(named)) < _DOUBTFUL * whole:
        # A lead with the rest of the story outside it, a box called content on a page that has none.
        if paragraphs(body) > 3 * paragraphs(named) + _ENOUGH:
            return densest(body)
    return named


def _named(
    body: etree._Element, parts: list[tuple[int, etree._Element]], whole: int
) -> tuple[int, etree._Element]:
    """Answer the part whose name is surest among those that hold enough text, or the body."""
    for wanted in (BODY_TEXT, ARTICLE, MAIN, CONTENT):
        fitting = [part for said, part in parts if said == wanted]
        if not fitting:
            continue
        # Links weigh nothing where names leave a choice, so that a list of teasers does not beat the story.
        sizes = [((prose if len(fitting) > 1 else text_size)(part), part) for part in fitting]
        size, part = max(sizes, key=lambda entry: entry[0])
        if wanted == ARTICLE and size < 0.5 * sum(size for size, _ in sizes):
            continue
        least = (_SHARE if wanted in (MAIN, CONTENT) else _SURE_SHARE) * whole
        if size >= max(_ENOUGH, least) and body in part.iterancestors():
            return wanted, part
    return NOTHING, body
