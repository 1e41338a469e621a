"""Waking the scheduler once a commit has left it something to do.

Best effort only: the scheduler also looks by itself every second, so a lost poke costs a moment and
never a job. On SQLite a named pipe beside the database carries it (it survives a killed scheduler
without cleaning up, and a path of any length works); on PostgreSQL a NOTIFY, which also reaches
other hosts.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

CHANNEL = "hud_jobs"


def pipe_path(url: URL) -> Path | None:
    """Where the pipe of this SQLite database lies; None for other databases."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(f"{url.database}.wake")


def notify(session: Session) -> None:
    """Inside the transaction, before its commit: PostgreSQL delivers with the commit itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"NOTIFY {CHANNEL}"))


def poke(session: Session) -> None:
    """After the commit: a byte into the pipe if a scheduler reads it. Never fails, never waits."""
    bind = session.get_bind()
    path = pipe_path((bind if isinstance(bind, Engine) else bind.engine).url)
    if path is not None:
        poke_pipe(path)


def poke_pipe(path: Path) -> None:
    """Write one byte into the pipe; nobody reading, a full pipe or no pipe at all are all fine."""
    with contextlib.suppress(OSError):
        pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if stat.S_ISFIFO(os.fstat(pipe).st_mode):
                os.write(pipe, b".")
        finally:
            os.close(pipe)
