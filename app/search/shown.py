"""A page of results put together: what of this one search belongs into the holes of its mould."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
from app.web.templates import safe_href

Own = dict[str, str]


def own(page: SearchPage, shape: Shape, moulds: Moulds) -> Own:
    """What belongs to this page alone, escaped, by the name of its hole."""
    reader, request = current(), page.request
    locale, search = reader.locale, f"{reader.prefix}/search"
    total, before = number_in(page.total, locale), number_in(page.before, locale)
    asked = {"q": str(escape(request.q)), "q%": quoted(request.q)}
    found = {
        **asked,
        "took": format_duration(page.took_us),
        "pages": number_in(page.indexed_pages, locale),
        "versions": number_in(page.indexed_versions, locale),
        "total": (
            ngettext("at least %(count)s page", "at least %(count)s pages", page.total)
            if page.at_least
            else ngettext("%(count)s page", "%(count)s pages", page.total)
        )
        % {"count": total},
        "list": "".join(_list(page, moulds)),
    }
    if page.before:
        said = {"count": before}
        found["before"] = ngettext("%(count)s more page", "%(count)s more pages", page.before) % said
        once = ngettext("%(count)s page said it once.", "%(count)s pages said it once.", page.before)
        found["once"] = once % said
    if page.did_you_mean is not None:
        found["meant"] = str(escape(page.did_you_mean))
        found["meant_link"] = _link(search, request.link(q=page.did_you_mean))
    if shape.has_sites:
        found["places"] = "".join(_places(page, moulds, search))
    if shape.has_turns:
        found["turns"] = _turns(page, shape.request, moulds).fill(asked)
    if shape.scale is not None:
        found.update(_ruler(page, shape.scale, search, locale))
    return found


def _ruler(page: SearchPage, scale: Scale, search: str, locale: str) -> Own:
    counts = [pages for _, pages in page.ruler]
    first = page.first_seen
    anywhen = page.request.link(from_="", to="", at="")
    found = {
        "bars": strip.bars(
            scale,
            counts,
            window=page.window,
            first_seen=first,
            link=_link(search, anywhen if anywhen == "?" else f"{anywhen}&"),
            locale=locale,
        ),
        "rows": strip.rows(scale, counts, locale),
    }
    if first is not None:
        place = scale.place(first)
        found["first_place"] = f"{place * 100:.2f}"
        found["first_anchor"] = "start" if place < 0.25 else "end" if place > 0.75 else "middle"
        found["first_day"] = format_day(first)
    return found


def _list(page: SearchPage, moulds: Moulds) -> Iterable[str]:
    locale = current().locale
    words = {word: escape(word) for result in page.results for word in result.words}
    for result in page.results:
        mould = _row(bool(result.snippet), bool(result.language), bool(result.words), moulds)
        href = escape(safe_href(result.url))
        yield mould.fill(
            {
                "page": str(result.page),
                "href": href,
                "title": escape(result.title or result.url),
                "url": escape(result.url),
                "language": escape(result.language),
                "passage": marked(result.snippet),
                "facts": _facts(result, page.window.ever, moulds).fill({}),
                "counts": _counts(result, words, locale),
            }
        )


def _row(has_passage: bool, has_language: bool, has_words: bool, moulds: Moulds) -> Mould:
    return moulds.get(
        "search/_result.html",
        (has_passage, has_language, has_words),
        lambda: {"has_passage": has_passage, "has_language": has_language, "has_words": has_words},
    )


def _facts(result: Result, ever: bool, moulds: Moulds) -> Mould:
    """What is known of the time of a page: the same whatever was looked for."""
    key = (result.page, result.last_read, result.since, result.until, result.versions, ever)
    names = ("id", "read", "since", "until", "versions", "ever")
    return moulds.get("search/_facts.html", key, lambda: dict(zip(names, key, strict=True)))


def _counts(result: Result, words: Mapping[str, str], locale: str) -> str:
    """How often each word that was looked for stands on a result's page."""
    said = [
        f'<span title="{words[word]}">{number_in(count, locale)}×</span>'
        for word, count in result.words.items()
        if count
    ]
    return ", ".join(said)


def _places(page: SearchPage, moulds: Moulds, search: str) -> Iterable[str]:
    mould, locale = moulds.get("search/_place.html", None, dict), current().locale
    for site, pages in page.sites:
        link = _link(search, page.request.link(site=site))
        yield mould.fill({"link": link, "site": escape(site), "pages": number_in(pages, locale)})


def _turns(page: SearchPage, holed: SearchRequest, moulds: Moulds) -> Mould:
    last = page.pages
    return moulds.get("search/_turns.html", (holed, last), lambda: {"turns": turns(holed, last)})


def _link(search: str, query: str) -> str:
    return str(escape(search + query))
