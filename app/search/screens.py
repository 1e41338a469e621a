"""Pages of a search put together: results, nothing found, and a query that cannot be answered."""

from __future__ import annotations

import re
from urllib.parse import quote
from zoneinfo import ZoneInfo

from litestar import Response
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
from app.web.direct import Made
from app.web.errors import BadRequest
from app.web.refusal import wants_json
from app.web.render import pour, render
from app.web.request import HudRequest
from app.web.shared import true_until

_PAGE, _RESULTS = "search/page.html", "search/_results.html"
_SENT = re.compile(r"[?&]q=([^&]+)")
_LONGEST_ADDRESS = 2_000
"""In a header; proxies refuse answers with longer ones."""
_LEAST = 30_000_000
"""Half a minute: so long a ruler may lack the bar of the minute that has just begun."""


def true_while_seen(request: HudRequest, found: Found, zone: ZoneInfo) -> None:
    """Until its ruler has another bar, or another day begins, from which the windows offered count."""
    ends = found.edges[-1] if found.edges else found.now
    tomorrow = last_of(day_of(found.now, zone), zone) + 1
    true_until(request.scope, min(max(ends, found.now + _LEAST), tomorrow))


def refused(request: HudRequest, asked: SearchRequest, error: SearchError) -> Response[bytes]:
    """A search that cannot be answered, told beside its field; while it is typed the last results stay."""
    if asked.typing and request.is_partial:
        return unchanged()
    if wants_json(request):
        raise bad(error)
    return shown(request, View(request=asked, fault=fault(asked, error)), status_code=400)


def bad(error: SearchError) -> BadRequest:
    """What a program is told of it."""
    return BadRequest(in_words(error), position=error.position, field=error.field)


def unchanged() -> Response[bytes]:
    """What is being typed is not finished: the last good results stay."""
    return Response(b"", status_code=204, media_type="text/html")


def made(
    request: HudRequest, found: Found, results: bytes, zone: ZoneInfo, page: Watched | None = None
) -> Made:
    """A page of results: its mould, filled with what was found."""
    hud, partial = request.hud, request.is_partial
    true_while_seen(request, found, zone)
    look = shape(found, zone, request.reader.locale, has_results=bool(results), page=page)
    here, raw = _holed(request)
    filled = own(found, results, look, moulds=hud.moulds)
    if found.is_nothing:
        filled["nothing"] = _nothing(request, found, look, zone, page)
    if look.has_address:
        filled["watched"] = _told(
            request, "search/_watched.html", page=page, address=addresses.asked(found.query)
        )
    parts = pour(
        request,
        _RESULTS if partial else _PAGE,
        (look, partial),
        {**filled, "raw": escape(raw).encode(), "raw%": quote(raw).encode()},
        lambda: {"view": view(look), "partial": partial},
        here=here,
    )
    return Made(parts, _address(request, found.request, typing=_is_typing(request)) if partial else {})


def _nothing(request: HudRequest, found: Found, look: Shape, zone: ZoneInfo, page: Watched | None) -> bytes:
    """Why nothing was found, and what to do about it."""
    hud, locale = request.hud, request.reader.locale
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


def _told(request: HudRequest, template: str, **values: object) -> bytes:
    """A part that is rendered anew each time, because few pages have it."""
    text: str = request.hud.templates.get_template(template).render(values)
    return text.encode()


def _quoted(word: str) -> Markup:
    return Markup("<q>{}</q>").format(word)


def _holed(request: HudRequest) -> tuple[str, str]:
    """The address of this page with a hole for the query as it was sent, and that."""
    here = request.here
    sent = list(_SENT.finditer(here))
    if len(sent) != 1:
        return here, ""
    first, last = sent[0].span(1)
    return f"{here[:first]}{hole('raw')}{here[last:]}", here[first:last]


def shown(request: HudRequest, shown: View, *, status_code: int = 200) -> Response[bytes]:
    """A page of a search without results, made anew each time."""
    partial = request.is_partial
    template = _RESULTS if partial else _PAGE
    response = render(request, template, status_code=status_code, view=shown, partial=partial)
    response.headers.update(_address(request, shown.request, typing=_is_typing(request)) if partial else {})
    return response


def _is_typing(request: HudRequest) -> bool:
    return request.query_params.get("typing") == "1"


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
