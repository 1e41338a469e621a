"""A page of results put together: what of this one search belongs into the holes of its mould."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from markupsafe import escape

from app.cache.moulds import Mould, Moulds
from app.i18n import current, format_day, format_duration, ngettext
from app.i18n.formats import number_in
from app.search import strip
from app.search.api import marked
from app.search.request import SearchRequest, quoted
from app.search.results import Result, SearchPage
from app.search.ruler import Scale
from app.search.view import Shape, turns

Own = dict[str, bytes]


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a search shows of a page that it finds, whatever was looked for; times in µs."""

    page: int
    url: str
    title: str
    language: str
    read: int
    since: int
    until: int | None
    versions: int
    ever: bool
    has_passage: bool
    has_words: bool


def own(page: SearchPage, shape: Shape, moulds: Moulds) -> Own:
    """What belongs to this page alone, escaped, by the name of its hole."""
    reader, request = current(), page.request
    locale, search = reader.locale, f"{reader.prefix}/search"
    asked = {"q": escape(request.q).encode(), "q%": quoted(request.q).encode()}
    said: dict[str, str] = {
        "took": format_duration(page.took_us),
        "pages": number_in(page.indexed_pages, locale),
        "versions": number_in(page.indexed_versions, locale),
        "total": (
            ngettext("at least %(count)s page", "at least %(count)s pages", page.total)
            if page.at_least
            else ngettext("%(count)s page", "%(count)s pages", page.total)
        )
        % {"count": number_in(page.total, locale)},
    }
    if page.before:
        count = {"count": number_in(page.before, locale)}
        said["before"] = ngettext("%(count)s more page", "%(count)s more pages", page.before) % count
        once = ngettext("%(count)s page said it once.", "%(count)s pages said it once.", page.before)
        said["once"] = once % count
    if page.did_you_mean is not None:
        said["meant"] = escape(page.did_you_mean)
        said["meant_link"] = escape(search + request.link(q=page.did_you_mean))
    found = {**asked, **{name: text.encode() for name, text in said.items()}}
    found["list"] = b"".join(_list(page, moulds, locale))
    if shape.has_sites:
        found["places"] = b"".join(_places(page, moulds, search, locale))
    if shape.has_turns:
        found["turns"] = _turns(page, shape.request, moulds).fill(asked)
    if shape.scale is not None:
        found.update(_ruler(page, shape.scale, search, locale))
    return found


def _ruler(page: SearchPage, scale: Scale, search: str, locale: str) -> Own:
    counts = [pages for _, pages in page.ruler]
    first = page.first_seen
    anywhen = page.request.link(from_="", to="", at="")
    link = escape(search + (anywhen if anywhen == "?" else f"{anywhen}&"))
    said = strip.numbers(counts, locale)
    found = {
        "bars": strip.bars(scale, counts, said, window=page.window, first_seen=first, link=link),
        "rows": strip.rows(scale, counts, said),
    }
    if first is not None:
        place = scale.place(first)
        found["first_place"] = b"%.2f" % (place * 100)
        found["first_anchor"] = b"start" if place < 0.25 else b"end" if place > 0.75 else b"middle"
        found["first_day"] = format_day(first).encode()
    return found


def _list(page: SearchPage, moulds: Moulds, locale: str) -> Iterable[bytes]:
    spans = {word: f'<span title="{escape(word)}">' for result in page.results for word in result.words}
    for result in page.results:
        counts = [f"{spans[w]}{number_in(n, locale)}×</span>" for w, n in result.words.items() if n]
        yield _card(result, page.window.ever, moulds).fill(
            {"passage": marked(result.snippet).encode(), "counts": ", ".join(counts).encode()}
        )


def _card(result: Result, ever: bool, moulds: Moulds) -> Mould:
    """A result but for what was looked for: the same in every search that finds it."""
    card = Card(
        page=result.page,
        url=result.url,
        title=result.title,
        language=result.language,
        read=result.last_read,
        since=result.since,
        until=result.until,
        versions=result.versions,
        ever=ever,
        has_passage=bool(result.snippet),
        has_words=bool(result.words),
    )
    return moulds.get("search/_card.html", card, lambda: {"card": card})


def _places(page: SearchPage, moulds: Moulds, search: str, locale: str) -> Iterable[bytes]:
    mould = moulds.get("search/_place.html", None, dict)
    for site, pages in page.sites:
        link = escape(search + page.request.link(site=site))
        said = number_in(pages, locale)
        yield mould.fill({"link": link.encode(), "site": escape(site).encode(), "pages": said.encode()})


def _turns(page: SearchPage, holed: SearchRequest, moulds: Moulds) -> Mould:
    last = page.pages
    return moulds.get("search/_turns.html", (holed, last), lambda: {"turns": turns(holed, last)})
