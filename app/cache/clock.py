"""The clock of one host: a mapped file of counters that say when something last changed.

Every process here maps the same file, so what one commits the others see in a tenth of a microsecond and
without a message. A name has one of 65,536 counters; two names that share one only lose a little. A counter
holds a moment and how many commits are under way: while there is one, nothing may be kept under it.

Behind the counters stand who this host is, and when it last heard what other hosts have changed.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
import struct
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

from app.cache.names import EVERYTHING, INDEX

SLOTS = 65_536
GIVEN_UP_US = 60_000_000
"""A commit that has been under way for so long belongs to a process that is no more."""
HEARING_NS = 900_000_000
"""With the time a message takes, another host's change is seen within a second, or nothing is believed."""

_PENDING_BITS = 8
_MOST_PENDING = (1 << _PENDING_BITS) - 1
_MINE, _HEARD = SLOTS, SLOTS + 1
_BYTES = SLOTS * 8 + 4_096
_OWN_SLOTS = {EVERYTHING: 0, INDEX: 1}
"""Names that share their counter with no other."""


class Clock:
    """The counters in the file `path`; safe for any number of threads and processes.

    `alone` says that nobody writes to the database but processes of this host. Else the counters say
    nothing unless somebody here listens to the other hosts (`Ear`).
    """

    def __init__(
        self, path: Path, *, alone: bool = True, time_us: Callable[[], int] = lambda: time.time_ns() // 1000
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if os.fstat(self._file).st_size < _BYTES:
            os.ftruncate(self._file, _BYTES)
        self._map = mmap.mmap(self._file, _BYTES)
        self._slots = memoryview(self._map).cast("Q")
        self._lock = threading.Lock()
        self._time_us = time_us
        self._alone = alone
        # Once, whoever comes first: `close`, or the end of the last one who held it.
        self._closed = weakref.finalize(self, _close, self._slots, self._map, self._file)
        self.host = self._host()

    def stamps(self, names: Iterable[str]) -> list[int | None]:
        """The counter of each name; None while a commit that changes it is under way, or nobody listens."""
        if not (self._alone or self.is_heard()):
            return [None for _ in names]
        return self.here(names)

    def here(self, names: Iterable[str]) -> list[int | None]:
        """The same for what only this host changes, whether anybody listens to others or not."""
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
        with self._exclusive():
            for slot in {_slot(name) for name in names}:
                value = self._slots[slot]
                pending = min((value & _MOST_PENDING) + 1, _MOST_PENDING)
                self._slots[slot] = self._later(value) | pending

    def end(self, names: Iterable[str]) -> None:
        """It happened, or was taken back: what was read before counts no more."""
        with self._exclusive():
            for slot in {_slot(name) for name in names}:
                value = self._slots[slot]
                pending = max((value & _MOST_PENDING) - 1, 0)
                self._slots[slot] = self._later(value) | pending

    @contextmanager
    def changing(self, names: Sequence[str]) -> Iterator[None]:
        """While the block runs, `names` are changing; afterwards they have changed."""
        self.begin(names)
        try:
            yield
        finally:
            self.end(names)

    def change(self, names: Iterable[str]) -> None:
        """Something changed already, written by somebody who does not tell before."""
        names = list(names)
        self.begin(names)
        self.end(names)

    def settle(self, names: Iterable[str]) -> None:
        """Whoever was changing `names` is dead, as the caller knows who alone may change them."""
        slots = [slot for slot in map(_slot, names) if self._slots[slot] & _MOST_PENDING]
        if slots:
            with self._exclusive():
                for slot in slots:
                    self._slots[slot] = self._later(self._slots[slot])

    def hear(self, since_ns: int) -> None:
        """All that other hosts had changed at the moment `since_ns` (monotonic) stands in the counters."""
        self._slots[_HEARD] = since_ns

    @property
    def heard_ns(self) -> int:
        """The moment (monotonic) up to which other hosts have been heard."""
        return self._slots[_HEARD]

    def is_heard(self) -> bool:
        """Whether somebody of this host has listened to the others just now."""
        return 0 <= time.monotonic_ns() - self._slots[_HEARD] <= HEARING_NS

    def close(self) -> None:
        """Unmap the file; it cannot be read afterwards."""
        self._closed()

    def _host(self) -> str:
        """The same for all who map this file on this machine, and for nobody else."""
        with self._exclusive():
            if not self._slots[_MINE]:
                self._slots[_MINE] = secrets.randbits(63) + 1
        boot = b""
        # A copied disk or a shared folder has the same number, but not the same running kernel.
        with suppress(OSError):
            boot = Path("/proc/sys/kernel/random/boot_id").read_bytes()
        return blake2b(struct.pack("=Q", self._slots[_MINE]) + boot, digest_size=8).hexdigest()

    def _settled(self, slot: int) -> int:
        """The counter after giving up on a commit that never ended."""
        if self._time_us() - (self._slots[slot] >> _PENDING_BITS) < GIVEN_UP_US:
            return self._slots[slot]
        with self._exclusive():
            value = self._slots[slot]
            if self._time_us() - (value >> _PENDING_BITS) >= GIVEN_UP_US:
                self._slots[slot] = self._later(value)
            return self._slots[slot]

    def _later(self, value: int) -> int:
        """A moment after that of `value`, even when the system's clock went back."""
        return max(self._time_us(), (value >> _PENDING_BITS) + 1) << _PENDING_BITS

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
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


@lru_cache(maxsize=20_000)
def _slot(name: str) -> int:
    own = _OWN_SLOTS.get(name)
    if own is not None:
        return own
    return len(_OWN_SLOTS) + crc32(name.encode("utf-8", "surrogatepass")) % (SLOTS - len(_OWN_SLOTS))
