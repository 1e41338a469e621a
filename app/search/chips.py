"""The chips above the results: window, order, site and language as plain links.

Each is the search one is looking at with a single thing changed, so they work without any script and
can be opened in another tab.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from app.i18n.locales import language_in
from app.mark import N_
from app.search.request import SearchRequest

_WINDOWS = (
    (7, N_("past week")),
    (30, N_("past month")),
    (182, N_("past 6 months")),
)
_ORDERS = (("best", N_("best")), ("newest", N_("newest")), ("oldest", N_("oldest")))


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """A link; `message` is translated where it is shown, `plain` is shown as it is.

    `pages` is how many of those found it leaves, where that is told.
    """

    href: str
    current: bool = False
    message: str = ""
    plain: str = ""
    removes: bool = False
    pages: int = 0


def windows(request: SearchRequest, today: date, own: str, *, is_asked: bool) -> list[Chip]:
    """From the pages as they are now to all that was ever read; a window of one's own stands last.

    `own` is that window in words, empty for none; `is_asked` when the query itself speaks of time. `request`
    has the query without that.
    """
    bare = request.link(from_="", to="", at="")
    is_plain = not (request.to or request.at or is_asked)
    chips = [Chip(href=bare, message=N_("now"), current=is_plain and not request.from_)]
    for days, message in _WINDOWS:
        start = (today - timedelta(days=days)).isoformat()
        chosen = is_plain and request.from_ == start
        chips.append(Chip(href=request.link(from_=start, to="", at=""), message=message, current=chosen))
    ever = is_plain and request.from_ == "any"
    chips.append(Chip(href=request.link(from_="any", to="", at=""), message=N_("any time"), current=ever))
    if not any(chip.current for chip in chips):
        chips.append(Chip(href=bare, plain=own, current=True, removes=True))
    return chips


def orders(request: SearchRequest) -> list[Chip]:
    """Best, newest, oldest."""
    return [
        Chip(href=request.link(order=order), message=message, current=request.order == order)
        for order, message in _ORDERS
    ]


def sites(request: SearchRequest) -> list[Chip]:
    """The chosen site, to lift it."""
    if not request.site:
        return []
    return [Chip(href=request.link(site=""), plain=request.site, current=True, removes=True)]


def tags(request: SearchRequest) -> list[Chip]:
    """The chosen tag, to lift it."""
    if not request.tag:
        return []
    return [Chip(href=request.link(tag=""), plain=f"#{request.tag}", current=True, removes=True)]


def languages(request: SearchRequest, counted: list[tuple[str, int]], locale: str) -> list[Chip]:
    """The languages of the pages found, if there is a choice; the chosen one, to lift it."""
    if request.lang:
        found = counted or [(request.lang, 0)]
        href = request.link(lang="")
        return [
            Chip(href=href, plain=language_in(language, locale), current=True, removes=True)
            for language, _ in found
        ]
    if len(counted) < 2:
        return []
    return [
        Chip(href=request.link(lang=language), plain=language_in(language, locale), pages=pages)
        for language, pages in counted
    ]
