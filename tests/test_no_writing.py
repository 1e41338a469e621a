"""Commands where nothing can be written, or hardly any file opened: one clear line each, and no traceback."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from app.cli import main
from tests.disks import fill
from tests.disks import small_disk as mounted
from tests.workers.processes import ROOT

NOBODY = 65534
SEVERAL = """
import json, sys
from click.testing import CliRunner
from app.cli import main
found = []
for arguments in json.loads(sys.argv[1]):
    result = CliRunner().invoke(main, arguments)
    error = result.exception
    wrong = "" if error is None or isinstance(error, SystemExit) else repr(error)
    found.append([result.exit_code, result.stdout, result.stderr, wrong])
print(json.dumps(found))
"""
"""Several commands in one process, since each start of one costs a second."""
NOTHING_THERE = (
    "No page was found.\n“storks” was never on any page.\n",
    "No page was found.\n",
    "Nobody has an account yet; `hud user add NAME --role admin` makes one.\n",
)
LOOKING = (
    ("pages", "list"),
    ("search", "storks"),
    ("words", "storks"),
    ("user", "list"),
    ("index", "stats"),
    ("cache", "stats"),
)
CHANGING = (
    ("pages", "add", "https://example.org/two"),
    ("crawl",),
    ("user", "role", "Ann", "editor"),
    ("index", "build"),
    ("cache", "clear"),
    ("captcha", "make", "1"),
    ("migrate",),
    ("serve", "--port", "0"),
)


class Said(NamedTuple):
    """What one command did."""

    code: int
    stdout: str
    stderr: str
    wrong: str


def hud(folder: Path, *commands: tuple[str, ...], files: int = 0) -> list[Said]:
    """Run the commands one after another, as somebody who may do no more than the files' modes say."""
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []

    def limit() -> None:
        if files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    done = subprocess.run(
        [*bound, sys.executable, "-c", SEVERAL, json.dumps(commands)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HUD_DATA_DIR": str(folder), "HUD_CRAWL_DELAY": "0"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        preexec_fn=limit,
    )
    return [Said(*one) for one in json.loads(done.stdout)]


def refused(said: list[Said], *words: str) -> None:
    """Each ended with one line that holds one of the words."""
    for one in said:
        assert one.wrong == "", one
        assert one.code == 1, one
        assert one.stderr.count("\n") == 1, one
        assert any(word in one.stderr for word in words), one


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a page and a person, to be copied."""
    folder = tmp_path_factory.mktemp("made") / "var"
    runner = CliRunner(env={"HUD_DATA_DIR": str(folder)})
    for arguments in (["index", "build"], ["pages", "add", "https://example.org/"]):
        assert runner.invoke(main, arguments).exit_code == 0
    added = runner.invoke(main, ["user", "add", "Ann"], input="correct horse battery staple\n")
    assert added.exit_code == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "var", symlinks=True)


def _all_of(folder: Path, change: Callable[[Path], None]) -> None:
    for path in (*folder.rglob("*"), folder):
        if not path.is_symlink():
            change(path)


def test_in_a_read_only_folder_one_can_look_and_changing_ends_in_a_line(folder: Path) -> None:
    _all_of(folder, lambda path: path.chmod(0o500 if path.is_dir() else 0o400))
    said = hud(folder, *LOOKING, *CHANGING, ("doctor",))
    for one in said[: len(LOOKING)]:
        assert one.code == 0, one
        assert one.stderr in ("", *NOTHING_THERE), one
    assert "https://example.org/" in said[0].stdout
    assert "Ann" in said[LOOKING.index(("user", "list"))].stdout
    refused(said[len(LOOKING) : -1], "cannot be used")
    assert said[-1].wrong == ""
    assert "It cannot be written" in said[-1].stdout
    _all_of(folder, lambda path: path.chmod(0o700 if path.is_dir() else 0o600))


def test_database_that_alone_cannot_be_written_is_named(folder: Path) -> None:
    file = folder / "hud.sqlite3"
    file.chmod(0o400)
    (folder / "serve.lock").touch(0o600)
    said = hud(folder, ("pages", "list"), ("pages", "add", "https://example.org/two"), ("doctor",))
    assert said[0].code == 0
    refused([said[1]], str(file))
    assert f"{file} cannot be written" in said[2].stdout


def test_folder_that_is_a_file_or_somebody_elses_is_named(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    commands = (("pages", "list"), ("pages", "add", "https://example.org/two"), ("serve", "--port", "0"))
    refused(hud(file, *commands), f"{file} is no folder")
    if os.geteuid() == 0:
        _all_of(folder, lambda path: os.chown(path, NOBODY, NOBODY))
        refused(hud(folder, *commands), str(folder))


def test_where_hardly_any_file_may_be_open_the_limit_is_named(folder: Path) -> None:
    said = hud(folder, ("serve", "--port", "0"), ("doctor",), files=40)
    refused(said[:1], "40 files")
    assert "ulimit -n" in said[1].stdout
    said = hud(folder, ("pages", "list"), ("pages", "add", "https://example.org/two"), files=8)
    refused(said, "8 files")


def test_on_a_full_disk_one_line_says_so(folder: Path, tmp_path: Path) -> None:
    with mounted(tmp_path) as disk:
        full = shutil.copytree(folder, disk / "var", symlinks=True)
        fill(disk)
        said = hud(full, ("pages", "add", "https://example.org/two"), ("serve", "--port", "0"), ("doctor",))
        refused(said[:2], "full")
        assert "the disk is full" in said[2].stdout
        assert said[2].wrong == ""
