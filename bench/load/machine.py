"""The machine's state during a run: who used its processors, at which frequency, and what was taken away.

A slow run on a throttled processor, or beside a neighbour that steals time, says nothing about a program;
and two cells on two cores are only slow when one knows what else ran there.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from bench.load.servers import family

_TICK = os.sysconf("SC_CLK_TCK")


class Times(NamedTuple):
    """Seconds of all processors since the start of the machine."""

    busy: float
    idle: float
    stolen: float


class Account(NamedTuple):
    """Where the processors' time went: cores' worth of each process named, and of the whole machine."""

    seconds: float
    by: dict[str, float]
    busy: float
    stolen: float
    mhz: float | None
    allowed: dict[str, tuple[int, ...]]
    """The cores that the processes of each name may run on; two names on one core have half of it each."""

    def told(self) -> str:
        """In one line."""
        parts = [f"{name} {cores:.2f}" for name, cores in self.by.items()]
        rest = max(0.0, self.busy - sum(self.by.values()))
        line = f"cores used: {', '.join(parts)}, else {rest:.2f}, together {self.busy:.2f}"
        line += f"; stolen {self.stolen:.2f}"
        on = ", ".join(f"{name} {_cores(cores)}" for name, cores in self.allowed.items())
        line += f"; may run on: {on}"
        return line + (f"; {self.mhz:,.0f} MHz" if self.mhz else "")


def accounted(run: Callable[[], object], processes: Mapping[str, int]) -> Account:
    """Do something and say who used the processors meanwhile; each process counts with its children."""
    before, began, all_before = _used(processes), time.perf_counter(), times()
    run()
    seconds = time.perf_counter() - began
    after, all_after = _used(processes), times()
    return Account(
        seconds,
        {name: (after[name] - before[name]) / seconds for name in processes},
        (all_after.busy - all_before.busy) / seconds,
        (all_after.stolen - all_before.stolen) / seconds,
        megahertz(),
        {name: _allowed(pid) for name, pid in processes.items()},
    )


def times(stat: str | None = None) -> Times:
    """From /proc/stat: user nice system idle iowait irq softirq steal."""
    text = Path("/proc/stat").read_text() if stat is None else stat
    user, nice, system, idle, iowait, irq, softirq, steal = map(int, text.split(maxsplit=9)[1:9])
    busy = user + nice + system + irq + softirq
    return Times(busy / _TICK, (idle + iowait) / _TICK, steal / _TICK)


def megahertz(cpuinfo: str | None = None) -> float | None:
    """The mean frequency now, where the system tells it."""
    text = Path("/proc/cpuinfo").read_text() if cpuinfo is None else cpuinfo
    found = [float(value) for value in re.findall(r"^cpu MHz\s*: ([\d.]+)", text, re.MULTILINE)]
    return sum(found) / len(found) if found else None


def _used(processes: Mapping[str, int]) -> dict[str, float]:
    return {name: sum(map(_seconds, family(pid))) for name, pid in processes.items()}


def _allowed(pid: int) -> tuple[int, ...]:
    """The cores that all its processes together may run on."""
    found: set[int] = set()
    for one in family(pid):
        with suppress(ProcessLookupError):
            found |= os.sched_getaffinity(one)
    return tuple(sorted(found))


def _cores(cores: tuple[int, ...]) -> str:
    return "+".join(map(str, cores)) or "none"


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK
