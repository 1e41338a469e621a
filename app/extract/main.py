"""Which part of a page is its main text, and which is the frame around it.

The names authors give their parts decide where they suffice (see `verdict`); how much of a part's text is links
decides where they do not. Each visible word ends up on one side.
"""

from typing import Final

from lxml import etree

from app.extract.scan import Scan
from app.extract.text import raw_text
from app.extract.verdict import ARTICLE, MAIN

_ENOUGH: Final = 250
_SHARE: Final = 0.15


def split(body: etree._Element, found: Scan) -> tuple[str, str]:
    """Answer the raw main text and the raw rest; the tree is emptied on the way."""
    main = _choose(body, found)
    above = set(main.iterancestors())
    rest = []
    # From the last to the first, so that a frame inside a frame is not taken twice.
    for frame in reversed(found.frames):
        if frame is main or frame in above or (main is not body and main not in frame.iterancestors()):
            continue
        if main is not body and frame.tag == "header" and found.heading in frame.iter("h1"):
            continue
        rest.append(raw_text(frame))
        frame.clear(keep_tail=True)
    text = raw_text(main)
    if main is not body:
        main.clear(keep_tail=True)
        rest.append(raw_text(body))
    return text, "\t".join(reversed(rest))


def _choose(body: etree._Element, found: Scan) -> etree._Element:
    """Answer the element that holds the main text: the surest that holds enough, else the body."""
    parts = found.parts
    if not parts:
        return body
    whole = len(raw_text(body))
    sizes = [(said, len(raw_text(part)), part) for said, part in parts]
    articles = [(size, part) for said, size, part in sizes if said == ARTICLE]
    if articles:
        size, part = max(articles, key=lambda article: article[0])
        if size >= max(_ENOUGH, 0.5 * sum(size for size, _ in articles)):
            return _inner(part, size, sizes)
    for wanted in (MAIN, MAIN - 2, MAIN - 3):
        for said, size, part in sizes:
            if said == wanted and size >= max(_ENOUGH, _SHARE * whole):
                return _inner(part, size, sizes)
    return body


def _inner(part: etree._Element, size: int, sizes: list[tuple[int, int, etree._Element]]) -> etree._Element:
    """Answer the part, or a surer named one inside that has nearly all its text."""
    return part
