"""A child's end when its parent ends, however that comes about.

Linux kills it at once (PR_SET_PDEATHSIG); elsewhere the end of a pipe that only the parent can write
to does. `kill -9` of the supervisor thus leaves nothing on the port or the locks.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_LOOK_S = 0.5


def end_with_parent(parent: int, pipe: int | None = None) -> None:
    """End this process when the process `parent` ends, or when `pipe` does."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # it died before we could say so
    if pipe is not None:
        threading.Thread(target=_until_end, args=(pipe,), name="parent-watch", daemon=True).start()
    elif sys.platform != "linux":
        threading.Thread(target=_until_orphaned, args=(parent,), name="parent-watch", daemon=True).start()


def _until_end(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
    os._exit(1)


def _until_orphaned(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os._exit(1)
