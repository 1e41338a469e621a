"""Limits on bodies while they arrive: a least rate, memory shared by all, and so many at a time per network.

Without them a few connections that send a byte now and then keep everybody else out for as long as they
like. A request that carries no body passes here in no time.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from litestar.types import HTTPReceiveMessage, Receive, WebSocketReceiveMessage

from app.i18n import N_
from app.web.errors import Busy, TooMany, TooSlow, Trouble
from app.web.hosts import is_exempt, network
from app.web.metrics import Metrics

Message = HTTPReceiveMessage | WebSocketReceiveMessage
GRACE_S = 10.0
LEAST_RATE = 1_000  # bytes a second
MOST_CREDIT_S = 30.0
"""Whoever sent fast may be silent for so long; by the rate alone a megabyte would earn 1,000 s."""
ROOM = 64 << 20
"""Bytes of all bodies of a process whose requests are not answered yet."""
FREE = 16 << 10
"""Bytes of each that do not count, so that forms are taken when uploads have filled the room."""
MOST_OF_NETWORK = 64
CROWD = 50
"""With more than these on their way a refusal is a line, not a page: a thousand pages take a second."""
_HELP = "Requests refused while their body arrived"


class Bodies:
    """All bodies that arrive in this process."""

    def __init__(self, metrics: Metrics, proxies: tuple[str, ...], *, room: int = ROOM) -> None:
        self._proxies = proxies
        self._room = room
        self._held = 0
        self._arriving: Counter[str] = Counter()
        self._under_way = 0
        self._refused: dict[type[Trouble], Callable[[int], None]] = {
            kind: metrics.counter("hud_bodies_refused_total", _HELP, why=why)
            for kind, why in ((TooSlow, "slow"), (Busy, "memory"), (TooMany, "network"))
        }

    @contextmanager
    def arriving(self, address: str, receive: Receive) -> Iterator[Body]:
        """The body of one request, held until the block ends."""
        body = Body(self, "" if is_exempt(address, self._proxies) else network(address), receive)
        try:
            yield body
        finally:
            self.arrived(body)
            self._held -= body.held

    @property
    def is_crowd(self) -> bool:
        """Whether many bodies are on their way."""
        return self._under_way > CROWD

    def begin(self, body: Body) -> None:
        """A body is asked for. Raises `TooMany` when too many of its network are under way."""
        if body.network and self._arriving[body.network] >= MOST_OF_NETWORK:
            raise TooMany(N_("Too much data from your network at once. Try again in a moment."))
        self._arriving[body.network] += 1
        self._under_way += 1
        body.counted = True

    def hold(self, body: Body, size: int) -> None:
        """Make room for what has come of a body. Raises `Busy` when there is none."""
        more = max(0, size - FREE) - body.held
        if self._held + more > self._room:
            raise Busy
        self._held += more
        body.held += more

    def arrived(self, body: Body) -> None:
        """A body is complete, or given up."""
        if body.counted:
            body.counted = False
            self._under_way -= 1
            self._arriving[body.network] -= 1
            if not self._arriving[body.network]:
                del self._arriving[body.network]

    def refused(self, trouble: Trouble) -> None:
        """Count a refusal."""
        self._refused[type(trouble)](1)


class Body:
    """One body.

    `is_cut` says that it was refused on its way, so that its connection is of no more use; `is_bare` that
    there are too many such for each to get a page.
    """

    def __init__(self, bodies: Bodies, network: str, receive: Receive) -> None:
        self.network = network
        self.counted = False
        self.held = 0
        self.is_cut = self.is_bare = False
        self._bodies = bodies
        self._receive = receive
        self._size = 0
        self._deadline = 0.0
        self._begun = self._complete = False

    async def receive(self) -> Message:
        """The next piece; raises `TooSlow`, `Busy` or `TooMany`."""
        if self._complete:
            return await self._receive()
        try:
            return await self._piece()
        except Trouble as trouble:
            self.is_cut = self._complete = True
            self.is_bare = self._bodies.is_crowd
            self._bodies.refused(trouble)
            raise

    async def _piece(self) -> Message:
        clock = asyncio.get_running_loop().time
        if not self._begun:
            # Time counts from when we are ready to read, not from when a thread for the visitor was free.
            self._begun, self._deadline = True, clock() + GRACE_S
            self._bodies.begin(self)
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow from None
        if message["type"] != "http.request" or not message.get("more_body"):
            self._complete = True
            self._bodies.arrived(self)
        if message["type"] == "http.request":
            size = len(message["body"])
            self._size += size
            self._deadline = min(self._deadline + size / LEAST_RATE, clock() + MOST_CREDIT_S)
            self._bodies.hold(self, self._size)
        return message
