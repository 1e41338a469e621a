"""Count steps instead of time: how many lines of the library a piece of work executes.

Times differ from run to run and machine to machine; the number of executed lines is the same each time,
and it grows with the input exactly as the work does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import coils

HOME = str(Path(coils.__file__).parent)


def steps(work: Callable[[], object]) -> int:
    """Lines of coils executed by `work`."""
    count = 0

    def line(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, _event: str, _argument: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(HOME) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
