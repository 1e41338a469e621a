"""Locks on files in the data folder: held as long as the process lives, whatever ends it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOOK_AGAIN_S = 0.05


class Held(RuntimeError):
    """Another process holds the lock; `by` is what it wrote about itself."""

    def __init__(self, path: Path, by: str) -> None:
        super().__init__(f"{path} is held by {by or 'another process'}")
        self.by = by


@contextmanager
def hold(path: Path, *, wait: float, about: str = "") -> Iterator[int]:
    """Hold the lock, waiting at most `wait` seconds; raises `Held`. Gives the file's descriptor.

    The file stays: removing it would let two processes lock two files of the same name.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    by = os.pread(descriptor, 500, 0).decode(errors="replace").strip()
                    raise Held(path, by) from None
                time.sleep(_LOOK_AGAIN_S)
        write_about(descriptor, about or f"process {os.getpid()}")
        yield descriptor
    finally:
        os.close(descriptor)


def write_about(descriptor: int, about: str) -> None:
    """Leave word in the lock's file about who holds it."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, about.encode(), 0)
