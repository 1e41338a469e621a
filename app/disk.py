"""State of the disk: whether there is room, and whether a failure comes of there being none.

A full disk shows in two ways: hardly anything is free, or a write has just failed (a quota, a disk that the
system has made read-only). After a failed write one is tried each second, so that HUD goes on by itself as
soon as there is room.
"""

from __future__ import annotations

import errno
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

DiskState = Literal["ok", "full", "read-only"]

FLOOR = 8 << 20
"""With less than so many bytes free, or a hundredth of a small disk, it counts as full."""
_TRIAL = bytes(64 << 10)
_EVERY_S = 1.0
_LOOK_S = 5.0
_ELSEWHERE_S = 30.0
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_POSTGRES_FULL = "53100"  # https://www.postgresql.org/docs/current/errcodes-appendix.html: disk_full


def blamed(error: BaseException) -> DiskState:
    """What the disk has to do with `error`: "ok" for nothing at all."""
    for one in _chain(error):
        if (number := number_of(one)) in _FULL:
            return "full"
        if number == errno.EROFS:
            return "read-only"
        name = str(getattr(one, "sqlite_errorname", ""))
        if name == "SQLITE_FULL" or getattr(one, "sqlstate", "") == _POSTGRES_FULL:
            return "full"
        if name.startswith("SQLITE_READONLY"):
            return "read-only"
    return "ok"


def behind(error: BaseException, folders: Iterable[Path]) -> DiskState:
    """The same where the error tells too little: then something is written, to see what becomes of it.

    SQLite says only that reading or writing failed where a quota is used up, or its index's file has no room.
    """
    found = blamed(error)
    return _tried(folders) if found == "ok" and _is_doubtful(error) else found


def number_of(error: BaseException) -> int | None:
    """The system's number of an error; the Rust core writes it at the end of its text."""
    if not isinstance(error, OSError):
        return None
    found = re.search(r"\(os error (\d+)\)$", str(error)) if error.errno is None else None
    return int(found[1]) if found else error.errno


def free(folder: Path) -> tuple[int, int]:
    """The bytes that are free where `folder` lies, and those there are. Raises `OSError`."""
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize, state.f_blocks * state.f_frsize


class Disk:
    """The disk below some folders, as one process sees it; safe for threads."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = tuple(dict.fromkeys(folders))
        self._failing: DiskState = "ok"
        self._until = 0.0
        self._next_look = 0.0
        self._lock = threading.Lock()
        self._watching = False

    def state(self) -> DiskState:
        """How it is now; costs a system call and never waits."""
        if self._failing != "ok":
            return self._failing
        return next((found for found in map(_shown, self._folders) if found != "ok"), "ok")

    def look(self) -> DiskState:
        """The same after writing something, unless that was tried just now; for those who may wait."""
        now = time.monotonic()
        with self._lock:
            due, self._next_look = now >= self._next_look, max(self._next_look, now + _LOOK_S)
        if due and (found := _tried(self._folders)) != "ok":
            self._watch(found)
        return self.state()

    def failed(self, error: BaseException) -> DiskState:
        """Something failed: whether the disk is behind it, which counts until a write succeeds again."""
        found = behind(error, self._folders)
        if found == "ok":
            return self.state() if _is_doubtful(error) else "ok"
        if any(hasattr(one, "sqlstate") for one in _chain(error)):
            # The disk of a database server: writing here tells nothing of it.
            self._until = time.monotonic() + _ELSEWHERE_S
        self._watch(found)
        return found

    def _watch(self, found: DiskState) -> None:
        with self._lock:
            self._failing = found
            begins, self._watching = not self._watching, True
        if begins:
            threading.Thread(target=self._try_until_it_works, name="disk", daemon=True).start()

    def _try_until_it_works(self) -> None:
        while True:
            time.sleep(_EVERY_S)
            found = _tried(self._folders)
            if found == "ok" and time.monotonic() < self._until:
                continue
            with self._lock:
                self._failing = found
                if found == "ok":
                    self._watching = False
                    return


def _tried(folders: Iterable[Path]) -> DiskState:
    """What becomes of writing a little to each of the folders."""
    for folder in folders:
        path = folder / f".trial.{os.getpid()}.{threading.get_ident()}"
        try:
            _write(path)
        except OSError as error:
            # A folder that is gone, or no longer ours, is for those who need it to say.
            if (found := blamed(error)) != "ok":
                return found
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return "ok"


def _write(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        left = _TRIAL
        while left:
            left = left[os.write(handle, left) :]
        # Some file systems find out only now that there is no room.
        os.fsync(handle)
    finally:
        os.close(handle)


def _shown(folder: Path) -> DiskState:
    """What the file system says of itself."""
    try:
        state = os.statvfs(folder)
    except OSError:
        return "ok"
    if state.f_flag & os.ST_RDONLY:
        return "read-only"
    # Where files are counted too, they can be used up while there are bytes left.
    if state.f_files and not state.f_favail:
        return "full"
    low = state.f_bavail * state.f_frsize < min(FLOOR, state.f_blocks * state.f_frsize // 100)
    return "full" if low else "ok"


def _is_doubtful(error: BaseException) -> bool:
    names = [str(getattr(one, "sqlite_errorname", "")) for one in _chain(error)]
    return any(name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")) for name in names)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came of, SQLAlchemy's driver errors among it."""
    seen: set[int] = set()
    left: list[object] = [error]
    while left:
        one = left.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            left += [getattr(one, "orig", None), one.__cause__]
