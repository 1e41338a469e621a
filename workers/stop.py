"""Stop signals: the first one asks a process to end, the second one ends it."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType


def stop_event() -> threading.Event:
    """An event that SIGTERM or SIGINT sets; a second one ends the process on the spot."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop
