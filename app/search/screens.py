"""Screens of a search: results, nothing found, what can be asked, and a search that cannot be answered."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.charts.calendar import day_of, last_of
from app.search import question
from app.search.errors import SearchError
from app.search.question import Searched
from app.search.request import SearchRequest
from app.search.results import Found
from app.search.view import View, fault, in_words, view
from app.web.errors import BadRequest
from app.web.pipeline.page import Page, Text
from app.web.request import PageRequest
from app.web.response.page import HTML

_LONGEST_ADDRESS = 2_000
"""In a header; proxies refuse answers with longer ones."""
_LEAST = 30_000_000
"""Half a minute: so long a ruler may lack the bar of the minute that has just begun."""


def true_until(found: Found, zone: ZoneInfo) -> int:
    """When (µs) its ruler has another bar, or another day begins, from which the windows offered count."""
    ends = found.edges[-1] if found.edges else found.now
    tomorrow = last_of(day_of(found.now, zone), zone) + 1
    return min(max(ends, found.now + _LEAST), tomorrow)


def results(request: PageRequest, searched: Searched) -> Page:
    """A page of results, or why there are none."""
    found, zone = searched.found, searched.zone
    return _screen(
        request,
        view(
            found,
            question.listed(request, searched),
            zone,
            request.reader,
            watched=searched.watched,
            why=question.explained(request, searched) if found.is_nothing else None,
            outside=question.beyond(request, searched),
        ),
        expires_at=true_until(found, zone),
    )


def empty(request: PageRequest, asked: SearchRequest) -> Page:
    """What can be asked, before anything is."""
    hud = request.hud
    return _screen(
        request,
        View(request=asked, indexed_pages=question.index(hud).pages, has_guide=hud.has("guide")),
    )


def refused(request: PageRequest, asked: SearchRequest, error: SearchError) -> Page | Text:
    """A search that cannot be answered, told beside its field; while it is typed the last results stay."""
    if asked.typing and request.is_partial:
        return unchanged()
    return _screen(request, View(request=asked, fault=fault(asked, error)), refusal=bad(error))


def bad(error: SearchError) -> BadRequest:
    """What a program is told of it."""
    return BadRequest(in_words(error), position=error.position, field=error.field)


def unchanged() -> Text:
    """What is being typed is not finished: the last good results stay."""
    return Text(b"", status=204, media_type=HTML)


def _screen(
    request: PageRequest, view: View, *, expires_at: int | None = None, refusal: BadRequest | None = None
) -> Page:
    typing = request.query.get("typing") == "1"
    return Page(
        "search/page.html",
        status=400 if refusal else 200,
        refusal=refusal,
        headers=_address(request, view.request, typing=typing) if request.is_partial else {},
        expires_at=expires_at,
        view=view,
        partial=request.is_partial,
    )


def _address(request: PageRequest, asked: SearchRequest, *, typing: bool) -> dict[str, str]:
    """The header with the address that the browser shows from now on, where it has the results alone."""
    # Only an address without `typing` may stay: it has to mean the same when it is opened anew.
    if not has_address(asked):
        # The browser takes the address that it asked for itself.
        return {} if typing else {"HX-Push-Url": "true"}
    address = request.reader.prefix + "/search" + asked.link(page=asked.page).removesuffix("?")
    return {"HX-Replace-Url" if typing else "HX-Push-Url": address}


def has_address(asked: SearchRequest) -> bool:
    """Whether the search fits into the address that an answer may name."""
    return len(asked.link(page=asked.page)) <= _LONGEST_ADDRESS
