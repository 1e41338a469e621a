"""Which part of a page is its main text, and which is the frame around it.

The names authors give their parts decide where they suffice (see `verdict`); how much of a list's text is
links decides on lists. Each visible word ends up on one side. On 922 real
pages nothing was left for a dearer extractor to decide: the few tiny main texts were those of tiny pages.
"""

from typing import Final

from lxml import etree

from app.extract.dense import densest, link_lists, mostly_links, paragraphs, prose
from app.extract.scan import Scan
from app.extract.text import empty, raw_text
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
    main, text = _choose(body, found)
    lists = link_lists(main, len(text))
    for element in reversed(lists):
        _take(element, rest)
    text = raw_text(main) if lists else text
    if main is not body:
        empty(main)
        rest.append(raw_text(body))
    return text, "\t".join(reversed(rest))


def _take(element: etree._Element, rest: list[str]) -> None:
    rest.append(raw_text(element))
    empty(element)


def _take_frames(body: etree._Element, found: Scan, rest: list[str]) -> None:
    """Move the frames' text to the rest, the last first, so that an inner one is not taken twice."""
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
        empty(frame)


def _too_much(frame: etree._Element, size: int, body: etree._Element) -> bool:
    """Whether what is named like a frame holds so much of the page's text that it cannot be one."""
    return not mostly_links(frame) and (
        size > _FRAME_SHARE * len(raw_text(body)) or paragraphs(frame) > _FRAME_SHARE * paragraphs(body)
    )


def _choose(body: etree._Element, found: Scan) -> tuple[etree._Element, str]:
    """Answer the element that holds the main text, and its text: the surest with enough, else the body."""
    whole = raw_text(body)
    said, named, text = _named(body, found.parts, len(whole))
    if named is body:
        return body, whole
    # A lead with the rest of the story outside it, or a box called content on a page that has none.
    doubtful = said != BODY_TEXT and len(text) < _DOUBTFUL * len(whole)
    if doubtful and paragraphs(body) > 3 * paragraphs(named) + _ENOUGH:
        named = densest(body)
        return named, raw_text(named)
    return named, text


def _named(
    body: etree._Element, parts: list[tuple[int, etree._Element]], whole: int
) -> tuple[int, etree._Element, str]:
    """Answer the part whose name is surest among those that hold enough text, or the body."""
    for wanted in (BODY_TEXT, ARTICLE, MAIN, CONTENT):
        fitting = [part for said, part in parts if said == wanted]
        if not fitting:
            continue
        part, size = _largest(fitting, alone=wanted == ARTICLE)
        text = raw_text(part) if size >= _ENOUGH else ""
        least = (_SHARE if wanted in (MAIN, CONTENT) else _SURE_SHARE) * whole
        if len(text) >= max(_ENOUGH, least):
            return wanted, part, text
    return NOTHING, body, ""


def _largest(parts: list[etree._Element], *, alone: bool) -> tuple[etree._Element, int]:
    """Answer the part with most text and its size, or size 0 if it should stand `alone` and does not.

    Links weigh nothing where names leave a choice, so that a list of teasers does not beat the story.
    """
    if len(parts) == 1:
        return parts[0], _ENOUGH
    sizes = [prose(part) for part in parts]
    size = max(sizes)
    return parts[sizes.index(size)], 0 if alone and size < 0.5 * sum(sizes) else size
