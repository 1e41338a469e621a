"""Steps that `make` would take: nobody who has run HUD waits twice for the same installation."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "requirements.lock",
    "requirements-build.lock",
    "requirements-dev.lock",
    "pyproject.toml",
    "Cargo.toml",
    "Cargo.lock",
    "trie_core/Cargo.toml",
    "trie_core/src/lib.rs",
    ".venv/bin/python",
)
BUILDS_THE_CORE = "--no-build-isolation -e ."


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files that `make` looks at, and a .venv in which nothing is installed yet."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for place in SOURCES:
        _write(tmp_path / place, 1)
    return tmp_path


def _write(file: Path, when: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    os.utime(file, (when, when))


def _would(clone: Path, target: str) -> str:
    return subprocess.run(
        ["make", "-n", target], cwd=clone, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(
    ("stamp", "lock"), [(".venv/.run", "-r requirements.lock"), (".venv/.dev", "-r requirements-dev.lock")]
)
def test_a_fresh_clone_gets_its_packages_and_the_core(clone: Path, stamp: str, lock: str) -> None:
    told = _would(clone, stamp)
    assert told.index(lock) < told.index(BUILDS_THE_CORE)
    assert told.count(BUILDS_THE_CORE) == 1


def test_whoever_has_run_it_gets_only_the_packages_for_development(clone: Path) -> None:
    for stamp in (".venv/.core", ".venv/.run"):
        _write(clone / stamp, 2)
    told = _would(clone, ".venv/.dev")
    assert "-r requirements-dev.lock" in told
    assert BUILDS_THE_CORE not in told


def test_a_changed_source_of_the_core_has_it_built_anew(clone: Path) -> None:
    for stamp in (".venv/.core", ".venv/.run", ".venv/.dev"):
        _write(clone / stamp, 2)
    assert BUILDS_THE_CORE not in _would(clone, ".venv/.dev")
    _write(clone / "trie_core/src/lib.rs", 3)
    for stamp in (".venv/.run", ".venv/.dev"):
        assert BUILDS_THE_CORE in _would(clone, stamp)
