"""Lets those who come with a password wait for their turn, without holding a thread meanwhile.

As many handlers run at once as passwords are checked at once. All others stand in a line in the order they
came, which costs nothing but their forms, so that a class that signs in at nine is let in one by one, and the
threads of the other pages stay free.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import ParamSpec, TypeVar

import anyio
from anyio.lowlevel import RunVar
from litestar.concurrency import sync_to_thread

from app.accounts.passwords import AT_ONCE, BUSY
from app.web.errors import Busy

P = ParamSpec("P")
R = TypeVar("R")
MOST_WAITING = 64
WAIT_S = 30.0
"""A machine in trouble gets this long; browsers and proxies wait for longer."""
_line: RunVar[anyio.Semaphore] = RunVar("hud_password_line")


def in_turn(handler: Callable[P, R]) -> Callable[P, Coroutine[None, None, R]]:
    """A handler that begins, in a thread, once it is its turn.

    Raises `Busy` at once when too many stand in line, and to those whose turn does not come in time.
    """

    @wraps(handler)
    async def wait(*args: P.args, **kwargs: P.kwargs) -> R:
        line = _line_here()
        if line.statistics().tasks_waiting >= MOST_WAITING:
            raise Busy(BUSY)
        try:
            with anyio.fail_after(WAIT_S):
                await line.acquire()
        except TimeoutError:
            raise Busy(BUSY) from None
        try:
            return await sync_to_thread(partial(handler, *args, **kwargs))
        finally:
            line.release()

    return wait


def _line_here() -> anyio.Semaphore:
    """The line of this process' event loop."""
    try:
        return _line.get()
    except LookupError:
        line = anyio.Semaphore(AT_ONCE)
        _line.set(line)
        return line
