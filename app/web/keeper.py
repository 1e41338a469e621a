"""Keeps the answers of shared pages on their way out, and knows under which key each is found again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import HTTPResponseStartEvent, HTTPScope, Message, Send

from app.pagecache.pages import Headers, Kept, Key
from app.web.context import Hud
from app.web.headers import SECURITY
from app.web.parts import PARTS, Parts
from app.web.shared import MARK, Shared, mark_of, until
from app.web.visitor import Visitor

_PLAIN = frozenset(
    {b"content-type", b"cache-control", b"vary", b"hx-push-url", b"hx-replace-url", b"hx-refresh"}
)
_WAIT_S = 2.0
_MADE_ANEW = frozenset({b"etag", b"content-length"})


def key(
    path: str, query: bytes, root: str, locale: str, person: Visitor | None, *, partial: bool, zone: str
) -> Key:
    """All that a shared page's bytes depend on, beside the counters of what it shows."""
    if person is None:
        return path, query, root, locale, zone, partial
    return path, query, root, locale, person.time_zone or zone, partial, person.role


class Keeper:
    """Puts what may be kept into `hud.pages`."""

    def __init__(self, hud: Hud) -> None:
        self._hud = hud
        self._marks: dict[Shared, tuple[str, ...]] = {}
        self._all: tuple[str, ...] = ()
        self._making: dict[Key, asyncio.Future[None]] = {}

    def learn(self, app: Litestar) -> None:
        """Look at the marks of all handlers, once all of them are there."""
        routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
        found = [handler.opt.get(MARK) for route in routes for handler in route.route_handlers]
        self._marks = {mark: mark.counters() for mark in found if isinstance(mark, Shared)}
        self._all = tuple(sorted({name for names in self._marks.values() for name in names}))

    @asynccontextmanager
    async def turn(self, key: Key) -> AsyncIterator[bool]:
        """Whether it is on this request to make the page; if not, somebody has just made it.

        When a page that many look at has changed, they all ask for it at once.
        """
        making = self._making.get(key)
        if making is not None:
            await asyncio.wait([making], timeout=_WAIT_S)
            yield False
        elif not self._hud.pages.was_kept(key):
            yield True
        else:
            made = self._making[key] = asyncio.get_running_loop().create_future()
            try:
                yield True
            finally:
                del self._making[key]
                made.set_result(None)

    def stamps(self, handler: HTTPRouteHandler | None = None) -> dict[str, int | None]:
        """The counters of what a handler shows, or all there are: whose it will be is known after routing."""
        mark = None if handler is None else handler.opt.get(MARK)
        shown = self._all if mark is None else self._marks.get(mark, ())
        return dict(zip(shown, self._hud.pages.stamps(shown), strict=True))

    def watch(self, key: Key, scope: HTTPScope, send: Send) -> Send:
        """A `send` that keeps the answer of a marked handler, with the counters of before it was made."""
        stamps = self.stamps()
        begun: list[Kept] = []
        rare = bool(scope["query_string"])

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = self._begun(scope, message, stamps)
                if kept is not None and PARTS in scope["state"]:
                    self._hud.pages.keep(key, kept, rare=rare)
                elif kept is not None:
                    begun.append(kept)
            elif message["type"] == "http.response.body" and begun and not message.get("more_body"):
                kept = begun.pop()
                kept.before = bytes(message["body"])
                self._hud.pages.keep(key, kept, rare=rare)
            await send(message)

        return keep

    def _begun(
        self, scope: HTTPScope, message: HTTPResponseStartEvent, stamps: dict[str, int | None]
    ) -> Kept | None:
        headers = everybodys(message["headers"])
        parts: Parts | None = scope["state"].get(PARTS)
        # A 304 has no body, but its page was made all the same.
        if headers is None or message["status"] not in ((200, 304) if parts else (200,)):
            return None
        return self.kept(scope, headers, parts, stamps)

    def kept(
        self, scope: HTTPScope, headers: Headers, parts: Parts | None, stamps: dict[str, int | None]
    ) -> Kept | None:
        """A page made when the counters were `stamps`, to be kept; None where its handler is not marked."""
        mark = mark_of(scope)
        if mark is None or mark not in self._marks:
            return None
        names = self._marks[mark]
        now = self._hud.clock()
        ends = until(scope, now)
        return Kept(
            label=scope["path_template"],
            headers=headers,
            before=parts.before if parts else b"",
            after=parts.after if parts and parts.personal else None,
            tag=parts.tag if parts else "",
            names=names,
            stamps=[stamps[name] for name in names],
            until=sys.maxsize if ends is None else ends,
            made=now,
        )


def everybodys(headers: Iterable[tuple[bytes, bytes]]) -> Headers | None:
    """The headers that are every visitor's; None when there is one that may be this visitor's alone."""
    found: list[tuple[bytes, bytes]] = []
    for name, value in headers:
        lower = name.lower()
        if lower in _PLAIN:
            found.append((lower, value))
        elif lower not in _MADE_ANEW:
            return None
    return (*found, *SECURITY)
