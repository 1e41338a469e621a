"""Scheduled backups: when they are due, which files stay, and what is told of the last one."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from app import jobs
from app.backup import scheduled, watch
from app.backup.archive import Reader
from app.backup.models import BackupMade
from app.cli import main
from app.clock import DAY, HOUR, now
from app.db import Database
from app.settings import Settings
from tests.prepared import application


@pytest.fixture
def planned(settings: Settings, tmp_path: Path) -> Settings:
    return msgspec.structs.replace(settings, backup_dir=str(tmp_path / "kept"), backup_keep=2)


def _turn(db: Database, settings: Settings) -> bool:
    with db.write() as session:
        (lease,) = jobs.lease(session, limit=9, actor=scheduled.JOB)
    with scheduled.backing_up(db, settings) as actor:
        return jobs.take_turn(db, lease, actor.do, turn_s=actor.turn_s)


def test_backup_is_asked_for_when_the_last_is_old_enough(database: Database, planned: Settings) -> None:
    assert scheduled.ask(database, planned, now())
    assert not scheduled.ask(database, planned, now())
    assert _turn(database, planned)
    assert not scheduled.ask(database, planned, now())
    assert not scheduled.ask(database, planned, now() + 23 * HOUR)
    assert scheduled.ask(database, planned, now() + DAY)


def test_none_is_asked_for_without_a_folder(database: Database, settings: Settings) -> None:
    assert not scheduled.ask(database, settings, now())


def test_only_the_newest_are_kept_and_other_files_left_alone(
    database: Database, planned: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(planned.backup_dir)
    begun = now()
    for day in range(4):
        monkeypatch.setattr(scheduled, "clock", lambda day=day: begun + day * DAY)
        with database.write() as session:
            jobs.long.ask(session, scheduled.JOB, scheduled.TITLE)
        assert _turn(database, planned)
        (folder / "mine.backup").touch()
    found = sorted(path.name for path in folder.iterdir())
    assert len(found) == 3
    assert "mine.backup" in found
    reader = Reader(folder / found[0], str)
    reader.verify(lambda _: None)
    reader.close()
    with database.read() as session:
        ended = jobs.long.listing(session)
    assert {one.state for one in ended} == {"done"}


def test_backup_that_is_stopped_leaves_no_file_and_begins_again(
    database: Database, planned: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scheduled.ask(database, planned, now())
    with monkeypatch.context() as patch:
        patch.setattr(scheduled, "_STEP_S", 0.0)
        with database.write() as session:
            (lease,) = jobs.lease(session, limit=9, actor=scheduled.JOB)
        with scheduled.backing_up(database, planned) as actor:
            assert not jobs.take_turn(database, lease, actor.do, stopping=lambda: True, turn_s=actor.turn_s)
    assert not list(Path(planned.backup_dir).iterdir())
    assert _turn(database, planned)
    assert len(list(Path(planned.backup_dir).iterdir())) == 1


def test_doctor_and_metrics_tell_the_age_of_the_last(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    assert [(one.what, one.fix) for one in watch.findings(settings)] == [("Last backup: none yet", "")]
    result = CliRunner().invoke(main, ["backup", str(tmp_path / "a.backup")])
    assert result.exit_code == 0, result.output
    (told,) = watch.findings(settings)
    assert "a.backup" in told.what
    assert not told.fix
    with application(settings) as app:
        text = app.state.hud.metrics.text()
    line = next(line for line in text.splitlines() if line.startswith("hud_last_backup_age_seconds "))
    assert 0 <= float(line.split()[1]) < 600
    with database.write() as session:
        for one in session.query(BackupMade):
            one.at -= 40 * DAY
    (told,) = watch.findings(settings)
    assert "HUD_BACKUP_DIR" in told.fix
