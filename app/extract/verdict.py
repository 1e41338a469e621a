"""What an element's names say about it: holds the main text, belongs to the frame around it, or nothing.

Pages of one site repeat the same names, so verdicts are remembered.
"""

import re
from typing import Final

from app.extract.names import (
    BODY_TEXTS,
    CONTENTS,
    FRAME_ROLES,
    FRAME_TAGS,
    FRAMES,
    LAYOUT,
    REPLIES,
    SECTIONS,
    WHOLE_FRAMES,
)

# Readers' comments are never the main text, a frame is unless it holds most of the page.
COMMENTS: Final = -2
FRAME: Final = -1
NOTHING: Final = 0
# Higher is surer of being the main text.
CONTENT: Final = 2
BODY_TEXT: Final = 3
ARTICLE: Final = 4
MAIN: Final = 5

_TAGS: Final = {"main": MAIN, "article": ARTICLE, **dict.fromkeys(FRAME_TAGS, FRAME)}
_ROLES: Final = {"main": MAIN, "article": ARTICLE, **dict.fromkeys(FRAME_ROLES, FRAME)}
_SPLIT = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
remembered: dict[tuple[str, str | None, str | None, str | None], int] = {}
"""Verdicts so far, for a caller to look in before it calls `verdict`."""


def verdict(tag: str, class_: str | None, id_: str | None, role: str | None) -> int:
    """Answer `COMMENTS`, `FRAME`, `NOTHING`, or how surely the element holds the main text."""
    if len(remembered) > 10_000:
        remembered.clear()
    said = remembered[tag, class_, id_, role] = _judge(tag, class_, id_, role)
    return said


def _judge(tag: str, class_: str | None, id_: str | None, role: str | None) -> int:
    by_role = _ROLES.get((role or "").strip().lower(), NOTHING)
    if by_role:
        return by_role
    if tag in _TAGS:
        return _TAGS[tag]
    classes = _names(class_)
    # A section's id is made from its heading, in which "search" or "comments" is a subject.
    ids = [] if tag == "section" or not SECTIONS.isdisjoint(classes) else _names(id_)
    if any(_compound(name, REPLIES) or name in REPLIES for name in (*ids, *classes)):
        return COMMENTS
    best = max((_said(name) for name in (*ids, *classes)), default=NOTHING)
    if best:
        return best
    if any(name in FRAMES or name in WHOLE_FRAMES for name in (*ids, *classes)):
        return FRAME
    return FRAME if any(_compound(name, FRAMES) for name in (*ids, *classes)) else NOTHING


def _names(attribute: str | None) -> list[str]:
    return [_CAMEL.sub("-", name).lower() for name in (attribute or "")[:1000].split()]


def _said(name: str) -> int:
    return BODY_TEXT if name in BODY_TEXTS else CONTENT if name in CONTENTS else NOTHING


def _compound(name: str, words: frozenset[str]) -> bool:
    """Whether a compound name begins or ends in one of the words, and is not about layout (`has-sidebar`)."""
    parts = _SPLIT.split(name)
    if len(parts) < 2 or parts[0] in LAYOUT:
        return False
    return parts[0] in words or parts[-1] in words
