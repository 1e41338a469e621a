"""Slow senders and slow readers by the thousand, while everybody else is served.

One real `hud serve` with the 1,024 files that systems give, attacked from three sides at once: its own port,
and the nginx of `deploy/nginx.conf` before it.
"""

from __future__ import annotations

import json
import resource
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from app.settings import Settings
from app.web.response.assets import Assets
from tests import prepared
from tests.attack.front import NAME, Front, front
from tests.services import free_port
from tests.soak import times
from tests.workers.processes import ROOT, until
from tests.workers.serving import Serving, serving

pytestmark = pytest.mark.xdist_group("siege")

COUNT = 1_300
SOURCES = 26  # addresses, each with fewer connections than nginx allows one
OF_ONE = 64
SECONDS = times("seconds of slow bodies", 10, 120)
_LONG = ("--seconds", "120")
"""For attacks that the server ends."""
_OTHERS = ("--first", "50")
_FORM = ("--path", "/account/language")
_ANOTHER = ("--count", "200", "--first", "100", "--sources", "1")


class Attack:
    """One attacker's process."""

    def __init__(self, output: Path, kind: str, port: int, *options: str) -> None:
        self.output = output
        command = [sys.executable, "-m", "tests.attack.slow", kind, str(port), "--host", NAME, *options]
        with output.open("w") as file:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=file)

    @property
    def is_on(self) -> bool:
        """Whether it still attacks."""
        return self.process.poll() is None

    @property
    def stands(self) -> bool:
        """Whether all connections stand."""
        return self.output.read_text().startswith("open") or not self.is_on

    def result(self) -> dict[str, object]:
        """What it says of itself at its end."""
        assert self.process.wait(60) == 0
        found: dict[str, object] = json.loads(self.output.read_text().splitlines()[-1])
        return found


class Siege(NamedTuple):
    """What the attackers say, which statuses others saw meanwhile, and what HUD and nginx wrote."""

    results: dict[str, dict[str, object]]
    near: Counter[int]
    far: Counter[int]
    said: str


@contextmanager
def _few_files() -> Iterator[None]:
    """What starts in the block begins with the soft limit of most systems."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1_024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _visit(client: httpx.Client, seen: Counter[int]) -> None:
    """What people do: look at a page, and send a form."""
    named = {"sni_hostname": NAME}
    seen[client.get("/", extensions=named).status_code] += 1
    answer = client.post("/account/language", data={"language": "nl"}, extensions=named)
    seen[answer.status_code] += 1


def _attacks(folder: Path, port: int, nginx: Front) -> dict[str, Attack]:
    font = Assets(ROOT / "static").url("vendor/inter/inter-latin-ext-wght-normal.woff2")
    port_of, many = nginx.plain, ("--count", str(COUNT), "--sources", str(SOURCES))
    behind = {
        "bodies": Attack(folder / "bodies", "bodies", port_of, *many, *_FORM, "--seconds", str(SECONDS)),
        "readers": Attack(folder / "readers", "readers", port_of, *many, *_OTHERS, "--path", font, *_LONG),
        "one": Attack(
            folder / "one", "bodies", port_of, "--count", "200", *_ANOTHER, *_FORM, "--seconds", "6"
        ),
    }
    until(lambda: all(attack.stands for attack in behind.values()), 120)
    return {**behind, "direct": Attack(folder / "direct", "bodies", port, "--count", str(COUNT), *_LONG)}


def _besieged(folder: Path, hud: Serving, port: int, nginx: Front) -> Siege:
    near, far = Counter[int](), Counter[int]()
    headers = {"Host": NAME, "Sec-Fetch-Site": "same-origin"}
    trusting = ssl.create_default_context(cafile=str(nginx.authority))
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as plain,
        httpx.Client(
            base_url=f"https://127.0.0.1:{nginx.https}", headers=headers, timeout=30, verify=trusting
        ) as secure,
    ):
        attacks = _attacks(folder, port, nginx)
        while any(attack.is_on for attack in attacks.values()):
            _visit(plain, near)
            _visit(secure, far)
    results = {name: attack.result() for name, attack in attacks.items()}
    return Siege(results, near, far, hud.said() + nginx.log.read_text())


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Siege:
    """All attacks at once, for all tests of this file."""
    folder = tmp_path_factory.mktemp("siege")
    settings = Settings(data_dir=folder / "var", crawl_delay=0.0)
    prepared.installation(settings)
    port = free_port()
    names = {"HUD_BASE_URL": f"https://{NAME}", "HUD_TRUSTED_PROXIES": "127.0.0.1", "HUD_APPS": "accounts"}
    with ExitStack() as stack:
        with _few_files():
            hud = stack.enter_context(serving(settings, "--port", str(port), **names))
        nginx = stack.enter_context(front(folder / "nginx", port))
        until(lambda: "ready at" in hud.said() or hud.process.poll() is not None, 90)
        return _besieged(folder, hud, port, nginx)


def test_everybody_else_is_served(siege: Siege) -> None:
    assert set(siege.near) == {200, 303}
    assert set(siege.far) == {200, 303}
    assert "Traceback" not in siege.said


def test_slow_bodies_are_refused_and_their_connections_ended(siege: Siege) -> None:
    direct = siege.results["direct"]
    assert direct["opened"] == COUNT
    assert direct["ended"] == COUNT
    assert direct["statuses"] == {"408": COUNT}


def test_nginx_keeps_slow_bodies_from_hud(siege: Siege) -> None:
    assert siege.results["bodies"]["opened"] == COUNT
    # None of them was complete, so of none HUD has heard.
    assert siege.said.count("status=408") == COUNT


def test_nginx_ends_slow_readers(siege: Siege) -> None:
    readers = siege.results["readers"]
    assert readers["opened"] == COUNT
    assert readers["ended"] == COUNT


def test_nginx_gives_one_address_so_many_connections(siege: Siege) -> None:
    statuses = siege.results["one"]["statuses"]
    assert statuses == {"429": 200 - OF_ONE}
