"""Raises how many files a process of HUD may have open: each connection is one.

Systems let a process have 1,024 unless it asks for more, which it may up to a second limit. Children inherit
what their parent has.
"""

from __future__ import annotations

import resource
from contextlib import suppress

MOST_FILES = 65_536
"""More is no use, and some programs do something for each file that they might have."""
_OWN_FILES = 256
_MOST_CONNECTIONS = 16_384


def raise_open_files() -> int:
    """Allow this process as many open files as it may have; gives how many that is. Never fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return MOST_FILES if soft == resource.RLIM_INFINITY else soft
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def connections() -> int:
    """How many connections a process may have at a time, so that files are left for all else it does."""
    files = raise_open_files()
    return max(128, min(files - min(_OWN_FILES, files // 2), _MOST_CONNECTIONS))
