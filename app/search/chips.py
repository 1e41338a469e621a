"""The chips above the results: window, order, language and site as plain links.

Each is the search one is looking at with a single thing changed, so they work without any script and
can be opened in another tab.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from app.i18n.mark import N_
from app.search.request import SearchRequest

LANGUAGES = ("en", "nl", "sv", "nb", "fr")

_WINDOWS = (
    (7, N_("past week")),
    (30, N_("past month")),
    (182, N_("past 6 months")),
)
_ORDERS = (("best", N_("best")), ("newest", N_("newest")), ("oldest", N_("oldest")))


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """A link; `message` is translated where it is shown, `plain` is shown as it is."""

    href: str
    current: bool = False
    message: str = ""
    plain: str = ""
    language: str = ""
    removes: bool = False


def windows(request: SearchRequest, today: date) -> list[Chip]:
    """From the pages as they stand now to all that was ever read; a window of one's own stands last."""
    bare = request.link(from_="", to="", at="")
    chips = [Chip(href=bare, message=N_("now"), current=not (request.from_ or request.to or request.at))]
    for days, message in _WINDOWS:
        start = (today - timedelta(days=days)).isoformat()
        chosen = request.from_ == start and not (request.to or request.at)
        chips.append(Chip(href=request.link(from_=start, to="", at=""), message=message, current=chosen))
    ever = request.from_ == "any" and not (request.to or request.at)
    chips.append(Chip(href=request.link(from_="any", to="", at=""), message=N_("any time"), current=ever))
    if not any(chip.current for chip in chips):
        chips.append(Chip(href=bare, plain=_own_window(request), current=True, removes=True))
    return chips


def orders(request: SearchRequest) -> list[Chip]:
    """Best, newest, oldest."""
    return [
        Chip(href=request.link(order=order), message=message, current=request.order == order)
        for order, message in _ORDERS
    ]


def languages(request: SearchRequest) -> list[Chip]:
    """The languages HUD speaks, and the one chosen when it is another; pressing it again lifts it."""
    codes = LANGUAGES if request.lang in ("", *LANGUAGES) else (*LANGUAGES, request.lang)
    return [
        Chip(
            href=request.link(lang="" if code == request.lang else code),
            plain=code,
            language=code,
            current=code == request.lang,
        )
        for code in codes
    ]


def sites(request: SearchRequest) -> list[Chip]:
    """The chosen site, to lift it."""
    if not request.site:
        return []
    return [Chip(href=request.link(site=""), plain=request.site, current=True, removes=True)]


def _own_window(request: SearchRequest) -> str:
    if request.at:
        return request.at
    start = "" if request.from_ == "any" else request.from_
    return f"{start} – {request.to}".strip()
