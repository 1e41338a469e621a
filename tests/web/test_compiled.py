"""Compiled templates that cannot be kept or cannot be read: nobody notices but the log."""

from __future__ import annotations

import marshal
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from app.web.compiled import CompiledTemplates


def _shown(folder: Path, failed: Callable[[OSError], object] = lambda _error: None) -> str:
    """What a process that has just started makes of the template."""
    cache = CompiledTemplates(folder / "cache", "form", failed)
    templates = Environment(  # there is nothing to escape
        loader=FileSystemLoader(folder), bytecode_cache=cache
    )
    return templates.get_template("one.html").render(who="stork")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.html").write_text("A {{ who }}.")
    return tmp_path


def _kept(folder: Path) -> Path:
    (file,) = (folder / "cache").iterdir()
    return file


def test_a_template_is_compiled_once_and_kept_for_its_owner_alone(folder: Path) -> None:
    assert _shown(folder) == "A stork."
    written = _kept(folder).stat()
    assert written.st_mode & 0o077 == 0
    assert _shown(folder) == "A stork."
    assert _kept(folder).stat().st_mtime_ns == written.st_mtime_ns


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:0],
        lambda data: data[:40],
        lambda data: data[:-1],
        lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:],
        lambda data: b"\x80\x02}q\x00." * (len(data) // 6),
        lambda data: data[:-200] + marshal.dumps("no code at all"),
        lambda data: bytes(len(data)),
    ],
)
def test_a_damaged_or_foreign_file_is_made_anew(damage: Callable[[bytes], bytes], folder: Path) -> None:
    assert _shown(folder) == "A stork."
    sound = _kept(folder).read_bytes()
    _kept(folder).write_bytes(damage(sound))
    assert _shown(folder) == "A stork."
    assert _kept(folder).read_bytes() == sound


def test_where_none_can_be_kept_it_is_compiled_each_time_and_somebody_is_told(folder: Path) -> None:
    (folder / "cache").write_text("in the way")
    told: list[OSError] = []
    assert _shown(folder, told.append) == "A stork."
    assert len(told) == 1
