"""Lets one network address count so often only, in memory and for a while: nothing of it is written down."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from weakref import WeakSet

from app.clock import HOUR
from app.memory import tables

MOST_KEYS = 10_000
PAGES_AN_HOUR = 60


_limiters: WeakSet[RateLimiter] = WeakSet()
tables.add(__name__, MOST_KEYS, lambda: sum(map(len, _limiters)))


class RateLimiter:
    """Each address counts once an hour for a page, and for so many pages an hour.

    When more keys are about than are kept, the oldest are forgotten: then somebody counts twice.
    """

    def __init__(self, most: int = PAGES_AN_HOUR, keys: int = MOST_KEYS) -> None:
        self._most = most
        self._keys = keys
        self._seen: OrderedDict[Hashable, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()
        _limiters.add(self)

    def __len__(self) -> int:
        return len(self._seen)

    def admits(self, address: str, page: int, now: int) -> bool:
        """Whether this opening counts; asking counts it."""
        with self._lock:
            return self._count((address, page), 1, now) and self._count(address, self._most, now)

    def _count(self, key: Hashable, most: int, now: int) -> bool:
        since, number = self._seen.pop(key, (now, 0))
        if now - since >= HOUR:
            since, number = now, 0
        self._seen[key] = (since, min(number + 1, most + 1))
        while len(self._seen) > self._keys:
            self._seen.popitem(last=False)
        return number < most
