"""Keeps each web process on one core.

Python runs one thread of a process at a time. When its threads are spread over cores, they wake each other
up across them for every turn, which on two cores took a third of what the process could answer. Several
processes use several cores.
"""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from contextlib import suppress
from pathlib import Path


def settle() -> None:
    """Keep this thread, and those it starts from now on, on the core that the fewest processes are kept on.

    Where the system cannot do that, or there is only one core, nothing happens.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        return
    # One after another, or all that start together would take the same.
    with Path(__file__).open("rb") as lock, suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX)
        taken = _taken()
        os.sched_setaffinity(0, {min(allowed, key=lambda core: (taken[core], core))})


def _taken() -> Counter[int]:
    """How many processes are kept on each core."""
    found: Counter[int] = Counter()
    for place in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            said = dict(line.split(":\t", 1) for line in place.read_text().splitlines() if ":\t" in line)
            cores = said.get("Cpus_allowed_list", "")
            # The kernel's own threads have a core each and no memory.
            if cores.isdigit() and "VmSize" in said:
                found[int(cores)] += 1
    return found
