"""A database file that is damaged or no file at all: HUD refuses to start and names the cause in one line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services import free_port

HUD = Path(sys.executable).with_name("hud")


def hud(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"HUD_DATA_DIR": str(folder), "HUD_PORT": str(free_port()), "PATH": "/usr/bin:/bin"}
    return subprocess.run([HUD, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False)


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[100:8_000] = bytes(byte ^ 0x5A for byte in data[100:8_000])
    file.write_bytes(data)


def halve(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2 + 100)


def make_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def put_something_else(file: Path) -> None:
    file.write_text("This is no database. " * 500)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation as `hud migrate` leaves it."""
    folder = tmp_path_factory.mktemp("made")
    assert hud(folder, "migrate").returncode == 0
    return folder


@pytest.mark.parametrize("damage", [flip, halve, make_a_folder, put_something_else])
def test_start_is_refused_and_the_doctor_says_what_to_do(
    damage: Callable[[Path], None], made: Path, tmp_path: Path
) -> None:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    damage(tmp_path / "hud.sqlite3")
    started = hud(tmp_path, "serve")
    assert started.returncode == 1
    assert len(started.stderr.strip().splitlines()) == 1, started.stderr
    assert "database" in started.stderr
    examined = hud(tmp_path, "doctor")
    assert examined.returncode == 1
    assert "hud.sqlite3" in examined.stdout
    assert "Background" not in examined.stdout
    shutil.rmtree(tmp_path)
