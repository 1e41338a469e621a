"""Failures of memcached cost time, and never a failed read or an old row."""

from __future__ import annotations

import os
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.db import Database
from app.rowcache import Cache, fetch
from app.rowcache.memcached import MemcachedStore
from app.settings import Settings
from tests.rowcache.models import TryPage
from tests.rowcache.process import running
from tests.rowcache.test_memcached import keys_of
from tests.rowcache.test_rows import filled, title
from tests.services import Memcached, free_port


@pytest.fixture
def kept(url: str, tmp_path: Path, memcached_server: Memcached) -> Iterator[tuple[Database, Cache]]:
    memcached_server.flush()
    settings = Settings(data_dir=tmp_path / "var", memcached=(memcached_server.address,))
    with running(settings, url) as made:
        filled(made[0])
        yield made


def test_server_that_was_never_there_costs_no_answer(url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", memcached=(f"127.0.0.1:{free_port()}",))
    with running(settings, url) as (db, _), running(settings, url) as (other, _):
        filled(db)
        for turn in range(3):
            with other.write() as session:
                session.get_one(TryPage, 1).title = f"New {turn}"
            assert title(db) == f"New {turn}"


class Slow(socketserver.ThreadingTCPServer):
    """A way to a memcached on which every answer can be held back for a while."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, server: Memcached) -> None:
        self.port, self.delay_s = server.port, 0.0
        super().__init__(("127.0.0.1", 0), _Passing)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Passing(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Slow)
        with socket.create_connection(("127.0.0.1", self.server.port)) as behind:
            threading.Thread(target=self._asks, args=(behind,), daemon=True).start()
            with suppress(OSError):
                while said := behind.recv(65_536):
                    time.sleep(self.server.delay_s)
                    self.request.sendall(said)

    def _asks(self, behind: socket.socket) -> None:
        with suppress(OSError):
            while said := self.request.recv(65_536):
                behind.sendall(said)
            behind.shutdown(socket.SHUT_RDWR)


def test_server_that_answers_too_late_is_left_alone_and_gives_nothing_old_afterwards(
    url: str, tmp_path: Path, memcached_server: Memcached
) -> None:
    memcached_server.flush()
    with Slow(memcached_server) as way:
        threading.Thread(target=way.serve_forever, daemon=True).start()
        settings = Settings(data_dir=tmp_path / "var", memcached=(way.address,))
        with running(settings, url) as (db, cache), running(settings, url) as (other, _):
            filled(db)
            assert [title(db), title(other)] == ["Page 1"] * 2
            assert keys_of(memcached_server)
            way.delay_s = 0.3
            for turn in range(3):
                with other.write() as session:
                    session.get_one(TryPage, 1).title = f"New {turn}"
                assert [title(one) for one in (db, other)] == [f"New {turn}"] * 2
            assert isinstance(cache.store, MemcachedStore)
            assert cache.store._nodes.all[0].failures > 0, "nothing was slow"
            way.delay_s = 0.0
            until = time.monotonic() + 3
            while time.monotonic() < until:
                assert [title(one) for one in (db, other)] == ["New 2"] * 2
                time.sleep(0.05)
        way.shutdown()


def put(server: Memcached, key: str, value: bytes) -> None:
    """Past HUD."""
    with socket.create_connection(("127.0.0.1", server.port), 2) as asked:
        asked.sendall(f"set {key} 0 60 {len(value)}\r\n".encode() + value + b"\r\n")
        assert asked.recv(64) == b"STORED\r\n"


@pytest.mark.parametrize(
    "wrong", [b"", b"w", b"x", b"wnonsense", b"c" + bytes(40), b"w\x94\x90\x90\x00\xc4\x02z"]
)
def test_bytes_that_others_left_there_are_a_miss(
    kept: tuple[Database, Cache], memcached_server: Memcached, wrong: bytes
) -> None:
    db, _ = kept
    assert title(db) == "Page 1"
    for key in keys_of(memcached_server):
        put(memcached_server, key, wrong)
    assert title(db) == "Page 1"
    with db.write() as session:
        session.get_one(TryPage, 1).title = "New"
    assert title(db) == "New"


def test_rows_that_were_changed_on_the_way_are_a_miss_or_an_error_that_is_counted(
    kept: tuple[Database, Cache], monkeypatch: pytest.MonkeyPatch
) -> None:
    db, cache = kept
    assert title(db) == "Page 1"
    get = cache.store.get

    def damaged(key: str) -> bytes | None:
        found = get(key)
        return found if found is None else found[: len(found) // 2]

    def damaged_inside(key: str) -> bytes | None:
        found = get(key)
        return found if found is None else found[:-20] + bytes(20)

    for number, damage in enumerate((damaged, damaged_inside), 1):
        monkeypatch.setattr(cache.store, "get", damage)
        assert title(db) == "Page 1"
        assert cache.stats.table()["TryPage"]["error"] >= number


def test_forgetting_everything_under_load_harms_nobody(
    kept: tuple[Database, Cache], memcached_server: Memcached
) -> None:
    db, _ = kept
    stop, wrong = threading.Event(), list[str]()

    def read() -> None:
        while not stop.is_set():
            found = title(db, 2)
            if found != "Page 2":
                wrong.append(found)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(20):
        memcached_server.flush()
        with db.write() as session:
            session.get_one(TryPage, 1).title = f"New {turn}"
        assert title(db) == f"New {turn}"
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_eight_megabytes_go_and_come_back_in_parts(kept: tuple[Database, Cache]) -> None:
    db, cache = kept
    body = os.urandom(8_000_000)
    with db.write() as session:
        session.get_one(TryPage, 1).body = body
    for _ in range(2):
        with db.read() as session:
            page = fetch(session, TryPage, id=1)
        assert page is not None
        assert page.body == body
    found = cache.stats.table()["TryPage"]
    assert (found["split"], found["hit"]) == (1, 1)
