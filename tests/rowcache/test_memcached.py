"""The store in a real memcached: large values, refused ones, servers that go away and come back."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import unquote

import pytest

from app.freshness.nodes import REST_S, Nodes
from app.rowcache import memcached as module
from app.rowcache.memcached import MemcachedStore
from tests.services import Memcached, free_port, memcached


@pytest.fixture
def store(memcached_server: Memcached) -> Iterator[MemcachedStore]:
    memcached_server.flush()
    made = MemcachedStore(Nodes([memcached_server.address]), "try:")
    yield made
    made.close()


@pytest.mark.parametrize("size", [0, 1, 899_999, 900_000, 1_100_000, 8_000_000])
def test_values_of_any_size_come_back_whole(store: MemcachedStore, size: int) -> None:
    value = os.urandom(size)
    assert store.put("large", value, 60)
    assert store.get("large") == value


def test_missing_or_foreign_part_is_a_miss(store: MemcachedStore, memcached_server: Memcached) -> None:
    value = os.urandom(2_500_000)
    assert store.put("large", value, 60)
    part = next(key for key in keys_of(memcached_server) if "#" in key)
    tell(memcached_server, f"set {part} 0 60 5\r\nwrong\r\n")
    assert store.get("large") is None
    assert store.put("large", value, 60)
    tell(memcached_server, f"delete {part}\r\n")
    assert store.get("large") is None


def test_many_values_go_in_batches_and_a_refused_one_harms_no_other(
    store: MemcachedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PART", 3_000_000)  # so that one is sent which the server refuses
    values = {f"k{number}": os.urandom(200) for number in range(250)}
    values["huge"] = os.urandom(1_500_000)
    assert store.put_many(values, 60) == ["huge"]
    found = store.get_many(list(values))
    assert found.keys() == values.keys() - {"huge"}
    assert all(values[key] == value for key, value in found.items())


def test_threads_never_get_each_others_values(store: MemcachedStore) -> None:
    for number in range(100):
        store.put(f"k{number}", f"value {number}".encode() * 50, 60)

    def read(number: int) -> bool:
        return store.get(f"k{number % 100}") == f"value {number % 100}".encode() * 50

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(read, range(3_200)))


@pytest.mark.parametrize("size", [10, 1_100_000])
@pytest.mark.parametrize("before", [None, b"old"])
def test_a_value_is_swapped_only_for_the_one_that_was_seen(
    store: MemcachedStore, before: bytes | None, size: int
) -> None:
    if before is not None:
        store.put("a", before, 60)
    slow = store.ticket("a")
    quick = store.ticket("a")
    newer, older = os.urandom(size), os.urandom(size)
    assert store.swap("a", newer, 60, quick) is True
    assert store.swap("a", older, 60, slow) is False
    assert store.get("a") == newer
    seen = store.ticket("a")
    store.drop("a")
    assert store.swap("a", older, 60, seen) is True, "nothing is there that it could be older than"
    assert store.get("a") == older


def test_a_value_that_is_refused_is_told_from_one_that_came_too_late(
    store: MemcachedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PART", 3_000_000)  # so that it is sent in one piece
    assert store.swap("huge", os.urandom(1_500_000), 60, store.ticket("huge")) is None


def test_away_server_is_a_miss_and_comes_back_by_itself() -> None:
    with memcached() as server:
        store = MemcachedStore(Nodes([server.address]), "try:")
        assert store.put("a", b"1", 60)
        server.kill()
        assert store.get("a") is None
        assert not store.put("a", b"2", 60)
        server.start()
        until_rested(store)
        assert store.put("a", b"3", 60)
        assert store.get("a") == b"3"
        store.close()


def test_silent_server_holds_nobody_up_for_long() -> None:
    with memcached() as server:
        store = MemcachedStore(Nodes([server.address]), "try:")
        assert store.put("a", b"1", 60)
        server.pause()
        asked = 0

        def ask(_: int) -> None:
            nonlocal asked
            assert store.get("a") is None
            asked += 1

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(400)))
        assert asked == 400
        assert store._nodes.all[0].failures < 60, "the breaker stayed closed"
        server.resume()
        until_rested(store)
        assert store.get("a") == b"1"
        store.close()


def test_key_stays_with_its_server_while_that_one_is_away() -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(memcached()) for _ in range(3)]
        store = MemcachedStore(Nodes([server.address for server in servers]), "try:")
        stack.callback(store.close)
        values = {f"k{number}": b"old" for number in range(60)}
        assert store.put_many(values, 60) == []
        homes = {key: store._nodes.of("try:" + key).address for key in values}
        assert len(set(homes.values())) == 3
        servers[0].pause()
        away = [key for key, home in homes.items() if home == servers[0].address]
        assert set(store.put_many(dict.fromkeys(values, b"new"), 60)) == set(away)
        assert store.get_many(list(values)).keys() == values.keys() - set(away)


def test_unreachable_address_is_a_miss() -> None:
    store = MemcachedStore(Nodes([f"127.0.0.1:{free_port()}"]), "try:")
    assert store.get("a") is None
    assert not store.add("a", b"1", 5)
    assert store.swap("a", b"1", 5, store.ticket("a")) is None
    store.drop("a")


def until_rested(store: MemcachedStore) -> None:
    threading.Event().wait(REST_S + 0.1)
    store.get("wake")


def tell(server: Memcached, words: str) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), 2) as asked:
        asked.sendall(words.encode())
        return asked.recv(65_536)


def keys_of(server: Memcached) -> list[str]:
    with socket.create_connection(("127.0.0.1", server.port), 2) as asked, asked.makefile("rb") as lines:
        asked.sendall(b"lru_crawler metadump all\r\n")
        found = []
        for line in lines:
            if line.startswith(b"END"):
                break
            found.append(unquote(line.split()[0].removeprefix(b"key=").decode()))
        return found
