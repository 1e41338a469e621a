"""Folder of an index: builds beside each other, and a link that says which is current.

A build from scratch grows unseen beside the one in use and replaces it by one rename of the link, so
that a reader finds either the old index or the new one, never half of each.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.db.follower import Busy
from app.db.installation import CURRENT, Origin, note

_LOCK = "lock"
_DAMAGED = "damaged"
_REPORT = "report"


def current(folder: Path) -> Path | None:
    """The build in use, or None when there is none yet."""
    try:
        return folder / os.readlink(folder / CURRENT)
    except FileNotFoundError:
        return None


def new_build(folder: Path, version: str, origin: Origin) -> Path:
    """A fresh folder for a build by an engine of this version, from the database `origin`."""
    path = folder / f"{version}.{time.time_ns()}"
    path.mkdir()
    note(path, origin)
    return path


def version_of(build: Path) -> str:
    """The engine's version that made a build."""
    return build.name.rpartition(".")[0]


def mark(build: Path, why: str) -> None:
    """Say to all readers that a build is damaged, and why; it stays so until another takes its place."""
    with suppress(OSError):
        (build / _DAMAGED).write_text(why)


def marked(build: Path) -> str | None:
    """Why a build is damaged; None when nobody said that it is."""
    try:
        return (build / _DAMAGED).read_text(errors="replace")
    except OSError:
        return None


def report(folder: Path, what: str) -> None:
    """Tell the follower that a reader could not use the index: it looks at once."""
    with suppress(OSError):
        (folder / _REPORT).write_text(what)


def take_report(folder: Path) -> str | None:
    """What a reader reported since the last time, once."""
    path = folder / _REPORT
    try:
        said = path.read_text(errors="replace")
        path.unlink()
    except OSError:
        return None
    return said


def publish(folder: Path, build: Path) -> None:
    """Make `build` the current one; call with the lock held."""
    link = folder / f".{CURRENT}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(build.name)
    link.rename(folder / CURRENT)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Remove every build but the current one; readers that have them mapped keep what they have."""
    keep = current(folder)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink() and path != keep:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def locked(folder: Path, *, wait: float) -> Iterator[None]:
    """Hold the folder's one writing lock; raises `Busy` when it is not free within `wait` seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait
    with (folder / _LOCK).open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Busy(
                        f"The index in {folder} is being written by another process; try again soon."
                    ) from None
                time.sleep(0.05)
        yield
