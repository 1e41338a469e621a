"""Backups at regular times: a long job writes a new file into HUD_BACKUP_DIR and removes the oldest ones."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import jobs
from app.backup import making
from app.backup.models import BackupMade
from app.clock import HOUR, moment
from app.clock import now as clock
from app.db import Database
from app.mark import N_
from app.settings import Settings, load

JOB = "backup"
TITLE = N_("Backup")
_NAME = re.compile(r"hud-\d{8}-\d{6}\.backup")
_EARLY = HOUR // 2
"""It is looked every hour: a backup a little early keeps to its time of day, one a little late would not."""
_STEP_S = 5.0
_WHOLE_S = 7 * 86_400.0
"""A snapshot cannot be gone on with in another turn: all of it is one."""


def sweep(db: Database, now: int) -> None:
    """Hourly: ask for a backup when it is time for one."""
    ask(db, load(), now)


def ask(db: Database, settings: Settings, now: int) -> bool:
    """Ask for a backup where backups are wanted and the last one is old enough; returns whether it was."""
    if not settings.backup_dir:
        return False
    with db.read() as session:
        last = session.scalar(select(func.max(BackupMade.at)).where(BackupMade.name.like("hud-%.backup")))
    # One that is dated in the future a wrong clock has dated.
    if last is not None and 0 <= now - last < settings.backup_every - _EARLY:
        return False
    with db.write() as session:
        return jobs.long.ask(session, JOB, TITLE)


@contextmanager
def backing_up(db: Database, settings: Settings) -> Iterator[jobs.InTurns]:
    """The actor."""
    yield jobs.InTurns(db, partial(work, settings=settings), turn_s=_WHOLE_S)


def work(db: Database, job: jobs.Long, settings: Settings) -> None:
    """Write one, then let the oldest go. Whatever stops it leaves no file, and it begins again."""
    folder = Path(settings.backup_dir)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"hud-{moment(clock()):%Y%m%d-%H%M%S}.backup"
    steps = _Steps(job)
    made = making.make(db, path, passphrase=settings.backup_passphrase, expect=steps.expect, told=steps.told)
    with job.step(made.rows, made.rows) as session:
        making.note(session, path, made)
        job.finish(session, N_("%(name)s was written"), name=path.name)
    for old in outdated(folder, settings.backup_keep):
        old.unlink(missing_ok=True)


def outdated(folder: Path, keep: int) -> list[Path]:
    """The scheduled backups in `folder` but the `keep` newest; other files are left alone."""
    found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    return found[:-keep]


def last(session: Session) -> BackupMade | None:
    """The newest backup of any kind."""
    return session.scalar(select(BackupMade).order_by(BackupMade.at.desc(), BackupMade.id.desc()).limit(1))


class _Steps:
    """Tells now and then how far it is, so that the job counts as alive; what `step` raises goes through."""

    def __init__(self, job: jobs.Long) -> None:
        self._job = job
        self._done = self._total = 0
        self._next = time.monotonic() + _STEP_S

    def expect(self, total: int) -> None:
        self._total = total

    def told(self, count: int) -> None:
        self._done += count
        if time.monotonic() >= self._next:
            with self._job.step(min(self._done, self._total), self._total):
                pass
            self._next = time.monotonic() + _STEP_S
