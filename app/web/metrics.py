"""`/metrics` in the text format of Prometheus: what all web processes and workers of this host count.

Each process counts into numbers of its own and whichever is asked adds them up, since a scrape through one
port reaches one of them. Others add to it by `counter`, `gauge` and `register`.
"""

from __future__ import annotations

import os
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from app.memory.stats import tables
from app.process_metrics import NOW, ProcessMetrics, processes, total

BOUNDS_MS = (0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)
_BOUNDS_NS = [int(bound * 1_000_000) for bound in BOUNDS_MS]
_LOOK_NS = 1_000_000_000
_CACHES = {
    "row": ("model", "What the row cache did"),
    "fragment": ("fragment", "What the fragment cache did"),
    "page": ("page", "What the page cache did"),
}

UNNAMED = "hud_unnamed_proxy_requests"
"""Labelled by peer: what a proxy forwarded that is not trusted; `hud doctor` reads it too."""
Ask = Callable[[], float]


class Metrics:
    """What one process counts and says, and the sum of all of them."""

    def __init__(self, folder: Path, process: ProcessMetrics) -> None:
        self.process = process
        self._folder = folder
        self._help: dict[str, tuple[str, str]] = {}
        self._here: dict[int, Callable[[], int]] = {}
        self._shared: dict[str, tuple[str, Ask]] = {}
        self._classes = [process.slot(f"status {number}") for number in range(6)]
        self._buckets = [process.slot(f"bucket {number:02}") for number in range(len(_BOUNDS_NS) + 1)]
        self._took_us = process.slot("took_us")
        self._next_look = 0

    def answered(self, status: int, took_ns: int) -> None:
        """A request was answered."""
        self.process.add_each(
            (self._classes[status // 100 if 100 <= status < 600 else 0], 1),
            (self._buckets[bisect_left(_BOUNDS_NS, took_ns)], 1),
            (self._took_us, took_ns // 1_000),
        )
        now = time.monotonic_ns()
        if now >= self._next_look:
            self._next_look = now + _LOOK_NS
            self._say()

    def counter(self, name: str, help: str, **labels: str) -> Callable[[int], None]:
        """Something to count in each process: call what this gives with the number to add."""
        self._help[name] = "counter", help
        slot = self.process.slot(_sample(name, labels))
        return lambda by: self.process.add(slot, by)

    def gauge(self, name: str, help: str, ask: Callable[[], int], **labels: str) -> None:
        """A whole number that each process says of itself, summed up; asked about once a second."""
        self._help[name] = "gauge", help
        self._here[self.process.slot(NOW + _sample(name, labels))] = ask

    def register(self, name: str, help: str, ask: Ask) -> None:
        """A number that is the same in whichever process is asked, looked up for each scrape."""
        self._shared[name] = help, ask

    def text(self) -> str:
        """All of it."""
        self._say()
        counted = total(self._folder)
        lines: list[str] = []
        for kind, found in tables(counted).items():
            label, help = _CACHES.get(kind, ("label", f"What the {kind} cache did"))
            lines += _family(f"hud_{kind}_cache_total", "counter", help, _cache_samples(label, found))
        lines += _requests(counted)
        for name, (kind, help) in sorted(self._help.items()):
            lines += _family(name, kind, help, _of(name, counted))
        lines += _family(
            "hud_process_resident_bytes", "gauge", "Memory of each process", _memory(self._folder)
        )
        for name, (help, ask) in self._shared.items():
            # What cannot be looked up now is left out; the rest is still told.
            with suppress(Exception):
                lines += _family(name, "gauge", help, {"": ask()})
        return "\n".join(lines) + "\n"

    def _say(self) -> None:
        # A copy: one may be added while another thread makes the text.
        for slot, ask in list(self._here.items()):
            with suppress(Exception):
                self.process.put(slot, ask())


def _requests(counted: Mapping[str, int]) -> list[str]:
    classes = {
        _labels({"status": f"{number}xx" if number else "none"}): counted[f"status {number}"]
        for number in range(6)
        if counted[f"status {number}"]
    }
    lines = _family("hud_requests_total", "counter", "Requests by the class of their answer", classes)
    name = "hud_request_duration_seconds"
    lines += [f"# HELP {name} From a request's first byte to its answer's last", f"# TYPE {name} histogram"]
    sofar = 0
    for number, bound in enumerate((*(f"{bound / 1_000:g}" for bound in BOUNDS_MS), "+Inf")):
        sofar += counted[f"bucket {number:02}"]
        lines.append(f'{name}_bucket{{le="{bound}"}} {sofar}')
    return [*lines, f"{name}_sum {counted['took_us'] / 1_000_000:g}", f"{name}_count {sofar}"]


def _cache_samples(label: str, found: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {
        _labels({label: what, "event": event}): number
        for what, events in found.items()
        for event, number in events.items()
    }


def _of(name: str, counted: Counter[str]) -> dict[str, int]:
    """The samples of one family in a process's numbers: its name, with or without labels."""
    found: dict[str, int] = {}
    for key, number in counted.items():
        bare = key.removeprefix(NOW)
        if bare == name or bare.startswith(name + "{"):
            found[bare[len(name) :]] = number
    return found


def _memory(folder: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for process in processes(folder):
        with suppress(OSError, ValueError, IndexError):
            pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
            found[_labels({"process": str(process)})] = pages * os.sysconf("SC_PAGE_SIZE")
    return found


def _family(name: str, kind: str, help: str, samples: Mapping[str, float]) -> list[str]:
    if not samples:
        return []
    lines = [f"# HELP {name} {help}", f"# TYPE {name} {kind}"]
    return lines + [f"{name}{labels} {_number(value)}" for labels, value in sorted(samples.items())]


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _sample(name: str, labels: Mapping[str, str]) -> str:
    return name + (_labels(labels) if labels else "")


def _labels(labels: Mapping[str, str]) -> str:
    written = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{written}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
