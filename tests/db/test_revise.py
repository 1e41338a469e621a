"""`make migration`: the next migration is written by comparing the newest one with the models."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, inspect

from app.db import Database
from app.db.base import Base
from app.db.migrate import MIGRATIONS, metadata, state, upgrade
from app.db.revise import NothingToDo, revise


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the migrations, which may get one more."""
    return Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))


@pytest.fixture
def birds() -> Iterator[MetaData]:
    """A table that no migration makes yet."""
    tables = metadata()
    table = Table("bird", Base.metadata, Column("id", Integer, primary_key=True))
    yield tables
    Base.metadata.remove(table)


@pytest.mark.usefixtures("birds")
def test_a_new_table_is_written_into_the_next_migration(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(file.name for file in (folder / "versions").glob("*.py"))
    written = revise("Birds of the garden", folder)
    assert capsys.readouterr().out == "", "`make migration` reads the name of the file there"
    newest = int(before[-1][:4])
    assert written.name == f"{newest + 1:04}_birds_of_the_garden.py"
    assert written.read_text().startswith('"""Birds of the garden."""')
    db = Database(f"sqlite:///{tmp_path / 'hud.sqlite3'}")
    upgrade(db, folder)
    assert state(db, folder) == (written.name[:4], written.name[:4])
    assert inspect(db.engine).has_table("bird")
    db.dispose()


def test_nothing_is_written_when_nothing_has_changed(folder: Path) -> None:
    before = sorted(folder.rglob("*.py"))
    with pytest.raises(NothingToDo):
        revise("Nothing new", folder)
    assert sorted(folder.rglob("*.py")) == before


def test_a_migration_needs_a_name(folder: Path) -> None:
    with pytest.raises(ValueError, match="needs a name"):
        revise(" … ", folder)
