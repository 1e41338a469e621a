"""One line for what ends a command and is no fault of HUD's: the disk, the data folder, the database, limits.

Every command ends so, in one place, instead of each looking out for all that may happen to a file.
"""

from __future__ import annotations

import errno
import os
import resource
import sys
from pathlib import Path

from app.disk import behind, number_of
from app.secret_settings import SettingsError

FEWEST_FILES = 256
"""Open at once: what the processes of an installation need, with some to spare."""
_ROOM = "Make room and run it again; nothing half-written is kept."
_DENIED = frozenset({errno.EACCES, errno.EPERM})
_NO_FOLDER = frozenset({errno.EEXIST, errno.ENOTDIR})
_TOO_MANY = frozenset({errno.EMFILE, errno.ENFILE})


def line(error: BaseException, folder: Path) -> str | None:
    """What happened and what to do; None for what nobody foresaw. `folder` is the data folder."""
    if isinstance(error, SettingsError):
        return str(error)
    is_database = isinstance(error, _kind("sqlalchemy.exc", "SQLAlchemyError"))
    if is_database or isinstance(error, OSError):
        found = behind(error, [folder])
        if found == "full":
            return f"The disk is full: {_of(error, folder)} cannot be written. {_ROOM}"
        if found == "read-only":
            return f"{_of(error, folder)} can only be read: change that, or choose another with HUD_DATA_DIR."
    if is_too_many(error):
        return _too_many()
    if is_database:
        return f"The database cannot be used: {_said(error)}{_limit()}"
    if isinstance(error, _kind("redis", "RedisError")):
        return f"The broker of HUD_BROKER_URL cannot be used: {_said(error)}"
    if isinstance(error, OSError):
        return _of_file(error, folder)
    return None


def is_too_many(error: BaseException) -> bool:
    """Whether it comes of too many open files, which Python tells as a module that it cannot find."""
    if isinstance(error, OSError):
        return number_of(error) in _TOO_MANY
    return isinstance(error, ImportError) and os.strerror(errno.EMFILE) in str(error)


def few_files() -> str:
    """A line for when fewer files may be open at once than HUD needs; "" when there are enough."""
    return _too_many() if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < FEWEST_FILES else ""


def _too_many() -> str:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return f"At most {most} files may be open at once: allow {FEWEST_FILES} or more (ulimit -n)."


def _limit() -> str:
    return f" ({_too_many()})" if few_files() else ""


def _of_file(error: OSError, folder: Path) -> str:
    reason = error.strerror or str(error)
    if error.errno in _DENIED:
        return (
            f"{_of(error, folder)} cannot be used ({reason}): run this as the user whom the data folder"
            " belongs to, or choose another with HUD_DATA_DIR."
        )
    if error.errno in _NO_FOLDER:
        return f"{_of(error, folder)} is no folder: move it away, or choose another with HUD_DATA_DIR."
    return f"{_of(error, folder)} cannot be used: {reason}"


def _of(error: BaseException, folder: Path) -> str:
    """What cannot be used, as the error says it, else the data folder."""
    name = getattr(error, "filename", None)
    is_named = isinstance(name, (str, Path)) and name and Path(name) != folder
    return f"{name}" if is_named else f"The data folder {folder}"


def _said(error: BaseException) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _kind(module: str, name: str) -> tuple[type[BaseException], ...]:
    """An error's class, if its library has been imported: else nobody can have raised it."""
    found = getattr(sys.modules.get(module), name, None)
    return (found,) if isinstance(found, type) and issubclass(found, BaseException) else ()
