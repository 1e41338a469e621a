"""The JSON shape of a search, the same for `GET /api/search` and `hud search --json`."""

from __future__ import annotations

import msgspec
from markupsafe import Markup, escape

from app.clock import IsoTime, iso, iso_or_none
from app.i18n import gettext
from app.search.addresses import Watched
from app.search.results import Result, SearchPage


class ApiResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page that matches; `snippet` is HTML with the words in <mark>.

    `minor` is there, and true, when only the rest of the page differs from the version before.
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
    missing: list[str]
    tags: list[str] = []
    minor: bool = False
    waiting: bool = False


class ApiWatched(msgspec.Struct, frozen=True, kw_only=True):
    """The page whose address the query is, or names by `url:`; `last_read` is null until it is read."""

    page: int
    url: str
    title: str
    versions: int
    readings: int
    last_read: IsoTime | None


class ApiNote(msgspec.Struct, frozen=True):
    """Something in the query that was read otherwise than typed; `position` counts characters from 0.

    `message` is in the language of the request, as the `detail` of an error is.
    """

    kind: str
    message: str
    position: int
    text: str


class ApiAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a search answers: `total` pages have all words, `most` more have some of them, when few have all.

    `ruler` is [start of the bin, pages], `before` the pages that said it once; both are of pages with all
    words, and so are `sites` and `tags`, which is there where such pages have tags. Each result names the
    words it lacks as `missing`. `shown_for` is the repaired query that was searched instead, because no page
    has all words of the one that was sent. `watched` is there when the query is the address of a page HUD
    watches, or names it by `url:`. `notes` says what was read otherwise than typed. `at_least` is there, and
    true, when not every older version was looked at for a phrase: there may be more.
    """

    query: str
    total: int
    most: int
    shown_for: str | None
    took_us: int
    did_you_mean: str | None
    ruler: list[tuple[IsoTime, int]]
    sites: list[tuple[str, int]]
    before: int
    results: list[ApiResult]
    at_least: bool = False
    tags: list[tuple[str, int]] = []
    watched: ApiWatched | None = None
    notes: list[ApiNote] = []


def shape(page: SearchPage) -> ApiAnswer:
    """A page of results as the API tells it."""
    return ApiAnswer(
        query=page.request.q,
        total=page.total,
        most=page.most,
        shown_for=page.shown_for,
        at_least=page.at_least,
        took_us=page.took_us,
        did_you_mean=page.did_you_mean,
        ruler=[(iso(start), pages) for start, pages in page.ruler],
        sites=page.sites,
        tags=page.tags,
        before=page.before,
        results=[_result(result) for result in page.results],
        watched=None if page.watched is None else _watched(page.watched),
        notes=[ApiNote(note.kind, gettext(note.message), note.position, note.text) for note in page.notes],
    )


def _watched(page: Watched) -> ApiWatched:
    return ApiWatched(
        page=page.page,
        url=page.url,
        title=page.title,
        versions=page.versions,
        readings=page.readings,
        last_read=iso_or_none(page.last_read),
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
        missing=result.missing,
        tags=result.tags,
        minor=result.minor,
        waiting=result.waiting,
    )


def marked(parts: list[tuple[str, bool]]) -> Markup:
    """A snippet as HTML: the text escaped, the words found in <mark>."""
    # Escaped in one go, which takes longer than all the rest; a snippet has no control characters of its own.
    text = "".join([f"\x02{part}\x03" if mark else part for part, mark in parts])
    return Markup(str(escape(text)).replace("\x02", "<mark>").replace("\x03", "</mark>"))
