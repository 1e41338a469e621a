"""Fetching one page: redirects, refreshes, cookies, bounds; a plain answer or a named reason why not.

libcurl speaks HTTP (`app.net.transfer`) and knows one request at a time. The way from one address to the next
is gone here, so that each step is asked of the guard and of the caller.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TypeVar

from app.net import refresh
from app.net.errors import FetchError
from app.net.guard import Guard
from app.net.response import PAGES, Response
from app.net.transfer import Handle, Limits, NotHTTP, Request, Roots, get_leniently, trusted_roots
from app.net.urls import BadURL, host_key, join, normalise, split

__all__ = ["FetchError", "Fetched", "Fetcher", "Incomplete", "Limits", "trusted_roots"]

_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_ROUND_AND_ROUND = ("redirect-loop", "too-many-redirects")
_MOST_SLOPPY = 500
"""Hosts remembered whose answers need mending."""

_Asked = TypeVar("_Asked")
_Answered = TypeVar("_Answered")


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url` is where it came from after `redirects` (the addresses left behind, in order).

    `permanent`: there were redirects and all of them are for good. `headers` have lower-case names and the
    first value, list headers all of them. `body` is unpacked; it is empty unless the status is one of
    `PAGES`, since an error page is nobody's evidence. `elapsed_us` leaves out the time spent in `allowed` and
    `onward`.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[str, ...]
    permanent: bool
    elapsed_us: int


class Incomplete(FetchError):
    """An answer of which only the beginning came: `part` is that, `code` is "closed" or "incomplete".

    Who can do nothing with a part treats it as any other failed fetch.
    """

    def __init__(self, why: FetchError, part: Fetched) -> None:
        super().__init__(why.code, why.detail)
        self.part = part


class _Way:
    """One fetch on its way: where it is, where it has been and what it carries from step to step."""

    __slots__ = ("bounds", "cookies", "here", "lines", "passed", "permanent", "seen", "started")

    def __init__(self, here: str, bounds: Limits, lines: tuple[str, ...]) -> None:
        self.here = here
        self.bounds = bounds
        self.lines = lines
        self.started = time.monotonic()
        self.permanent = True
        self.passed: tuple[str, ...] = ()
        self.cookies: dict[str, tuple[bytes, ...]] | None = None  # by host, as libcurl lists them
        self.seen: set[tuple[str, frozenset[bytes]]] = set()

    def request(self) -> Request:
        """What to ask next; raises FetchError when it was asked before, with the same cookies."""
        parts = split(self.here)
        cookies = self.cookies.get(parts.host, ()) if self.cookies else ()
        state = self.here, frozenset(map(_timeless, cookies))
        if state in self.seen:
            raise FetchError("redirect-loop", f"redirected back to {self.here}")
        self.seen.add(state)
        return Request(self.here, parts, self.lines, cookies)

    def keep(self, host: str, cookies: tuple[bytes, ...]) -> None:
        """Remember what a host asked to be told from now on."""
        if cookies or self.cookies:
            self.cookies = {**(self.cookies or {}), host: cookies}

    def go(self, to: str, permanent: bool) -> None:
        """Leave for another address, as it is written on the way; raises FetchError."""
        self.passed += (self.here,)
        self.permanent = self.permanent and permanent
        self.here = _checked(partial(join, self.here), to)
        if len(self.passed) > self.bounds.max_redirects:
            raise FetchError(
                "too-many-redirects", f"more than {self.bounds.max_redirects}, the last to {self.here}"
            )
        self.lines = ()

    def untimed(self, ask: Callable[[_Asked], _Answered], about: _Asked) -> _Answered:
        """Ask the caller, whose time is not the page's."""
        asked = time.monotonic()
        answer = ask(about)
        self.started += time.monotonic() - asked
        return answer


class Fetcher:
    """Fetches pages one at a time per thread, keeping connections open between them. Thread-safe."""

    def __init__(
        self,
        guard: Guard,
        *,
        user_agent: str,
        limits: Limits | None = None,
        roots: Roots | None = None,
    ) -> None:
        if not user_agent.isprintable() or not user_agent.isascii():
            raise ValueError(f"a user agent is one line of ASCII, not {user_agent!r}")
        self._limits = limits or Limits()
        self._make = partial(Handle, guard, user_agent, roots or trusted_roots())
        self._idle: deque[Handle] = deque()  # the one used last is taken first: as many as there are threads
        self._sloppy: OrderedDict[str, None] = OrderedDict()

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        allowed: Callable[[str], None] | None = None,
        onward: Callable[[Fetched], str | None] | None = None,
        limits: Limits | None = None,
        cut: bool = False,
    ) -> Fetched:
        """Fetch `url`, following redirects; raises FetchError, as `Incomplete` if the body broke off.

        `etag` and `last_modified` must have come from this very address: they are sent to it alone and
        never to where it redirects. `allowed` is called with each address before it is requested and may
        raise. `onward` is asked of each whole page where it sends its reader (`meta refresh`), and makes the
        header Refresh be followed too; where that leads back to, the first of these pages is the answer.
        With `cut` a body that is too large is cut off instead of refused.
        """
        bounds = limits or self._limits
        way = _Way(_checked(normalise, url), bounds, _conditions(etag, last_modified))
        shown: Fetched | None = None
        try:
            while True:
                request = way.request()
                if allowed is not None:
                    way.untimed(allowed, way.here)
                response = self._asked(request, bounds, way.started + bounds.whole, cut)
                way.keep(request.parts.host, response.cookies)
                location = response.headers.get("location")
                if response.status in _MOVED and location is not None:
                    way.go(_as_text(location), response.status in _FOR_GOOD)
                    continue
                fetched = _fetched(way, response)
                there = (
                    None
                    if onward is None or fetched.status not in PAGES
                    else _refreshed(way, fetched, onward)
                )
                if there is None:
                    return fetched
                shown = shown or fetched
                way.go(there, permanent=False)
        except FetchError as error:
            if shown is None or error.code not in _ROUND_AND_ROUND:
                raise
            return shown

    def _asked(self, request: Request, bounds: Limits, deadline: float, cut: bool) -> Response:
        """One request and its answer, mended if it has to be."""
        if not self._sloppy or host_key(request.url) not in self._sloppy:
            handle = self._idle.pop() if self._idle else self._make()
            try:
                return handle.get(request, bounds, deadline, cut)
            except NotHTTP:
                self._sloppy[host_key(request.url)] = None
                while len(self._sloppy) > _MOST_SLOPPY:
                    self._sloppy.popitem(last=False)
            finally:
                self._idle.append(handle)
        try:
            return get_leniently(self._make, request, bounds, deadline, cut)
        except NotHTTP as error:
            self._sloppy.pop(host_key(request.url), None)
            raise FetchError("protocol", f"not a valid HTTP/1.1 answer: {error}") from None

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop().close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _timeless(cookie: bytes) -> bytes:
    """A cookie as libcurl lists it without the time when it ends, which counts on from step to step."""
    fields = cookie.split(b"\t")
    return b"\t".join(fields[:4] + fields[5:])


def _fetched(way: _Way, response: Response) -> Fetched:
    """The answer at the end of the way; raises FetchError, as `Incomplete` with what there is of it."""
    body = response.body() if response.status in PAGES else b""
    fetched = Fetched(
        url=way.here,
        status=response.status,
        headers=response.headers,
        body=body,
        redirects=way.passed,
        permanent=bool(way.passed) and way.permanent,
        elapsed_us=int((time.monotonic() - way.started) * 1_000_000),
    )
    if response.broke_off is not None and response.status in PAGES:
        raise Incomplete(response.broke_off, fetched)
    return fetched


def _refreshed(way: _Way, page: Fetched, onward: Callable[[Fetched], str | None]) -> str | None:
    """Where a page sends its reader, to another address than its own; None when it stays."""
    there = refresh.target(_as_text(page.headers.get("refresh", "")))
    if there is None:
        there = way.untimed(onward, page)
    try:
        there = None if there is None else join(page.url, there)
    except BadURL:
        return None
    return None if there == page.url else there


def _checked(parse: Callable[[str], str], url: str) -> str:
    try:
        return parse(url)
    except BadURL as error:
        raise FetchError("bad-url", str(error)) from None


def _as_text(location: str) -> str:
    """Headers are read as Latin-1, but an address with other letters in it is UTF-8 nearly always."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return location


def _conditions(etag: str | None, last_modified: str | None) -> tuple[str, ...]:
    """Headers that ask for the page only if it changed; a stored value that is no header is left out."""
    if not etag and not last_modified:
        return ()
    known = (("If-None-Match", etag), ("If-Modified-Since", last_modified))
    return tuple(
        f"{name}: {value}" for name, value in known if value and value.isascii() and value.isprintable()
    )
