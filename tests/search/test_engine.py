"""The engine that an installation chose is the one that writes, reads and checks its index, everywhere."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

import trie_core
from app import settings as settings_module
from app.asgi import make_hud
from app.db import Database
from app.db.follower import catch_up
from app.search import doctor, place
from app.search.cli import index
from app.search.engine import ENGINES, Trie, engine_of
from app.settings import Settings


class Mirror(Trie):
    """Another engine: its indexes are of a version of their own, and it says who opened one."""

    version = "mirror-1"

    def __init__(self) -> None:
        self.opened: list[Path] = []

    def open(self, path: Path) -> trie_core.Index:
        self.opened.append(path)
        return super().open(path)


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Mirror:
    made = Mirror()
    monkeypatch.setitem(ENGINES, "mirror", made)
    monkeypatch.setitem(settings_module._READERS, "search_engine", str)
    return made


@pytest.fixture
def chosen(settings: Settings, mirror: Mirror) -> Settings:
    name = next(name for name, engine in ENGINES.items() if engine is mirror)
    return msgspec.structs.replace(settings, search_engine=name)


def made_by(settings: Settings) -> str | None:
    build = place.current(settings.index_dir)
    return None if build is None else place.version_of(build)


def test_follower_and_preparation_write_with_it(chosen: Settings, database: Database) -> None:
    catch_up(database, chosen)
    assert made_by(chosen) == Mirror.version


def test_index_of_another_engine_is_built_anew(
    settings: Settings, chosen: Settings, database: Database
) -> None:
    catch_up(database, settings)
    assert made_by(settings) == ENGINES["trie"].version
    catch_up(database, chosen)
    assert made_by(chosen) == Mirror.version


@pytest.mark.usefixtures("database")
def test_command_builds_and_the_check_reads_with_it(chosen: Settings, mirror: Mirror) -> None:
    environment = {"HUD_DATA_DIR": str(chosen.data_dir), "HUD_SEARCH_ENGINE": "mirror"}
    done = CliRunner(env=environment).invoke(index, ["build"])
    assert done.exit_code == 0, done.output
    assert made_by(chosen) == Mirror.version
    mirror.opened.clear()
    assert ["generation" in finding.what for finding in doctor.findings(chosen)] == [True]
    assert mirror.opened == [place.current(chosen.index_dir)]


def test_web_process_reads_with_it(chosen: Settings, mirror: Mirror) -> None:
    hud = make_hud(chosen)
    assert engine_of(chosen) is mirror
    assert getattr(hud.index, "engine", None) is mirror
    hud.db.dispose()
