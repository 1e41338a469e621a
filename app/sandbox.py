"""Sandbox: a process of its own, with limits on memory, time and files, for what a stranger sent.

Decoders and parsers are where strangers' bytes meet the most C code. Each run is a fresh process that reads
the bytes from its standard input and writes what came of them to its standard output; when it crashes, loops
or takes too much, only this run fails.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[1])


class Busy(Exception):
    """Others' runs are going on, and enough wait already."""


class Failed(Exception):
    """The process ended without a result; `is_slow` when it was stopped because it took too long."""

    def __init__(self, *, is_slow: bool) -> None:
        super().__init__("took too long" if is_slow else "ended without a result")
        self.is_slow = is_slow


class Sandbox:
    """Runs `python -m module` with a stranger's bytes, one at a time.

    Whoever waits holds a thread that other pages need, so few may: `waiting`, those that run included. One
    that is not begun after `wait_s` seconds is refused; one that runs is stopped after `wall_s`.
    """

    def __init__(self, module: str, *, wall_s: float = 20, waiting: int = 3, wait_s: float = 5) -> None:
        self._module = module
        self._wall_s, self._wait_s = wall_s, wait_s
        self._one = threading.BoundedSemaphore(1)
        self._queue = threading.BoundedSemaphore(waiting)

    def run(self, data: bytes, *arguments: str) -> bytes:
        """What the process made of `data`. Raises `Busy` and `Failed`."""
        with self._turn():
            try:
                done = subprocess.run(
                    [sys.executable, "-P", "-s", "-m", self._module, *arguments],
                    input=data,
                    capture_output=True,
                    timeout=self._wall_s,
                    check=False,
                    env={"PYTHONPATH": _ROOT, "PATH": os.defpath, "LANG": "C.UTF-8"},
                )
            except subprocess.TimeoutExpired:
                raise Failed(is_slow=True) from None
        if done.returncode != 0:
            raise Failed(is_slow=False)
        return done.stdout

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._queue.acquire(blocking=False):
            raise Busy
        try:
            if not self._one.acquire(timeout=self._wait_s):
                raise Busy
            try:
                yield
            finally:
                self._one.release()
        finally:
            self._queue.release()


def limit(*, memory: int, cpu_s: int) -> None:
    """Lay the limits on this process: bytes of address space, seconds of processor time, no files written."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
