"""Asking the system for a host's addresses without waiting longer than the fetch may take.

getaddrinfo cannot be interrupted, so each question is asked in a thread that may be left behind; how many
can be left behind is bounded.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from app.net.errors import FetchError

Resolver = Callable[[str, int, float], Sequence[str]]
"""(host, port, deadline on the monotonic clock) → addresses as text; raises FetchError "dns" or "timeout"."""

_ASKING = threading.BoundedSemaphore(32)


def system_resolver(host: str, port: int, deadline: float) -> list[str]:
    """What getaddrinfo says, within the deadline."""
    answer: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put([str(row[4][0]) for row in found])
        except (OSError, UnicodeError) as error:
            answer.put(error)
        finally:
            _ASKING.release()

    if not _ASKING.acquire(timeout=max(0.0, deadline - time.monotonic())):
        raise FetchError("dns", f"too many names are being looked up already to ask for {host}")
    threading.Thread(target=ask, name="hud-dns", daemon=True).start()
    try:
        result = answer.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise FetchError("dns", f"no answer in time for the name {host}") from None
    if isinstance(result, Exception):
        raise FetchError("dns", f"the name {host} was not found: {result}")
    return result
