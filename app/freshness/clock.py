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
from typing import cast
from zlib import crc32

from app.db.wal import HEAD
from app.freshness.names import DATABASE, EVERYTHING, INDEX
from app.memory import tables

SLOTS = 65_536
GIVEN_UP_US = 20_000_000
"""A commit that has been under way for so long belongs to a process that is no more. When it does not, only
its death in the very moment of its commit could still leave something old."""
HEARING_NS = 900_000_000
"""With the time a message takes, another host's change is seen within a second, or nothing is believed."""

_PENDING_BITS = 8
_MOST_PENDING = (1 << _PENDING_BITS) - 1
_MINE, _HEARD, _OWES = SLOTS, SLOTS + 1, SLOTS + 2
_BYTES = SLOTS * 8 + 4_096
_OWN_SLOTS = {EVERYTHING: 0, INDEX: 1, DATABASE: 2}
"""Names that share their counter with no other."""
_HEAD = slice(SLOTS * 8 + 64, SLOTS * 8 + 256)
_KNOWN = slice(_HEAD.start + 1, _HEAD.start + 1 + HEAD)


Marks = tuple[tuple[int, int], ...]
"""Counters, each with where it stands."""


class Clock:
    """The counters in the file `path`; safe for any number of threads and processes.

    `alone` says that nobody writes to the database but processes of this host. Else the counters say
    nothing unless somebody here listens to the other hosts (`Ear`).
    """

    def __init__(
        self, path: Path, *, alone: bool = True, time_us: Callable[[], int] = lambda: time.time_ns() // 1000
    ) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        state = os.fstat(self._file)
        if state.st_size < _BYTES or state.st_blocks * 512 < _BYTES:
            # All of it, since writing to a mapped place for which the disk has no room ends the process.
            os.posix_fallocate(self._file, 0, _BYTES)
        self._map = mmap.mmap(self._file, _BYTES)
        self._slots = memoryview(self._map).cast("Q")
        self._exclusive = _Exclusive(self._file)
        self._time_us = time_us
        self._alone = alone
        self.is_true: Callable[[], bool] = lambda: True
        """Asked before the counters are believed: whether they know of all commits."""
        # Once, whoever comes first: `close`, or the end of the last one who held it.
        self._closed = weakref.finalize(self, _close, self._slots, self._map, self._file)
        self.host = self._host()

    def stamps(self, names: Iterable[str]) -> list[int | None]:
        """The counter of each name; None while a commit that changes it is under way, or nobody listens."""
        if not (self.is_true() if self._alone else self.is_heard()):
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

    def local(self, names: Iterable[str]) -> list[int | None]:
        """As `here`; None also while it is not known what writers from outside have changed."""
        if self._alone and not self.is_true():
            return [None for _ in names]
        return self.here(names)

    def marks(self, names: Iterable[str]) -> Marks | None:
        """The counters of all names with where they stand; None where `stamps` has a None."""
        names = list(names)
        found = [(_slot(name), stamp) for name, stamp in zip(names, self.stamps(names), strict=True)]
        return None if any(stamp is None for _, stamp in found) else cast("Marks", tuple(found))

    def stand(self, marks: Marks) -> bool:
        """Whether these counters are what they were: for those who have just asked for others."""
        slots = self._slots
        return all(slots[slot] == stamp for slot, stamp in marks)

    def begin(self, names: Iterable[str]) -> None:
        """A commit that changes `names` is about to happen."""
        with self._exclusive:
            for slot in {_slot(name) for name in names}:
                value = self._slots[slot]
                if not value & _MOST_PENDING:
                    self._slots[slot] = self._later(value) | 1
                elif value & _MOST_PENDING < _MOST_PENDING:
                    # The moment stays that of the first, or a mark that hangs would never grow old.
                    self._slots[slot] = value + 1

    def end(self, names: Iterable[str]) -> None:
        """It happened, or was taken back: what was read before counts no more."""
        with self._exclusive:
            for slot in {_slot(name) for name in names}:
                value = self._slots[slot]
                self._slots[slot] = value - 1 if value & _MOST_PENDING > 1 else self._later(value)

    def head(self) -> tuple[int, int, bytes]:
        """What the database's log showed after the last commit by HUD, and the counter that guards it.

        First the counter, then the moment (µs) since when a commit is under way or 0, then the head.
        """
        value = self._slots[_slot(DATABASE)]
        since = value >> _PENDING_BITS if value & _MOST_PENDING else 0
        size = self._map[_HEAD.start]
        return value, since, self._map[_HEAD.start + 1 : _HEAD.start + 1 + size]

    @staticmethod
    def is_shared(guard: int) -> bool:
        """Whether more than one commit is under way, as the counter that guards the head says."""
        return guard & _MOST_PENDING > 1

    def knows(self, head: bytes) -> bool:
        """Whether the log, in which something stands, shows what it did after the last commit by HUD."""
        return self._map[_KNOWN] == head and self._map[_HEAD.start] == HEAD

    def put_head(self, head: bytes) -> None:
        """From now on the database is known up to this commit; call it between `begin` and `end`."""
        with self._exclusive:
            self._map[_HEAD.start : _HEAD.start + 1 + len(head)] = bytes([len(head)]) + head

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
            with self._exclusive:
                for slot in slots:
                    self._slots[slot] = self._later(self._slots[slot])

    def hear(self, since_ns: int) -> None:
        """All that other hosts had changed at the moment `since_ns` (monotonic) stands in the counters."""
        self._slots[_HEARD] = since_ns

    @property
    def owes(self) -> bool:
        """Whether memcached still has to be told that nothing it holds counts."""
        return bool(self._slots[_OWES])

    @owes.setter
    def owes(self, owes: bool) -> None:
        self._slots[_OWES] = owes

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
        with self._exclusive:
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
        with self._exclusive:
            value = self._slots[slot]
            if self._time_us() - (value >> _PENDING_BITS) >= GIVEN_UP_US:
                self._slots[slot] = self._later(value)
            return self._slots[slot]

    def _later(self, value: int) -> int:
        """A moment after that of `value`, even when the system's clock went back."""
        return max(self._time_us(), (value >> _PENDING_BITS) + 1) << _PENDING_BITS


class _Exclusive:
    """One writer at a time, of all threads and processes."""

    def __init__(self, file: int) -> None:
        self._file = file
        # A file lock belongs to the open file, which the threads of a process share.
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, *_error: object) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._lock.release()


def _close(slots: memoryview, mapped: mmap.mmap, file: int) -> None:
    slots.release()
    mapped.close()
    os.close(file)


@tables.counted(200)
@lru_cache(maxsize=8_192)
def _slot(name: str) -> int:
    own = _OWN_SLOTS.get(name)
    if own is not None:
        return own
    return len(_OWN_SLOTS) + crc32(name.encode("utf-8", "surrogatepass")) % (SLOTS - len(_OWN_SLOTS))
