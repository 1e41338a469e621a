"""Keeps pages on their way out, and knows under which key each is found again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from app.freshness.dependencies import Dependency, counters
from app.pagecache.pages import Kept, Key, Skeleton
from app.web.context import Hud
from app.web.pipeline.page import PageDeclaration
from app.web.pipeline.router import Route
from app.web.request.info import RequestInfo
from app.web.response.page import earliest

_WAIT_S = 2.0


def key_of(info: RequestInfo) -> Key:
    """All that a kept page's bytes depend on, beside the counters of what it shows."""
    reader, person = info.reader, info.visitor
    role = person.role if person else ""
    return (
        info.path_sent,
        info.query,
        info.sender.root,
        reader.locale,
        reader.zone.key,
        info.is_partial,
        role,
    )


class Recording:
    """The counters of what one page shows, each read before what it counts."""

    def __init__(self, hud: Hud, page: PageDeclaration) -> None:
        self._hud = hud
        self.began = hud.clock()
        self.names: tuple[str, ...] = page.counters or ()
        self.stamps = hud.pages.stamps(self.names)

    def depends_on(self, shown: Sequence[Dependency]) -> None:
        """The page is about to read these too."""
        more = tuple(name for name in counters(shown) if name not in self.names)
        self.stamps += self._hud.pages.stamps(more)
        self.names += more


class Recorder:
    """Puts pages into `hud.pages`."""

    def __init__(self, hud: Hud) -> None:
        self._hud = hud
        self._making: dict[Key, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def turn(self, key: Key) -> AsyncIterator[bool]:
        """Whether it is on this request to make the page; if not, somebody has just made it.

        When a page that many look at has changed, or HUD has just started, they all ask for it at once.
        """
        making = self._making.get(key)
        if making is not None:
            await asyncio.wait([making], timeout=_WAIT_S)
            yield False
        else:
            made = self._making[key] = asyncio.get_running_loop().create_future()
            try:
                yield True
            finally:
                del self._making[key]
                made.set_result(None)

    def record(
        self, key: Key, route: Route, page: Skeleton, recording: Recording, expires_at: int | None
    ) -> None:
        """Keep a page that was just made, with the counters of before it was."""
        assert route.page is not None
        now, ttl = self._hud.clock(), route.page.ttl_us
        ends = earliest(expires_at, None if ttl is None else now + ttl)
        kept = Kept(
            label=route.template,
            skeleton=page,
            names=recording.names,
            stamps=recording.stamps,
            until=sys.maxsize if ends is None else ends,
            made=now,
            dear=route.page.dear,
        )
        self._hud.pages.keep(key, kept, rare=bool(key[1]))
