"""memcached servers: which one holds a key, a pool of connections to each, and a breaker before each.

A key belongs to one server for good (rendezvous hashing). While that server cannot be reached the key is a
miss and is not moved: moved, it would come back old when the server does.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import TypeVar

from pymemcache.client.base import PooledClient
from pymemcache.exceptions import MemcacheError

T = TypeVar("T")
log = logging.getLogger(__name__)

LIMIT_S = 0.1
"""Seconds to connect and to wait for an answer; a database asked instead takes less."""
REST_S = 1.0
"""How long a server that failed is left alone."""
CONNECTIONS = 32


class Away(Exception):
    """The server cannot be asked now."""


class Node:
    """One server."""

    def __init__(self, address: str) -> None:
        self.address = address
        host, _, port = address.rpartition(":")
        self._client = PooledClient(
            (host.strip("[]"), int(port)),
            connect_timeout=LIMIT_S,
            timeout=LIMIT_S,
            no_delay=True,
            max_pool_size=CONNECTIONS + 1,
            # By default a value that is refused counts as stored, and an error as a miss.
            default_noreply=False,
            ignore_exc=False,
        )
        # The pool raises when it is empty; a thread had better wait for its turn.
        self._turns = threading.BoundedSemaphore(CONNECTIONS)
        self._lock = threading.Lock()
        self._closed_until = 0.0
        self.failures = 0

    def ask(self, do: Callable[[PooledClient], T]) -> T:
        """What `do` brings from the server; raises `Away` at once while it rests."""
        if time.monotonic() < self._closed_until:
            raise Away(self.address)
        try:
            with self._turns:
                return do(self._client)
        except (OSError, MemcacheError) as error:
            self._rest(error)
            raise Away(self.address) from error

    def _rest(self, error: Exception) -> None:
        with self._lock:
            self.failures += 1
            if time.monotonic() < self._closed_until:
                return
            self._closed_until = time.monotonic() + REST_S
        log.warning("memcached %s cannot be asked, trying again in %.0f s: %s", self.address, REST_S, error)

    def close(self) -> None:
        """Close the connections."""
        with suppress(OSError, MemcacheError):
            self._client.close()


class Nodes:
    """All servers, in an order that every process computes alike."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self.all = [Node(address) for address in sorted(set(addresses))]

    def of(self, key: str) -> Node:
        """The server that holds `key`."""
        if len(self.all) == 1:
            return self.all[0]
        return max(self.all, key=lambda node: _weight(node.address, key))

    def spread(self, keys: Sequence[str]) -> list[tuple[Node, list[str]]]:
        """Keys by the server that holds them."""
        if len(self.all) == 1:
            return [(self.all[0], list(keys))]
        found: dict[str, tuple[Node, list[str]]] = {}
        for key in keys:
            node = self.of(key)
            found.setdefault(node.address, (node, []))[1].append(key)
        return list(found.values())

    def close(self) -> None:
        """Close all connections."""
        for node in self.all:
            node.close()


def _weight(address: str, key: str) -> bytes:
    return blake2b(f"{address}|{key}".encode(), digest_size=8).digest()
