"""Keeping the data folder its owner's: what HUD makes there is for nobody else, and what was open is closed.

The database holds digests of passwords, addresses and what members only may read. Whoever wants the group to
be able to read it, for backups, says so with HUD_DATA_ACCESS=group.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

OWNERS, GROUPS = "owner", "group"
_OTHERS = {OWNERS: 0o077, GROUPS: 0o027}
_DATABASE_ENDS = ("", "-wal", "-shm", ".wake")


class Entry(NamedTuple):
    """A file or folder: where it is, a handle that names it whatever happens to its path, and its state."""

    path: Path
    handle: str | Path
    state: os.stat_result


@contextmanager
def private(access: str = OWNERS) -> Iterator[None]:
    """What this process and those it starts make during the block is for their user alone (or its group)."""
    before = os.umask(_OTHERS[access])
    try:
        yield
    finally:
        os.umask(before)


def make(folder: Path, access: str = OWNERS) -> None:
    """The folder, made if it is missing, for its owner alone (or its group). Raises `OSError`."""
    folder.mkdir(mode=0o777 & ~_OTHERS[access], parents=True, exist_ok=True)


def close(folder: Path, database: Path | None = None, access: str = OWNERS) -> int:
    """Take away what others may do in the data folder; returns how many files they could get at until now.

    `database` is a database's file that may lie elsewhere. What belongs to somebody else stays as it is.
    """
    closed, reached = 0, True
    for entry in _entries(folder, database):
        mode = stat.S_IMODE(entry.state.st_mode)
        if entry.path == folder:
            # Nobody gets at what lies in a folder that is closed, whatever the files say.
            reached = bool(mode & _OTHERS[access])
        if mode & _OTHERS[access]:
            # Another user's files, and those on a disk that takes no writes: for `hud doctor` to say.
            with suppress(OSError):
                os.chmod(entry.handle, mode & ~_OTHERS[access])
                inside = folder in entry.path.parents
                closed += stat.S_ISREG(entry.state.st_mode) and (reached or not inside)
    return closed


def open_to_others(folder: Path, database: Path | None = None, access: str = OWNERS) -> list[Path]:
    """What others can read or write."""
    entries = _entries(folder, database)
    return [entry.path for entry in entries if stat.S_IMODE(entry.state.st_mode) & _OTHERS[access]]


def strangers(folder: Path, database: Path | None = None) -> list[Path]:
    """What does not belong to the folder's owner, who therefore may not be able to write it."""
    with suppress(OSError):
        owner = folder.stat().st_uid
        return [entry.path for entry in _entries(folder, database) if entry.state.st_uid != owner]
    return []


def hand_over(folder: Path, database: Path | None = None) -> None:
    """Give what root has made to the folder's owner: HUD runs as that user, and could not write it.

    A file of several names may be somebody else's too, and stays as it is.
    """
    if os.geteuid() != 0:
        return
    with suppress(OSError):
        owner = folder.stat()
        for entry in _entries(folder, database):
            is_alone = stat.S_ISDIR(entry.state.st_mode) or entry.state.st_nlink == 1
            if owner.st_uid != 0 and entry.state.st_uid == 0 and is_alone:
                os.chown(entry.handle, owner.st_uid, owner.st_gid)


def _entries(folder: Path, database: Path | None) -> Iterator[Entry]:
    """The folder, all that lies in it, and the database's files; links are not followed."""
    with suppress(OSError):
        yield Entry(folder, folder, folder.stat())
    with suppress(OSError):
        for place, folders, files, handle in os.fwalk(folder, follow_symlinks=False):
            for name in (*folders, *files):
                yield from _entry(Path(place, name), name, handle)
    if database is not None and folder.absolute() not in database.absolute().parents:
        for end in _DATABASE_ENDS:
            yield from _entry(path := database.with_name(database.name + end), str(path), None)


def _entry(path: Path, name: str, folder: int | None) -> Iterator[Entry]:
    # A handle of this kind opens nothing: to close another one would let go of SQLite's locks on the file.
    flags = getattr(os, "O_PATH", None)
    try:
        if flags is None:
            state = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISLNK(state.st_mode):
                yield Entry(path, path, state)
            return
        handle = os.open(name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return
    try:
        state = os.fstat(handle)
        if not stat.S_ISLNK(state.st_mode):
            yield Entry(path, f"/proc/self/fd/{handle}", state)
    finally:
        os.close(handle)
