"""Cache statistics by kind of content: the numbers behind `hud cache stats` and `/metrics`."""

from __future__ import annotations

from typing import Literal

from app.process_metrics import NOW, ProcessMetrics

Event = Literal["hit", "miss", "stale", "fill", "lost", "split", "error", "direct", "bytes"]
"""`stale` was there but no longer true, `lost` found somebody else loading, `direct` went past the cache."""

HELD, CEILING = "hud_cache_bytes", "hud_cache_ceiling_bytes"
"""The gauges of each store of a process, labelled `store`."""


class Stats:
    """Counters by label (a model, a fragment, a page) and event, in a metrics; safe for threads."""

    def __init__(self, cache: str = "row", metrics: ProcessMetrics | None = None) -> None:
        self._cache = cache
        self._metrics = metrics or ProcessMetrics()
        self._slots: dict[tuple[str, Event], int] = {}

    def tell(self, cache: str, metrics: ProcessMetrics) -> None:
        """Count as `cache` in the metrics of all processes from now on."""
        self._cache, self._metrics, self._slots = cache, metrics, {}

    def count(self, label: str, event: Event, by: int = 1) -> None:
        """Something happened."""
        slot = self._slots.get((label, event))
        if slot is None:
            slot = self._slots[label, event] = self._metrics.slot(key(self._cache, label, event))
        self._metrics.add(slot, by)

    def table(self) -> dict[str, dict[str, int]]:
        """What this process has counted."""
        return tables(self._metrics.values()).get(self._cache, {})


def key(cache: str, label: str, event: str) -> str:
    """The name in the metrics."""
    return f"cache {cache} {label} {event}"


def tables(counted: dict[str, int]) -> dict[str, dict[str, dict[str, int]]]:
    """What a metrics holds of caches: cache → label → event → how often."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for name, number in sorted(counted.items()):
        kind, *parts = name.split(" ")
        if kind == "cache" and number:
            cache, label, event = parts[0], " ".join(parts[1:-1]), parts[-1]
            found.setdefault(cache, {}).setdefault(label, {})[event] = number
    return found


def rooms(counted: dict[str, int]) -> dict[str, dict[str, int]]:
    """What the stores of the processes that live hold and may hold: store → "held" and "ceiling" → bytes."""
    found: dict[str, dict[str, int]] = {}
    for name, number in sorted(counted.items()):
        for gauge, what in ((HELD, "held"), (CEILING, "ceiling")):
            begins = f'{NOW}{gauge}{{store="'
            if name.startswith(begins):
                found.setdefault(name[len(begins) : -2], {})[what] = number
    return found
