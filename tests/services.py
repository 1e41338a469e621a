"""Real servers for tests: PostgreSQL and Redis, started on loopback or a local socket and ended again.

A missing program skips the test that needs it, and fails it where CI=true.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from sqlalchemy import create_engine, make_url, text

# No test pulls the plug: what the system holds in memory is as good as written.
HASTY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
POSTGRES_HOMES = "/usr/lib/postgresql/*/bin"


def program(name: str, *places: str) -> str:
    """The path of a program, or the end of the test that needs it."""
    found = shutil.which(name)
    if found is None:
        for place in places:
            matches = sorted(Path("/").glob(f"{place.lstrip('/')}/{name}"))
            found = str(matches[-1]) if matches else found
    if found is None:
        message = f"{name} is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgresql() -> Iterator[str]:
    """A new cluster on a local socket; gives the URL of an empty database."""
    initdb = program("initdb", POSTGRES_HOMES)
    pg_ctl = program("pg_ctl", POSTGRES_HOMES)
    # The server refuses to run as root, and its socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="hudpg") as folder:
        user = group = None
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            user, group = postgres.pw_uid, postgres.pw_gid
            os.chown(folder, user, group)
        data = f"{folder}/data"

        def run(*command: str) -> None:
            subprocess.run(
                command,
                check=True,
                cwd=folder,
                stdout=subprocess.DEVNULL,
                user=user,
                group=group,
                extra_groups=[],
            )

        run(
            initdb,
            "-D",
            data,
            "-U",
            "hud",
            "-A",
            "trust",
            "-N",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} {HASTY}"
        run(pg_ctl, "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://hud@/postgres?host={folder}"
        finally:
            run(pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")


@contextmanager
def database_like(url: str, template: str, name: str) -> Iterator[str]:
    """The database `name`, a copy of `template` on the server of `url`, for a block; gives its URL.

    What still uses it at the end is cut off: nobody's open connection is in the next test's way.
    """
    with _orders(url) as order:
        order(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with _orders(url) as order:
            order(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _orders(url: str) -> Iterator[Callable[[str], object]]:
    """Statements to a server that stand in no transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection.exec_driver_sql
    finally:
        engine.dispose()


def empty(url: str) -> None:
    """Leave a PostgreSQL database to the next test as a new one."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@contextmanager
def redis_server() -> Iterator[str]:
    """An empty Redis on loopback; gives its URL."""
    server = program("redis-server")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hudredis") as folder:
        command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        url = f"redis://127.0.0.1:{port}/0"
        try:
            client = redis.Redis.from_url(
                url, retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 100)
            )
            client.ping()
            yield url
        finally:
            process.kill()
            process.wait()


@dataclass
class Memcached:
    """A running memcached: stop it, let it go on, end it, start it anew on the same port."""

    command: list[str]
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """As HUD_MEMCACHED names it."""
        return f"127.0.0.1:{self.port}"

    def flush(self) -> None:
        """Forget everything."""
        with socket.create_connection(("127.0.0.1", self.port), 2) as asked:
            asked.sendall(b"flush_all\r\n")
            assert asked.recv(16).startswith(b"OK")

    def pause(self) -> None:
        """It takes connections and says nothing."""
        self.process.send_signal(signal.SIGSTOP)
        # Every thread of it has to have stopped, which the signal does not wait for.
        tasks = Path(f"/proc/{self.process.pid}/task")
        for _ in range(500):
            states = [(task / "stat").read_text().rpartition(") ")[2][0] for task in tasks.iterdir()]
            if set(states) == {"T"}:
                return
            time.sleep(0.01)
        raise TimeoutError("memcached did not stop")

    def resume(self) -> None:
        """It goes on with all it held."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """It is gone with all it held."""
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        """Run, and wait until it answers."""
        self.process = subprocess.Popen(self.command)
        for _ in range(200):
            try:
                self.flush()
            except OSError:
                time.sleep(0.02)
            else:
                return
        raise TimeoutError(f"memcached did not answer on port {self.port}")


@contextmanager
def memcached() -> Iterator[Memcached]:
    """An empty memcached on loopback."""
    port = free_port()
    command = [
        program("memcached"),
        "-l",
        "127.0.0.1",
        "-p",
        str(port),
        "-U",
        "0",
        "-m",
        "64",
        "-u",
        "nobody",
    ]
    server = Memcached(command, port, subprocess.Popen(["true"]))
    server.process.wait()
    server.start()
    try:
        yield server
    finally:
        server.kill()
