"""Numbers that every process counts for itself and any process adds up: a mapped file for each.

One scrape or command reaches one process, and is to answer for all. Whoever counts adds to a mapped number,
which costs a fraction of a microsecond; the files of the dead are taken over by the next to start, so that
nothing that was counted is lost and there are never more files than there were processes at a time.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import struct
import threading
import weakref
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

BYTES = 1 << 20
"""Of each file, of which only what is used takes room on the disk."""
NOW = "="
"""How the key of a number begins that says what is, not what was; it counts only while its process lives."""

_SUFFIX = ".tally"  # as versions before 0.2 named them, whose counts go on
_HEADER = struct.Struct("=QQ")  # bytes in use, process
_FIRST = 64
_NOBODYS = 4
"""A slot in the head that nobody reads: what there is no room to count goes there."""
_STEP = 64 << 10
_MOST_KEY = 400

log = logging.getLogger(__name__)


class ProcessMetrics:
    """This process's numbers in `folder`; with no folder they are its own secret. Safe for threads."""

    def __init__(self, folder: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._file = -1 if folder is None else _own(folder)
        self._room = BYTES if self._file < 0 else _STEP
        self._map = mmap.mmap(self._file, BYTES)
        self._values = memoryview(self._map).cast("q")
        weakref.finalize(self, _close, self._values, self._map, self._file)
        self._slots: dict[str, int] = {}
        self._used = _FIRST
        for key, at in _entries(self._map):
            self._slots[key] = at // 8
            self._used = at + _size(key)
            if key.startswith(NOW):
                self._values[at // 8] = 0
        _HEADER.pack_into(self._map, 0, self._used, os.getpid())

    def slot(self, key: str) -> int:
        """Where the number of this name stands; keep it, to add quickly."""
        found = self._slots.get(key)
        if found is not None:
            return found
        with self._lock:
            return self._slots[key] if key in self._slots else self._begun(key)

    def add(self, slot: int, by: int = 1) -> None:
        """Count."""
        with self._lock:
            self._values[slot] += by

    def add_each(self, *counted: tuple[int, int]) -> None:
        """Count several: each a slot, and the number to add."""
        with self._lock:
            for slot, by in counted:
                self._values[slot] += by

    def put(self, slot: int, value: int) -> None:
        """Say what is now."""
        self._values[slot] = value

    def values(self) -> dict[str, int]:
        """This process's own numbers."""
        return {key: self._values[slot] for key, slot in self._slots.items()}

    def _begun(self, key: str) -> int:
        written = key.encode("utf-8", "replace")[:_MOST_KEY]
        at = self._used
        if not self._reaches(at + _size(key)):
            log.warning("no room to count %s", key)
            self._slots[key] = _NOBODYS
            return _NOBODYS
        struct.pack_into(f"=qH{len(written)}s", self._map, at, 0, len(written), written)
        self._slots[key] = at // 8
        self._used = at + _size(key)
        # Last, so that who reads meanwhile finds whole names only.
        _HEADER.pack_into(self._map, 0, self._used, os.getpid())
        return at // 8

    def _reaches(self, end: int) -> bool:
        """Whether the file has room on the disk up to there: to write where it has none ends the process."""
        if end > BYTES:
            return False
        while end > self._room:
            try:
                os.posix_fallocate(self._file, self._room, _STEP)
            except OSError:
                return False
            self._room += _STEP
        return True


def _close(values: memoryview, mapped: mmap.mmap, file: int) -> None:
    values.release()
    mapped.close()
    if file >= 0:
        os.close(file)


def total(folder: Path) -> Counter[str]:
    """What all processes together have counted, and what those that live say."""
    found: Counter[str] = Counter()
    for file, alive in _files(folder):
        with mmap.mmap(file, BYTES, prot=mmap.PROT_READ) as mapped:
            for key, at in _entries(mapped):
                if alive or not key.startswith(NOW):
                    found[key] += struct.unpack_from("=q", mapped, at)[0]
    return found


def processes(folder: Path) -> list[int]:
    """The processes that count now."""
    found = [_HEADER.unpack(os.pread(file, _HEADER.size, 0))[1] for file, alive in _files(folder) if alive]
    return sorted(set(found))


def _own(folder: Path) -> int:
    """A file to count in, with room on the disk; -1 where there is none, so that HUD goes on without."""
    file = -1
    try:
        file = _taken(folder)
        used = min(int(_HEADER.unpack(os.pread(file, _HEADER.size, 0))[0]), BYTES)
        os.posix_fallocate(file, 0, max(-(-used // _STEP), 1) * _STEP)
    except OSError as error:
        log.warning("this process counts for itself alone: %s", error)
        if file >= 0:
            os.close(file)
        return -1
    return file


def _taken(folder: Path) -> int:
    """A file that no living process has: a dead one's, or a new one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 0
    while True:
        file = os.open(folder / f"{number}{_SUFFIX}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if _is_free(file, fcntl.LOCK_EX):
            if os.fstat(file).st_size != BYTES:
                os.ftruncate(file, BYTES)
                os.pwrite(file, _HEADER.pack(_FIRST, 0), 0)
            return file
        os.close(file)
        number += 1


def _files(folder: Path) -> Iterator[tuple[int, bool]]:
    """Each file, open for reading, and whether its process lives."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        with suppress(FileNotFoundError):
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                if os.fstat(file).st_size == BYTES:
                    yield file, not _is_free(file, fcntl.LOCK_SH)
            finally:
                os.close(file)


def _is_free(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _entries(mapped: mmap.mmap) -> Iterator[tuple[str, int]]:
    used = min(int(_HEADER.unpack_from(mapped, 0)[0]), BYTES)
    at = _FIRST
    while at < used:
        length = struct.unpack_from("=H", mapped, at + 8)[0]
        key = bytes(mapped[at + 10 : at + 10 + length]).decode("utf-8", "replace")
        yield key, at
        at += _padded(10 + length)


def _size(key: str) -> int:
    return _padded(10 + len(key.encode("utf-8", "replace")[:_MOST_KEY]))


def _padded(length: int) -> int:
    return -(-length // 8) * 8
