"""What the cache did, per model: the numbers behind `hud cache stats` and `/metrics`."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Literal

Event = Literal["hit", "miss", "stale", "fill", "lost", "split", "error", "direct", "bytes"]
"""`stale` was there but no longer true, `lost` found somebody else loading, `direct` went past the cache."""


class Stats:
    """Counters by model and event; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()

    def count(self, model: str, event: Event, by: int = 1) -> None:
        """Something happened."""
        with self._lock:
            self._counts[model, event] += by

    def table(self) -> dict[str, dict[str, int]]:
        """The counts of every model that has any."""
        found: dict[str, dict[str, int]] = {}
        with self._lock:
            for (model, event), number in sorted(self._counts.items()):
                found.setdefault(model, {})[event] = number
        return found
