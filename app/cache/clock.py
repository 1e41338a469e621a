"""The clock of one host: a mapped file of counters that say when something last changed.

Every process here maps the same file, so what one commits the others see in a tenth of a microsecond and
without a message. A name has one of 65,536 counters; two names that share one only lose a little. A counter
holds a moment and how many commits are under way: while there is one, nothing may be kept under it.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

SLOTS = 65_536
GIVEN_UP_US = 60_000_000
"""A commit that has been under way for so long belongs to a process that is no more."""

_PENDING_BITS = 8
_MOST_PENDING = (1 << _PENDING_BITS) - 1


class Clock:
    """The counters in the file `path`; safe for any number of threads and processes."""

    def __init__(self, path: Path, *, time_us: Callable[[], int] = lambda: time.time_ns() // 1000) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if os.fstat(self._file).st_size < SLOTS * 8:
            os.ftruncate(self._file, SLOTS * 8)
        self._map = mmap.mmap(self._file, SLOTS * 8)
        self._slots = memoryview(self._map).cast("Q")
        self._lock = threading.Lock()
        self._time_us = time_us
        # Once, whoever comes first: `close`, or the end of the last one who held it.
        self._closed = weakref.finalize(self, _close, self._slots, self._map, self._file)

    def stamps(self, names: Iterable[str]) -> list[int | None]:
        """The counter of each name; None while a commit that changes it is under way."""
        found: list[int | None] = []
        for name in names:
            slot = _slot(name)
            value = self._slots[slot]
            if value & _MOST_PENDING:
                value = self._settled(slot)
            found.append(value if not value & _MOST_PENDING else None)
        return found

    def begin(self, names: Iterable[str]) -> None:
        """A commit that changes `names` is about to happen."""
        with self._alone():
            for slot in {_slot(name) for name in names}:
                value = self._slots[slot]
                pending = min((value & _MOST_PENDING) + 1, _MOST_PENDING)
                self._slots[slot] = self._later(value) | pending

    def end(self, names: Iterable[str]) -> None:
        """It happened, or was taken back: what was read before counts no more."""
        with self._alone():
            for slot in {_slot(name) for name in names}:
                value = self._slots[slot]
                pending = max((value & _MOST_PENDING) - 1, 0)
                self._slots[slot] = self._later(value) | pending

    def change(self, names: Iterable[str]) -> None:
        """Something changed already, written by somebody HUD does not know."""
        names = list(names)
        self.begin(names)
        self.end(names)

    def close(self) -> None:
        """Unmap the file; it cannot be read afterwards."""
        self._closed()

    def _settled(self, slot: int) -> int:
        """The counter after giving up on a commit that never ended."""
        if self._time_us() - (self._slots[slot] >> _PENDING_BITS) < GIVEN_UP_US:
            return self._slots[slot]
        with self._alone():
            value = self._slots[slot]
            if self._time_us() - (value >> _PENDING_BITS) >= GIVEN_UP_US:
                self._slots[slot] = self._later(value)
            return self._slots[slot]

    def _later(self, value: int) -> int:
        """A moment after that of `value`, even when the system's clock went back."""
        return max(self._time_us(), (value >> _PENDING_BITS) + 1) << _PENDING_BITS

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # A file lock belongs to the open file, which the threads of a process share.
        with self._lock:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


def _close(slots: memoryview, mapped: mmap.mmap, file: int) -> None:
    slots.release()
    mapped.close()
    os.close(file)


def _slot(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass")) % SLOTS
