"""The JSON shape of a search, the same for `GET /api/search` and `hud search --json`."""

from __future__ import annotations

import msgspec
from markupsafe import Markup, escape

from app.clock import IsoTime, iso
from app.search.results import Result, SearchPage


class ApiResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page that matches; `snippet` is HTML with the words in <mark>.

    `waiting` is there, and true, when somebody who is no editor added it and no editor has looked at it yet.
    """

    url: str
    title: str
    page: int
    version: int
    first_read: IsoTime
    last_read: IsoTime
    since: IsoTime
    versions: int
    score: float
    snippet: str
    words: dict[str, int]
    waiting: bool = False


class ApiAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a search answers: `ruler` is [start of the bin, pages], `before` the pages that said it once.

    `at_least` is there, and true, when not every older version was looked at for a phrase: there may be more.
    """

    query: str
    total: int
    took_us: int
    did_you_mean: str | None
    ruler: list[tuple[IsoTime, int]]
    sites: list[tuple[str, int]]
    before: int
    results: list[ApiResult]
    at_least: bool = False


def shape(page: SearchPage) -> ApiAnswer:
    """A page of results as the API tells it."""
    return ApiAnswer(
        query=page.request.q,
        total=page.total,
        at_least=page.at_least,
        took_us=page.took_us,
        did_you_mean=page.did_you_mean,
        ruler=[(iso(start), pages) for start, pages in page.ruler],
        sites=page.sites,
        before=page.before,
        results=[_result(result) for result in page.results],
    )


def _result(result: Result) -> ApiResult:
    return ApiResult(
        url=result.url,
        title=result.title,
        page=result.page,
        version=result.version,
        first_read=iso(result.first_read),
        last_read=iso(result.last_read),
        since=iso(result.since),
        versions=result.versions,
        score=result.score,
        snippet=str(marked(result.snippet)),
        words=result.words,
        waiting=result.waiting,
    )


def marked(parts: list[tuple[str, bool]]) -> Markup:
    """A snippet as HTML: the text escaped, the words found in <mark>."""
    # Escaped in one go, which takes longer than all the rest; a snippet has no control characters of its own.
    text = "".join([f"\x02{part}\x03" if mark else part for part, mark in parts])
    return Markup(str(escape(text)).replace("\x02", "<mark>").replace("\x03", "</mark>"))
