"""Privacy of the data folder: HUD's files there are for its own user, and what lay open is closed."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app import private
from app.own_folder import keep_private
from app.settings import Settings
from tests.workers.processes import until
from tests.workers.serving import serving, status

HUD = Path(sys.executable).with_name("hud")
NOBODY = 65534


def hud(folder: Path, *arguments: str, umask: int = 0o022, **more: str) -> subprocess.CompletedProcess[str]:
    env = {"HUD_DATA_DIR": str(folder), "PATH": "/usr/bin:/bin", **more}
    return subprocess.run(
        [HUD, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False, umask=umask
    )


def modes(folder: Path) -> dict[str, str]:
    """The mode of the folder and all in it, but for links, which have none of their own."""
    found = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    return {str(path.relative_to(folder)): stat.filemode(path.stat().st_mode) for path in found}


def closed(folder: Path) -> bool:
    return all(mode.endswith("------") for mode in modes(folder).values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


def test_all_that_a_running_installation_makes_is_its_users_alone(folder: Path) -> None:
    """Also where an older version has left everything open."""
    assert hud(folder, "index", "build").returncode == 0
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    with serving(Settings(data_dir=folder), HUD_MEMCACHED="") as running:
        url = running.url()
        assert status(f"{url}/search?q=word") == 200
        until((folder / "hud.sqlite3.wake").exists)
        made = modes(folder)
        assert {"hud.sqlite3-wal", "hud.sqlite3-shm", "clock", "secret", "serve.lock", "index"} <= made.keys()
        assert any(name.startswith("cache/templates/") for name in made)
        assert closed(folder), made
        assert running.said().count("Other users could read") == 1
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(20) == 0
    assert closed(folder), modes(folder)


def test_what_was_open_is_closed_with_one_line_and_only_once(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database too where it lies elsewhere."""
    file = tmp_path / "elsewhere.sqlite3"
    settings = Settings(data_dir=folder, database_url=f"sqlite:///{file}")
    keep_private(settings)
    assert capsys.readouterr().err == "", "it has only just been made"
    for path in (folder / "clock", file):
        path.touch()
        path.chmod(0o664)
    keep_private(settings)
    assert "1 file" in capsys.readouterr().err, "nobody got into the folder"
    folder.chmod(0o755)
    (folder / "clock").chmod(0o644)
    file.chmod(0o604)
    keep_private(settings)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "2 files" in said
    assert closed(folder)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keep_private(settings)
    assert capsys.readouterr().err == ""


def test_group_may_read_where_that_is_asked_for(folder: Path) -> None:
    made = hud(folder, "index", "build", umask=0o002, HUD_DATA_ACCESS="group")
    assert made.returncode == 0, made.stderr
    found = modes(folder)
    assert found["."] == "drwxr-x---"
    assert found["hud.sqlite3"] == "-rw-r-----"
    assert private.open_to_others(folder, access=private.GROUPS) == []
    said = hud(folder, "user", "list", HUD_DATA_ACCESS="group").stderr
    assert said == "Nobody has an account yet; `hud user add NAME --role admin` makes one.\n"


def test_doctor_says_what_is_open_and_what_belongs_to_somebody_else(folder: Path) -> None:
    assert hud(folder, "index", "build").returncode == 0
    folder.chmod(0o755)
    found = hud(folder, "doctor").stdout
    assert "Other users can read 1" in found
    if os.geteuid() == 0:
        os.chown(folder / "clock", NOBODY, NOBODY)
        assert "1 of its files do not belong to its owner" in hud(folder, "doctor").stdout


def test_a_link_leads_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("not HUD's")
    outside.chmod(0o644)
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    private.close(folder)
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes what others own")
def test_what_root_makes_goes_to_the_folders_owner_but_for_files_of_two_names(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    assert hud(folder, "user", "list").returncode == 0
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    shutil.rmtree(folder / "metrics")
    (tmp_path / "roots").write_text("root's own")
    (folder / "roots").hardlink_to(tmp_path / "roots")
    assert hud(folder, "index", "build").returncode == 0
    owners = {path.name: path.stat().st_uid for path in folder.rglob("*") if not path.is_symlink()}
    assert owners.pop("roots") == 0
    assert set(owners.values()) == {NOBODY}, owners
