"""Work on a database in a process of its own that is killed at any of its steps."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.db import Database
from tests.soak import times

STRIDE = times("steps between two kills of work on a database", 9, 1)
"""A kill at every so many-th step."""


def kill_everywhere(
    db: Database, work: Callable[[Database], None], look: Callable[[], object], stride: int = STRIDE
) -> int:
    """Do `work`, killed again and again, until it ends; returns how often it was killed.

    `look` is called after each kill: it asserts what has to be true, and returns how far the work is. From
    there the next one is killed at its first step, the one after that a little later, until it comes further.
    """
    kills, step, far = 0, stride, look()
    while killed(db, work, step):
        kills += 1
        now = look()
        step, far = (step + stride if now == far else stride), now
    return kills


def killed(db: Database, work: Callable[[Database], None], step: int) -> bool:
    """Do `work` until its `step`-th statement, or commit before or after it; False when it ended before."""
    db.dispose()
    child = os.fork()
    if child == 0:
        try:
            _work(Database(db.url), work, step)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        assert os.WEXITSTATUS(status) == 0, "the work failed"
        return False
    assert os.WTERMSIG(status) == signal.SIGKILL
    return True


def _work(db: Database, work: Callable[[Database], None], step: int) -> None:
    left = step

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "after_cursor_execute", count)
    event.listen(db.engine, "commit", count)
    event.listen(Session, "after_commit", count)
    work(db)
