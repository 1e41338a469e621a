"""Detector of commits by other programs: reads the index file of SQLite's log (`-shm`), without asking
SQLite.

Its head holds a number that each commit raises, whoever made it, and a checksum over what the log holds.
Reading it takes a microsecond; that is how a writer HUD knows nothing of is noticed at the next request.

The file is opened once and closed only when it is deleted: closing any descriptor of a file lets go of all
POSIX locks that the process has on it, SQLite's own among them. The head is described at
https://www.sqlite.org/walformat.html.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from weakref import WeakSet

HEAD = 96
"""Bytes: the same 48 twice, so that one who reads while they are written notices."""
_HALF = HEAD // 2
_COMMITS, _CHECKSUM = slice(8, 12), slice(24, 32)
_TRIES = 20

_opened: dict[tuple[int, int], int] = {}
_lock = threading.Lock()
_all: WeakSet[Wal] = WeakSet()


class Wal:
    """The log of one database as this process sees it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shared = path.with_name(path.name + "-shm")
        self._connections = 0
        self.file: int | None = None
        """Descriptor of the file that is looked at."""
        self.life = 0
        """Changes with the file that is looked at."""
        _all.add(self)

    def connected(self) -> None:
        """A connection of this process has mapped the file; while there is one, SQLite does not remove it."""
        with _lock:
            self._connections += 1
            if self.file is None:
                self.file = _open(self._shared)
                self.life += 1

    def disconnected(self) -> None:
        """A connection is closed. After the last one the file may be gone, and another in its place."""
        with _lock:
            self._connections -= 1
            if not self._connections:
                self.file = None

    @property
    def is_connected(self) -> bool:
        """Whether this process has a connection, without which there is no looking."""
        return self._connections > 0

    def now(self) -> bytes:
        """The head as it stands there, at whatever moment of being written; empty when there is none."""
        try:
            return os.pread(self.file, HEAD, 0) if self.file is not None else b""
        except OSError:
            return b""

    def head(self) -> bytes | None:
        """The head as it is now; None when it cannot be had: no connection, no such log."""
        file = self.file
        if file is None:
            return None
        try:
            for _ in range(_TRIES):
                head = os.pread(file, HEAD, 0)
                if head[:_HALF] == head[_HALF:]:
                    return head if any(head[_COMMITS] + head[_CHECKSUM]) else head + self._of_file()
        except OSError:
            pass
        return None

    def _of_file(self) -> bytes:
        """Nothing was written since the log began anew: then all there is stands in the database's file."""
        state = self._path.stat()
        return f"{state.st_ino} {state.st_size} {state.st_mtime_ns}".encode()


def is_same(one: bytes, other: bytes) -> bool:
    """Whether nothing was committed between two heads; a log that was only begun anew is the same."""
    return (one[_COMMITS], one[_CHECKSUM], one[HEAD:]) == (other[_COMMITS], other[_CHECKSUM], other[HEAD:])


def _open(path: Path) -> int | None:
    try:
        state = path.stat()
        known = _opened.get((state.st_dev, state.st_ino))
        if known is not None and os.fstat(known).st_nlink:
            return known
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    _close_deleted()
    state = os.fstat(file)
    _opened[state.st_dev, state.st_ino] = file
    return file


def _close_deleted() -> None:
    # Nobody can open them any more, so there is nobody whom their locks would keep away.
    looked_at = {wal.file for wal in _all}
    for place, file in list(_opened.items()):
        if file not in looked_at and not os.fstat(file).st_nlink:
            del _opened[place]
            os.close(file)
