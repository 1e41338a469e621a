"""Turns of pages that take long to make: few at a time, so that the threads of all others stay free."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.web.errors import Busy

AT_ONCE = 2
"""Of a process."""
WAIT_S = 1.0
RETRY_S = 5
NOT_INDEXED = (b"x-robots-tag", b"noindex")


class DearPages:
    """The turns of one process."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A turn to make one. Raises `Busy` when none has come after a second."""
        try:
            async with asyncio.timeout(WAIT_S):
                await self._room.acquire()
        except TimeoutError:
            raise Busy(retry_after=RETRY_S) from None
        try:
            yield
        finally:
            self._room.release()
