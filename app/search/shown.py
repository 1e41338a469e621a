"""A page of results put together: what of this one search belongs into the holes of its mould."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from typing import cast

import msgspec
from markupsafe import Markup, escape

import trie_core
from app.clock import MINUTE
from app.i18n import current, format_day, format_duration, format_number, gettext, ngettext
from app.i18n.formats import local, number_in
from app.i18n.formats import separator as separator_in
from app.i18n.locales import language_in
from app.pagecache.moulds import Mould, Moulds
from app.rowcache.cache import Cache
from app.search.request import SearchRequest, quoted
from app.search.results import Found
from app.search.ruler import Scale
from app.search.texts import Key, Text, Texts
from app.search.view import Shape, turns
from app.web.templates import clock_tag, day_tag, safe_href, time_tag

Own = dict[str, bytes]
_CARD = "search/_card.html"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What results have in common that come from one mould."""

    language: str
    is_over: bool
    in_a_day: bool
    """It was last read, and found to be over, on the same day."""
    ever: bool
    has_passage: bool
    is_damaged: bool
    has_words: bool
    origin: str


def own(found: Found, listed: bytes, shape: Shape, *, moulds: Moulds) -> Own:
    """What belongs to this page alone, escaped, by the name of its hole; `listed` are its results."""
    reader, request, total, before = current(), found.request, found.total, found.before
    locale, search = reader.locale, f"{reader.prefix}/search"
    asked = {
        "q": escape(request.q).encode(),
        "q%": quoted(request.q).encode(),
        "timeless%": quoted(found.timeless).encode(),
    }
    said: dict[str, str] = {
        "cost": escape(
            gettext("%(time)s to search %(pages)s pages in %(versions)s versions")
            % {
                "time": format_duration(found.took_us),
                "pages": number_in(found.indexed_pages, locale),
                "versions": number_in(found.indexed_versions, locale),
            }
        ),
        "total": (
            ngettext("at least %(count)s page", "at least %(count)s pages", total)
            if found.at_least
            else ngettext("%(count)s page", "%(count)s pages", total)
        )
        % {"count": number_in(total, locale)},
    }
    if before:
        count = {"count": number_in(before, locale)}
        said["before"] = ngettext("%(count)s more page", "%(count)s more pages", before) % count
    if found.most:
        said["both"] = both(found)
    if found.shown_for is not None:
        said["shown_for"] = escape(found.shown_for)
        said["literal_link"] = escape(search + request.link(literal=True))
    if found.notes:
        said["notes"] = Markup("<br>").join(gettext(note.message) for note in found.notes)
    if found.did_you_mean is not None:
        said["meant"] = escape(found.did_you_mean)
        said["meant_link"] = escape(search + request.link(q=found.did_you_mean))
    filled = {**asked, **{name: text.encode() for name, text in said.items()}}
    filled["list"] = listed
    if shape.has_sites:
        filled["places"] = b"".join(_places(found, moulds, search, locale))
    if shape.has_languages:
        filled["languages"] = b"".join(_languages(found, moulds, search, locale))
    if shape.has_turns:
        filled["turns"] = _turns(found, shape.request, moulds).fill(asked)
    if shape.scale is not None:
        filled.update(_ruler(found, shape.scale, search))
    return filled


def both(found: Found) -> str:
    """How many pages have all words, and how many more have some."""
    total, most, locale = found.total, found.most, current().locale
    if not total:
        none = gettext("No page has all words.")
        some = ngettext("%(count)s page has some of them.", "%(count)s pages have some of them.", most)
        return f"{none} {some % {'count': number_in(most, locale)}}"
    whole = ngettext("%(count)s page has all words.", "%(count)s pages have all words.", total)
    more = ngettext("%(count)s more has some of them.", "%(count)s more have some of them.", most)
    return f"{whole % {'count': number_in(total, locale)}} {more % {'count': number_in(most, locale)}}"


def _ruler(found: Found, scale: Scale, search: str) -> Own:
    first = found.first_seen
    anywhen = found.request.link(q=found.timeless, from_="", to="", at="")
    link = escape(search + (anywhen if anywhen == "?" else f"{anywhen}&"))
    drawn = {
        "bars": scale.bars(found.answer, window=found.window, first_seen=first, link=link),
        "rows": scale.rows(found.answer),
        "most": number_in(max(found.answer.curve, default=0), current().locale).encode(),
    }
    if first is not None:
        place = scale.place(first)
        drawn["first_place"] = b"%.2f" % (place * 100)
        drawn["first_anchor"] = b"start" if place < 0.25 else b"end" if place > 0.75 else b"middle"
        drawn["first_day"] = format_day(first).encode()
    return drawn


def listed(found: Found, there: Mapping[Key, Text], *, moulds: Moulds, kept: Texts, root: str) -> bytes:
    """The results, of the texts that are there; cards that are made for them stay in `kept`."""
    cards = _cards(found, there, moulds=moulds, kept=kept, root=root)
    between, missing = _second(found)
    return found.answer.write_cards(
        cards, found.query, separator=separator_in(current().locale), between=between, missing=missing
    )


def _second(found: Found) -> tuple[str, str]:
    """What stands between the results with all words and those with some, and before what one lacks."""
    if not found.most:
        return "", ""
    visits = f"{current().prefix}/search/visit"
    line = f'</ol>\n<p class="second">{both(found)}</p>\n<ol class="results" data-visits="{visits}">\n'
    missing = gettext("Missing:")
    return line, f"{escape(missing)} "


def at_hand(found: Found, *, cache: Cache, moulds: Moulds, kept: Texts, root: str) -> bytes | None:
    """The same, if nothing has to be read for it."""
    clock, separator = cache.invalidator.clock, separator_in(current().locale)
    state = kept.state(clock)
    if None in state:
        return None
    look = kept.look((*_look(found), found.query.in_all, root))
    known = cast("list[int]", state)
    line, missing = _second(found)
    written = kept.shelf.write(
        found.answer, found.query, look, known, separator=separator, between=line, missing=missing
    )
    if written is not None:
        moulds.stats.count(_CARD, "hit", len(found.answer))
        return written
    there = kept.held(cache, found.keys, rest=found.query.in_all)
    if there is None:
        return None
    cards = _cards(found, there, moulds=moulds, kept=kept, root=root)
    # What was held is true in this state, unless it has become another meanwhile.
    if moulds.on and kept.state(clock) is state:
        for card in cards:
            if card is not None:
                kept.shelf.put(card, look, known)
    return found.answer.write_cards(cards, found.query, separator=separator, between=line, missing=missing)


def _look(found: Found) -> tuple[Hashable, ...]:
    """What all cards of a page of results depend on."""
    reader = current()
    return reader.locale, reader.prefix, reader.zone.key, found.window.ever, bool(found.answer.words)


def _cards(
    found: Found, texts: Mapping[Key, Text], *, moulds: Moulds, kept: Texts, root: str
) -> list[trie_core.Card | None]:
    """How each result is shown; None for a page that was deleted meanwhile."""
    keys = found.keys
    there = [texts.get(key) for key in keys]
    look = _look(found)
    # Since when a page says it is all that hangs on the question.
    looks = [
        (*look, since, root if text is not None and text.builtin else "")
        for (since,), text in zip(found.answer.rows("since"), there, strict=True)
    ]
    cards = [None if text is None else text.cards.get(one) for text, one in zip(there, looks, strict=True)]
    made = 0
    for at in found.answer.misfits(cards):
        text = there[at]
        if text is not None:
            card = _card(
                found.answer.hits[at],
                text,
                root,
                moulds,
                ever=found.window.ever,
                has_words=bool(found.answer.words),
            )
            cards[at] = card
            made += 1
            if moulds.on:
                kept.show(keys[at], text, looks[at], card, rest=found.query.in_all)
    moulds.stats.count(_CARD, "hit", len(cards) - made)
    return cards


def _card(
    hit: trie_core.Hit, text: Text, root: str, moulds: Moulds, *, ever: bool, has_words: bool
) -> trie_core.Card:
    """A result but for what was looked for: the same in every search that finds it."""
    card = Card(
        language=text.language,
        is_over=hit.until is not None,
        in_a_day=hit.until is not None and _is_one_day(hit.last_read, hit.until),
        ever=ever,
        has_passage=bool(text.body),
        is_damaged=text.is_damaged,
        has_words=has_words,
        origin=text.origin,
    )
    url, count = text.address(root), {"count": format_number(hit.versions)}
    said = {
        "page": str(hit.page),
        "href": escape(safe_href(url)),
        "url": escape(url),
        "title": escape(text.title or url),
        "read": time_tag(hit.last_read),
        "since": day_tag(hit.since),
        "versions": ngettext("%(count)s version", "%(count)s versions", hit.versions) % count,
    }
    if hit.until is not None:
        said |= _ended(hit.last_read, hit.until)
    mould = moulds.get(_CARD, card, lambda: {"card": card})
    return trie_core.Card(text.body, hit, mould.pieces({name: what.encode() for name, what in said.items()}))


def _is_one_day(last: int, until: int) -> bool:
    return local(last).date() == local(until).date()


def _ended(last: int, until: int) -> dict[str, str]:
    """Between which readings a version ended: two days, or two times of one day."""
    if not _is_one_day(last, until):
        return {"last": day_tag(last), "until": day_tag(until)}
    fine = last // MINUTE == until // MINUTE
    return {"day": day_tag(until), "last": clock_tag(last, fine), "until": clock_tag(until, fine)}


def _languages(found: Found, moulds: Moulds, search: str, locale: str) -> Iterable[bytes]:
    """The languages the results are in, each a link that narrows to it; the chosen one lifts itself."""
    asked = found.request
    counted = found.answer.languages or [(asked.lang, 0)]
    for language, pages in counted:
        mould = moulds.get("search/_language.html", bool(asked.lang), lambda: {"chosen": bool(asked.lang)})
        link = search + asked.link(lang="" if asked.lang else language)
        yield mould.fill(
            {
                "link": escape(link).encode(),
                "name": escape(language_in(language, locale)).encode(),
                "pages": number_in(pages, locale).encode(),
            }
        )


def _places(found: Found, moulds: Moulds, search: str, locale: str) -> Iterable[bytes]:
    mould = moulds.get("search/_place.html", None, dict)
    # The links differ in the site alone. The query stands before it, and nothing behind it can hold this.
    link = escape(search + found.request.link(site="\0")).encode()
    before, _, after = link.rpartition(quoted("\0").encode())
    for site, pages in found.sites:
        sent, shown = _named(site)
        yield mould.fill(
            {"link": before + sent + after, "site": shown, "pages": number_in(pages, locale).encode()}
        )


@lru_cache(maxsize=1_024)
def _named(site: str) -> tuple[bytes, bytes]:
    """A site as it stands in an address, and as it is shown."""
    return escape(quoted(site)).encode(), escape(site).encode()


def _turns(found: Found, holed: SearchRequest, moulds: Moulds) -> Mould:
    last = found.pages
    return moulds.get("search/_turns.html", (holed, last), lambda: {"turns": turns(holed, last)})
