"""The servers of a load test on loopback: `hud serve`, a bare handler on the same kind of server, memcached,
Redis, and an nginx in front.

They are started as an admin would start them, on ports of their own, and end with the block that wanted them.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from bench.nginx import require

ROOT = Path(__file__).resolve().parents[2]
_WAIT_S = 120.0
_STOP_S = 20.0


class Server(NamedTuple):
    """Where a server is, and the process that started it."""

    url: str
    pid: int

    @property
    def port(self) -> int:
        """Its port of loopback."""
        return urlsplit(self.url).port or 80


@contextmanager
def hud(
    folder: Path, settings: Mapping[str, str], *, workers: int = 1, core: int | None = None
) -> Iterator[Server]:
    """`hud serve` on a data folder, HUD_… set so; with `core` all its processes stay on that one."""
    wanted = {"HUD_DATA_DIR": str(folder), "HUD_TRUSTED_PROXIES": "127.0.0.1", **settings}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", "0"]
    with started([*command, "--workers", str(workers)], wanted, core) as (process, output):
        yield Server(_said(process, output, r"ready at (http://\S+)/ "), process.pid)


@contextmanager
def bare(answers: Mapping[str, bytes], *, workers: int = 1, core: int | None = None) -> Iterator[Server]:
    """Litestar handlers that do nothing but answer: the bytes by route, as Litestar writes routes."""
    with tempfile.NamedTemporaryFile(suffix=".answers") as held:
        held.write(msgspec.msgpack.encode(answers))
        held.flush()
        port = free_port()
        command = [sys.executable, "-m", "bench.load.bare", held.name, str(port), str(workers)]
        with started(command, {}, core) as (process, output):
            await_port(process, output, port)
            yield Server(f"http://127.0.0.1:{port}", process.pid)


@contextmanager
def memcached(core: int | None = None) -> Iterator[Server]:
    """An empty memcached."""
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    listen = ["-l", "127.0.0.1", "-p", str(port), "-U", "0", "-m", "256"]
    with started([require("memcached", "memcached"), *listen, *user], {}, core) as (process, output):
        await_port(process, output, port)
        yield Server(f"memcached://127.0.0.1:{port}", process.pid)


@contextmanager
def redis(core: int | None = None) -> Iterator[Server]:
    """An empty Redis that keeps nothing."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hud-redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        server = require("redis-server", "redis-server")
        with started([server, *options], {}, core) as (process, output):
            await_port(process, output, port)
            yield Server(f"redis://127.0.0.1:{port}/0", process.pid)


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> list[int]:
    """A process and all that came of it."""
    parents: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = place.joinpath("stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents.setdefault(int(fields[1]), []).append(int(place.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def web_process(pid: int) -> int:
    """Of a `hud serve` with one web process: the one that answers requests."""
    grown = {one: family(one) for one in family(pid) if b"\0workers.child\0web\0" in _command(one)}
    main = min(grown, key=lambda one: (-len(grown[one]), one))
    inner = [one for one in grown[main] if one != main]
    # Granian's main process only watches; its child with the most memory is the one that has the app.
    return max(inner or [main], key=resident)


def resident(pid: int) -> int:
    """Bytes of memory that a process has to itself and shares."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def started(
    command: Sequence[str], settings: Mapping[str, str], core: int | None
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A process in a session of its own; asked to end with the block, and forced after a while."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUD_")}
    with tempfile.NamedTemporaryFile(prefix="hud-said-") as output, on({core} if core is not None else None):
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environment, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process, Path(output.name)
        finally:
            _stop(process)


@contextmanager
def on(cores: Collection[int] | None) -> Iterator[None]:
    """Processes started within stay on these cores; None leaves them free."""
    before = os.sched_getaffinity(0)
    if cores is not None:
        os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            for one in family(process.pid):
                os.kill(one, signal.SIGKILL)
            process.wait()


def _said(process: subprocess.Popen[bytes], output: Path, pattern: str) -> str:
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until:
        found = re.search(pattern, output.read_text())
        if found:
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not come up: {output.read_text().strip() or 'no word'}")


def await_port(process: subprocess.Popen[bytes], output: Path, port: int) -> None:
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} did not come up: {output.read_text().strip() or 'no word'}")
