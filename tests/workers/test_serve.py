"""`hud serve`, for real: starts once, keeps its processes running, ends without leaving anything."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.settings import EVERYWHERE, Settings
from tests import prepared
from tests.workers.processes import ROOT, environment, until
from tests.workers.serving import COMMAND, Serving, serving, status

ALL = ""
APPS = "pages,search"  # what has every process; the guide and the pictures only take time at the start

# Those that share one `hud serve` stay together.
pytestmark = pytest.mark.xdist_group("served")


def _refusal(settings: Settings, *options: str, **more: str) -> str:
    """Start another `hud serve` that must not come up; returns its one line."""
    process = subprocess.run(
        [*COMMAND, *options],
        cwd=ROOT,
        env=environment(settings, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 1
    assert process.stdout == ""
    assert process.stderr.count("\n") == 1
    return process.stderr


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that does not exist yet."""
    return Settings(data_dir=tmp_path / "var", crawl_delay=0.0)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Serving, Settings]]:
    """One `hud serve` for tests after which it goes on as before; a signal ends it with exit code 0."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("served") / "var", crawl_delay=0.0)
    prepared.installation(settings)
    with serving(settings, HUD_APPS=APPS) as hud:
        yield hud, settings
        hud.process.send_signal(signal.SIGTERM)
        assert hud.process.wait(20) == 0


def test_it_answers_and_ctrl_c_ends_all_with_exit_code_0(settings: Settings) -> None:
    with serving(settings, HUD_APPS=ALL) as hud:
        url = hud.url()
        assert status(f"{url}/healthz") == 200
        assert "account/first?key=" in hud.said()
        # A proxy that names itself in no header still speaks HTTP/1.0, as nginx does unless told otherwise.
        assert _status_line(url, "1.1").split()[1] == "200"
        assert _status_line(url, "1.0").split()[1] == "403"
        with _clients_that_wait(url):
            before = hud.said()
            hud.process.send_signal(signal.SIGINT)
            assert hud.process.wait(20) == 0
        assert hud.family() == []
        assert hud.said() == before


@contextmanager
def _clients_that_wait(url: str) -> Iterator[None]:
    """One that keeps its connection, one that has sent half of its headers, one half of its body."""
    host, _, port = url.removeprefix("http://").partition(":")
    start = f"POST /account/sign-in HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 100\r\n".encode()
    with ExitStack() as stack:
        kept, headers, body = (
            stack.enter_context(socket.create_connection((host, int(port)), 10)) for _ in range(3)
        )
        headers.sendall(start)
        body.sendall(start + b"\r\nname=")
        # Its answer says that the server has come to read from all three.
        kept.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        assert kept.recv(12) == b"HTTP/1.1 200"
        yield


def _status_line(url: str, version: str) -> str:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 10) as asked:
        asked.sendall(
            f"GET /metrics HTTP/{version}\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode()
        )
        return asked.makefile().readline()


def test_a_second_start_on_the_same_folder_or_port_says_so_in_one_line(
    served: tuple[Serving, Settings],
) -> None:
    hud, settings = served
    url = hud.url()
    line = _refusal(settings, "--port", "0")
    assert str(settings.data_dir) in line
    assert url in line
    other = Settings(data_dir=settings.data_dir.parent / "other")
    line = _refusal(other, "--port", url.rpartition(":")[2])
    assert url.rpartition(":")[2] in line
    assert status(f"{url}/healthz") == 200


@pytest.mark.parametrize(("everywhere", "here"), sorted(EVERYWHERE.items()))
def test_where_it_listens_everywhere_it_prints_addresses_to_open(
    settings: Settings, everywhere: str, here: str
) -> None:
    prepared.installation(settings)
    with serving(settings, "--host", everywhere, HUD_APPS="pages") as hud:
        url = hud.url()
        assert urlsplit(url).hostname == here
        assert status(f"{url}/healthz") == 200
        assert f"{url}/account/first?key=" in hud.said()
        for other in re.findall(r"http://\S+", hud.said().partition("Other machines reach it at ")[2]):
            assert status(f"{other}healthz") == 200


def test_what_cannot_work_is_said_in_one_line(settings: Settings) -> None:
    assert "HUD_TZ" in _refusal(settings, HUD_TZ="Mars/Olympus")
    assert "HUD_APPS" in _refusal(settings, "--port", "0", HUD_APPS="nonsense")
    assert "HUD_HOST" in _refusal(settings, "--host", "no-such-host.invalid")
    assert "192.0.2.1" in _refusal(settings, "--host", "192.0.2.1", "--port", "0")
    (settings.data_dir / "hud.sqlite3").write_bytes(b"this is no database" * 100)
    assert "database" in _refusal(settings, "--port", "0", HUD_APPS=APPS)
    file = settings.data_dir / "file"
    file.touch()
    assert "data folder" in _refusal(Settings(data_dir=file), "--port", "0")


def test_a_killed_supervisor_leaves_no_process_port_or_lock(settings: Settings) -> None:
    prepared.installation(settings)
    with serving(settings, "--workers", "2", HUD_APPS=APPS) as hud:
        port = hud.url().rpartition(":")[2]
        assert len(hud.family()) >= 4
        hud.process.kill()
        hud.process.wait()
        until(lambda: not hud.family(), 5)
    with serving(settings, "--port", port, HUD_APPS=APPS) as again:
        assert again.url().rpartition(":")[2] == port
        with _clients_that_wait(again.url()):
            before = again.said()
            again.process.send_signal(signal.SIGTERM)
            assert again.process.wait(20) == 0
        assert again.said() == before


@pytest.mark.parametrize("role", ["web", "worker", "follower"])
def test_a_killed_child_is_started_again_and_leaves_nobody_of_its_own(
    served: tuple[Serving, Settings], role: str
) -> None:
    hud, _ = served
    url = hud.url()
    family = 2 if role == "web" else 1
    until(lambda: len(hud.children(role)) == family)
    before = hud.children(role)
    os.kill(before[0], signal.SIGKILL)
    until(lambda: f"{role} process" in hud.said() and hud.children(role))
    until(lambda: not set(hud.children(role)) & set(before))
    until(lambda: status(f"{url}/healthz") == 200)
