"""What an element's names say about it: holds the main text, belongs to the frame around it, or nothing.

Authors name the parts of a page by element, ARIA role, class and id, and use the same few words for them; the
words here are such common ones, none is of a single site. Pages of one site repeat the same names, so verdicts
are remembered.
"""

import re
from typing import Final

REPLIES: Final = -2
FRAME: Final = -1
NOTHING: Final = 0
# Higher is surer of being the main text.
CONTENT: Final = 2
BODY_TEXT: Final = 3
ARTICLE: Final = 4
MAIN: Final = 5

_TAGS: Final = {"main": MAIN, "article": ARTICLE, "nav": FRAME, "aside": FRAME, "footer": FRAME,
    "header": FRAME, "form": FRAME, "fieldset": FRAME, "select": FRAME, "textarea": FRAME, "button": FRAME, "menu": FRAME}
_ROLES: Final = {
    "main": MAIN,
    "article": ARTICLE,
    "navigation": FRAME,
    "banner": FRAME,
    "contentinfo": FRAME,
    "complementary": FRAME,
    "search": FRAME,
    "dialog": FRAME,
    "menu": FRAME,
    "menubar": FRAME,
    "toolbar": FRAME,
}
_BODY_TEXTS: Final = frozenset(
    "articlebody article-body article-content article-text article__body article__content articlecontent "
    "entry-content entry-body entrytext post-content post-body post-text postcontent post-entry post__content "
    "story-body storybody story-content mw-content-text mw-parser-output wiki-content markdown-body "
    "text-content field-name-body body-text bodytext content-body news-text single-content".split()
)
_CONTENTS: Final = frozenset(
    "content main maincontent main-content main_content maincol main-column page-content pagecontent "
    "content-main contentmain body bodycontent body-content document primary primary-content content-area "
    "article entry post story hentry the-content page-body site-content region-content".split()
)
_FRAMES: Final = frozenset(
    "nav navbar navigation navheader navfooter navlinks navi subnav topnav menu submenu mainmenu breadcrumb "
    "breadcrumbs sidebar sidebars sphinxsidebar aside footer foot masthead related pagination pager pagenav "
    "share sharing sharebar sharedaddy social socials sociable cookie cookies consent gdpr newsletter subscribe "
    "advert adverts advertisement ads banner promo sponsor sponsored "
    "skip skiplink skiplinks searchbox searchform search popup modal overlay noprint printfooter "
    "catlinks editsection taglist tags byline login toolbar topbar recommended outbrain taboola "
    "teaser teasers copyright".split()
)
_REPLIES: Final = frozenset("comment comments commentlist commentform respond disqus".split())
_FRAME_NAMES: Final = frozenset(
    "widget widgets widget-area site-header page-header global-header page-footer site-footer header top".split()
)
_SECTIONS: Final = frozenset("section sect1 sect2 sect3 sect4 refsect1 chapter refentry".split())
_LAYOUT: Final = frozenset("has with no without is layout page not hide show".split())
_SPLIT = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
remembered: dict[tuple[str, str | None, str | None, str | None], int] = {}
"""Verdicts so far, for a caller to look in before it calls `verdict`."""


def verdict(tag: str, class_: str | None, id_: str | None, role: str | None) -> int:
    """Answer `REPLIES`, `FRAME`, `NOTHING`, or how surely the element holds the main text."""
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
    ids = [] if tag == "section" or not _SECTIONS.isdisjoint(classes) else _names(id_)
    if any(_compound(name, _REPLIES) or name in _REPLIES for name in (*ids, *classes)):
        return REPLIES
    best = max((_said(name) for name in (*ids, *classes)), default=NOTHING)
    if best:
        return best
    if any(name in _FRAMES or name in _FRAME_NAMES for name in (*ids, *classes)):
        return FRAME
    return FRAME if any(_compound(name, _FRAMES) for name in (*ids, *classes)) else NOTHING


def _names(attribute: str | None) -> list[str]:
    return [_CAMEL.sub("-", name).lower() for name in (attribute or "")[:1000].split()]


def _said(name: str) -> int:
    return BODY_TEXT if name in _BODY_TEXTS else CONTENT if name in _CONTENTS else NOTHING


def _compound(name: str, words: frozenset[str]) -> bool:
    """Whether a compound name begins or ends in one of the words, and is not about the layout (`has-sidebar`)."""
    parts = _SPLIT.split(name)
    if len(parts) < 2 or parts[0] in _LAYOUT:
        return False
    return parts[0] in words or parts[-1] in words
