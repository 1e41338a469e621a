"""Pages of a search put together: results, nothing found, and a query that cannot be answered."""

from __future__ import annotations

import re
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from app.charts.calendar import day_of, last_of
from app.pagecache.moulds import hole
from app.search import addresses, asking
from app.search.addresses import Watched
from app.search.errors import SearchError
from app.search.nothing import why
from app.search.reasons import label, sentences
from app.search.request import SearchRequest
from app.search.results import Found
from app.search.shown import own
from app.search.view import Shape, View, fault, in_words, shape, view
from app.text.stopwords import of as stop_words
from app.web.errors import BadRequest
from app.web.pipeline.page import Page, Text
from app.web.request import PageRequest
from app.web.response.page import HTML
from app.web.response.render import pour

_PAGE, _RESULTS = "search/page.html", "search/_results.html"
_SENT = re.compile(r"[?&]q=([^&]+)")
_LONGEST_ADDRESS = 2_000
"""In a header; proxies refuse answers with longer ones."""
_LEAST = 30_000_000
"""Half a minute: so long a ruler may lack the bar of the minute that has just begun."""


def true_until(found: Found, zone: ZoneInfo) -> int:
    """When (µs) its ruler has another bar, or another day begins, from which the windows offered count."""
    ends = found.edges[-1] if found.edges else found.now
    tomorrow = last_of(day_of(found.now, zone), zone) + 1
    return min(max(ends, found.now + _LEAST), tomorrow)


def refused(request: PageRequest, asked: SearchRequest, error: SearchError) -> Page | Text:
    """A search that cannot be answered, told beside its field; while it is typed the last results stay."""
    if asked.typing and request.is_partial:
        return unchanged()
    return shown(request, View(request=asked, fault=fault(asked, error)), refusal=bad(error))


def bad(error: SearchError) -> BadRequest:
    """What a program is told of it."""
    return BadRequest(in_words(error), position=error.position, field=error.field)


def unchanged() -> Text:
    """What is being typed is not finished: the last good results stay."""
    return Text(b"", status=204, media_type=HTML)


def made(
    request: PageRequest, found: Found, results: bytes, zone: ZoneInfo, page: Watched | None = None
) -> Text:
    """A page of results: its mould, filled with what was found."""
    hud, partial = request.hud, request.is_partial
    look = shape(found, zone, request.language, has_results=bool(results), page=page)
    here, raw = _holed(request)
    filled = own(found, results, look, moulds=hud.moulds)
    if found.is_nothing:
        filled["nothing"] = _nothing(request, found, look, zone, page)
    if look.has_address:
        filled["watched"] = _told(
            request, "search/_watched.html", page=page, address=addresses.asked(found.query)
        )
    text = pour(
        request,
        _RESULTS if partial else _PAGE,
        (look, partial),
        {**filled, "raw": escape(raw).encode(), "raw%": quote(raw).encode()},
        lambda: {"view": view(look), "partial": partial},
        here=here,
    )
    headers = _address(request, found.request) if partial else {}
    return Text(text, media_type=HTML, headers=headers, expires_at=true_until(found, zone))


def _nothing(request: PageRequest, found: Found, look: Shape, zone: ZoneInfo, page: Watched | None) -> bytes:
    """Why nothing was found, and what to do about it."""
    hud, locale = request.hud, request.language
    reasons = why(
        asking.index(hud),
        found,
        zone=zone,
        engine=hud.settings.search_engine,
        stopwords=stop_words(locale),
        page=None if page is None else page.page,
    )
    lines = [
        escape(sentence) % {**values, "word": _quoted(values.get("word", "").strip('"'))}
        for sentence, values in sentences(reasons, locale, timed=bool(look.window))
    ]
    return _told(
        request, "search/_nothing.html", why=reasons, lines=lines, label=label, shape=look, found=found
    )


def _told(request: PageRequest, template: str, **values: object) -> bytes:
    """A part that is rendered anew each time, because few pages have it."""
    text: str = request.hud.templates.get_template(template).render(values)
    return text.encode()


def _quoted(word: str) -> Markup:
    return Markup("<q>{}</q>").format(word)


def _holed(request: PageRequest) -> tuple[str, str]:
    """The address of this page with a hole for the query as it was sent, and that."""
    here = request.here
    sent = list(_SENT.finditer(here))
    if len(sent) != 1:
        return here, ""
    first, last = sent[0].span(1)
    return f"{here[:first]}{hole('raw')}{here[last:]}", here[first:last]


def shown(request: PageRequest, shown: View, *, refusal: BadRequest | None = None) -> Page:
    """A page of a search without results."""
    partial = request.is_partial
    return Page(
        _RESULTS if partial else _PAGE,
        status=400 if refusal else 200,
        refusal=refusal,
        headers=_address(request, shown.request) if partial else {},
        view=shown,
        partial=partial,
    )


def _address(request: PageRequest, asked: SearchRequest) -> dict[str, str]:
    """The header with the address that the browser shows from now on, where it has the results alone."""
    typing = request.query.get("typing") == "1"
    # Only an address without `typing` may stay: it has to mean the same when it is opened anew.
    if not has_address(asked):
        # The browser takes the address that it asked for itself.
        return {} if typing else {"HX-Push-Url": "true"}
    address = request.reader.prefix + "/search" + asked.link(page=asked.page).removesuffix("?")
    return {"HX-Replace-Url" if typing else "HX-Push-Url": address}


def has_address(asked: SearchRequest) -> bool:
    """Whether the search fits into the address that an answer may name."""
    return len(asked.link(page=asked.page)) <= _LONGEST_ADDRESS
