"""Screens of a search: results, nothing found, what can be asked, and a search that cannot be answered."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import msgspec

from app.charts.calendar import day_of, last_of
from app.search import question
from app.search.errors import SearchError
from app.search.question import Searched
from app.search.request import SearchRequest
from app.search.results import Found
from app.search.view import View, fault, in_words, view
from app.web.errors import BadRequest
from app.web.refusal import wants_json
from app.web.request import HudRequest
from app.web.shared import true_until

_LONGEST_ADDRESS = 2_000
"""In a header; proxies refuse answers with longer ones."""
_LEAST = 30_000_000
"""Half a minute: so long a ruler may lack the bar of the minute that has just begun."""


class Screen(msgspec.Struct, frozen=True):
    """What a search is answered with: the values of its template; None is no content."""

    view: View | None
    status_code: int = 200
    headers: Mapping[str, str] = {}


def true_while_seen(request: HudRequest, found: Found, zone: ZoneInfo) -> None:
    """Until its ruler has another bar, or another day begins, from which the windows offered count."""
    ends = found.edges[-1] if found.edges else found.now
    tomorrow = last_of(day_of(found.now, zone), zone) + 1
    true_until(request.scope, min(max(ends, found.now + _LEAST), tomorrow))


def results(request: HudRequest, searched: Searched) -> Screen:
    """A page of results, or why there are none."""
    found, zone = searched.found, searched.zone
    true_while_seen(request, found, zone)
    return _screen(
        request,
        view(
            found,
            question.listed(request, searched),
            zone,
            request.reader,
            watched=searched.watched,
            why=question.explained(request, searched) if found.is_nothing else None,
        ),
    )


def empty(request: HudRequest, asked: SearchRequest) -> Screen:
    """What can be asked, before anything is."""
    hud = request.hud
    return _screen(
        request,
        View(request=asked, indexed_pages=question.index(hud).pages, has_guide=hud.has("guide")),
    )


def refused(request: HudRequest, asked: SearchRequest, error: SearchError) -> Screen:
    """A search that cannot be answered, told beside its field; while it is typed the last results stay."""
    if asked.typing and request.is_partial:
        return unchanged()
    if wants_json(request):
        raise bad(error)
    return _screen(request, View(request=asked, fault=fault(asked, error)), status_code=400)


def bad(error: SearchError) -> BadRequest:
    """What a program is told of it."""
    return BadRequest(in_words(error), position=error.position, field=error.field)


def unchanged() -> Screen:
    """What is being typed is not finished: the last good results stay."""
    return Screen(None, 204)


def _screen(request: HudRequest, view: View, *, status_code: int = 200) -> Screen:
    if not request.is_partial:
        return Screen(view, status_code)
    typing = request.query_params.get("typing") == "1"
    return Screen(view, status_code, _address(request, view.request, typing=typing))


def _address(request: HudRequest, asked: SearchRequest, *, typing: bool) -> dict[str, str]:
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
