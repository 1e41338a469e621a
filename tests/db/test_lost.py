"""A database that is gone, or another one: none takes its place unseen, no index of another is believed."""

from __future__ import annotations

import os
import resource
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.cli import main
from app.db import Database
from app.db.installation import DatabaseLost, noted, refuse_if_lost
from app.db.migrate import upgrade
from app.rowcache import open_database
from app.search import place
from app.search.engine import TRIE
from app.search.follow import Follower
from app.search.index import IndexHandle
from app.settings import Settings
from tests.search.corpus import Corpus
from workers.database_file import DatabaseFile


@pytest.fixture
def corpus(database: Database, settings: Settings) -> Corpus:
    made = Corpus(database, settings.index_dir)
    made.says("https://a.org/", "2026-01-01", "flood")
    made.follow()
    return made


def test_too_many_open_files_say_nothing_of_an_index(corpus: Corpus) -> None:
    build = place.current(corpus.folder)
    assert build is not None
    assert noted(build) is not None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with open(os.devnull) as next_one:
        resource.setrlimit(resource.RLIMIT_NOFILE, (next_one.fileno(), hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            noted(build)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def file(settings: Settings) -> Path:
    return settings.data_dir / "hud.sqlite3"


@pytest.fixture
def hud(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    return CliRunner()


def run(hud: CliRunner, *arguments: str) -> Result:
    return hud.invoke(main, list(arguments))


def test_a_first_start_makes_a_database(hud: CliRunner, file: Path) -> None:
    assert run(hud, "pages", "list").exit_code == 0
    assert file.is_file()


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_no_command_makes_a_new_one_beside_an_index_of_the_lost_one(
    hud: CliRunner, corpus: Corpus, file: Path, left: str
) -> None:
    corpus.database.dispose()
    for path in file.parent.glob("hud.sqlite3*"):
        path.unlink()
    if left == "an empty file":
        file.touch()
    before = sorted(file.parent.iterdir())
    for command in (
        "pages list",
        "migrate",
        "search flood",
        "words flood",
        "index build",
        "user list",
        "user add Ann",
    ):
        answer = run(hud, *command.split())
        assert answer.exit_code == 1, command
        assert answer.stderr.count("\n") == 1
        assert f"{file} is gone" in answer.stderr
        assert f"move {corpus.folder} away" in answer.stderr
    examined = run(hud, "doctor")
    assert examined.exit_code == 1
    assert "gone" in examined.output
    assert [path for path in sorted(file.parent.iterdir()) if path not in before] == []
    assert not file.exists() or file.stat().st_size == 0
    shutil.rmtree(corpus.folder)
    assert run(hud, "pages", "list").exit_code == 0, "one of the two ways out"


def test_an_index_of_another_database_is_not_believed_and_built_anew(
    hud: CliRunner, corpus: Corpus, file: Path
) -> None:
    corpus.database.dispose()
    file.unlink()
    other = Database(f"sqlite:///{file}")
    upgrade(other)
    for command in ("search flood", "words flood"):
        answer = run(hud, *command.split())
        assert answer.exit_code == 1
        assert "hud index build" in answer.stderr
    assert "another database" in run(hud, "doctor").output
    assert Follower(other, corpus.folder, TRIE).step() > 0
    assert IndexHandle(corpus.folder, TRIE).current().search("flood").total == 0
    assert run(hud, "search", "flood").exit_code == 0
    other.dispose()


def test_a_backup_put_back_has_its_index_built_anew(corpus: Corpus, settings: Settings, file: Path) -> None:
    with corpus.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(file, file.with_name("backup"))
    corpus.says("https://a.org/", "2026-02-01", "drought")
    corpus.follow()
    corpus.database.dispose()
    for path in file.parent.glob("hud.sqlite3*"):
        path.unlink()
    shutil.copy(file.with_name("backup"), file)
    restored = open_database(settings)
    upgrade(restored, beside=corpus.folder)
    follower = Follower(restored, corpus.folder, TRIE)
    assert follower.step() > 0
    assert IndexHandle(corpus.folder, TRIE).current().search("flood").total == 1
    restored.dispose()


def test_an_installation_moved_with_its_folder_goes_on(
    corpus: Corpus, settings: Settings, tmp_path: Path
) -> None:
    corpus.database.dispose()
    moved = Settings(data_dir=settings.data_dir.rename(tmp_path / "moved"))
    db = open_database(moved)
    upgrade(db, beside=moved.index_dir)
    assert Follower(db, moved.index_dir, TRIE).step() == 0
    db.dispose()
    (moved.data_dir / "hud.sqlite3").unlink()
    with pytest.raises(DatabaseLost):
        upgrade(open_database(moved), beside=moved.index_dir)


def test_another_server_is_begun_with_its_own_index_and_missed_when_it_is_empty_later(
    corpus: Corpus, postgres_url: str
) -> None:
    server = Database(postgres_url)
    with server.write() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    upgrade(server, beside=corpus.folder)
    assert Follower(server, corpus.folder, TRIE).step() > 0
    assert IndexHandle(corpus.folder, TRIE).current().search("flood").total == 0
    with server.write() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    with pytest.raises(DatabaseLost, match="postgresql://"):
        upgrade(server, beside=corpus.folder)
    refuse_if_lost(corpus.database, corpus.folder)
    server.dispose()


def test_no_connection_is_made_to_a_file_that_took_the_places_or_to_none(
    corpus: Corpus, settings: Settings, file: Path
) -> None:
    watched = DatabaseFile(settings)
    db = open_database(settings)
    with db.read() as session:
        session.execute(text("SELECT 1"))
    assert watched.fault() is None
    kept = file.rename(file.with_name("kept"))
    db.engine.dispose()
    assert "deleted or moved away" in (watched.fault() or "")
    with pytest.raises(OperationalError, match="deleted or replaced"), db.read() as session:
        session.execute(text("SELECT 1"))
    assert not file.exists()
    shutil.copy(kept, file)
    assert "replaced by another file" in (watched.fault() or "")
    with pytest.raises(OperationalError, match="deleted or replaced"), db.write() as session:
        session.execute(text("SELECT 1"))
    kept.rename(file)
    assert watched.fault() is None
    with db.read() as session:
        session.execute(text("SELECT 1"))
    db.dispose()
    assert corpus.follower.step() == 0
