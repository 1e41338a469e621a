"""Stamps: what a name was last changed by, and whether a change of it is under way.

Whoever reads takes the stamps first and the rows after; whoever writes marks the names before the commit and
gives them new stamps after it. So a value that carries the stamps of now was read after the last commit.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from pymemcache.client.base import PooledClient

from app.freshness.clock import Clock
from app.freshness.nodes import Away, Node, Nodes

Stamp = int | bytes
TRIES = 64
MARKED_S = 120
"""A mark outlives any commit; one whose writer died ends so much later, and the name begins anew."""
_KEPT_S = 7 * 86_400
_NEW = b"n"


class Unpublished(Exception):
    """Servers that could not be told of a change; holds their addresses."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self.addresses = sorted(set(addresses))
        super().__init__(", ".join(self.addresses))


class Stamps(Protocol):
    """Where stamps are kept."""

    def read(self, names: Sequence[str], *, make: bool = False) -> list[Stamp | None]:
        """The stamp of each name; None for one that changes now or has none. `make` gives it one."""


class ClockStamps:
    """The stamps of one host, in its clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def read(self, names: Sequence[str], *, make: bool = False) -> list[Stamp | None]:  # noqa: ARG002
        """See `Stamps`; every counter exists."""
        return list(self._clock.stamps(names))


class SharedStamps:
    """The stamps of all hosts, in memcached: a random value and the transactions under way, changed by cas.

    `epochs` gives each server's epoch, which stands in the database: a server that could not be told of a
    change has a new one, so nothing kept there before counts any more.
    """

    def __init__(self, nodes: Nodes, space: object, epochs: Callable[[], dict[str, int]]) -> None:
        self.are_true: Callable[[], bool] = lambda: True
        """Asked before any stamp is believed."""
        self._nodes = nodes
        self._space = space
        self._epochs = epochs

    def read(self, names: Sequence[str], *, make: bool = False) -> list[Stamp | None]:
        """See `Stamps`."""
        if not self.are_true():
            return [None for _ in names]
        keys = [self._key(name) for name in names]
        epochs = self._epochs()
        found: dict[str, bytes] = {}
        for node, some in self._nodes.spread(keys):
            try:
                got: dict[str, bytes] = node.ask(lambda client, some=some: client.get_many(some))  # type: ignore[misc]
                for key in some:
                    value = got.get(key)
                    if value is None and make:
                        value = node.ask(lambda client, key=key: _made(client, key))  # type: ignore[misc]
                    if value is not None and b"|" not in value:
                        found[key] = b"%d:%s" % (epochs.get(node.address, 0), value)
            except Away:
                continue
        return [found.get(key) for key in keys]

    def begin(self, names: Sequence[str], token: str) -> None:
        """The transaction `token` is about to change `names`; raises `Unpublished`."""
        mark = b"|" + token.encode()

        def marked(value: bytes | None) -> bytes:
            return (value or _NEW) + mark

        self._change(names, marked, MARKED_S)

    def end(self, names: Sequence[str], token: str) -> None:
        """It is over, whatever its end; raises `Unpublished`."""
        mine = token.encode()

        def unmarked(value: bytes | None) -> bytes:
            others = [part for part in (value or b"").split(b"|")[1:] if part != mine]
            return b"|".join([_fresh(), *others])

        self._change(names, unmarked, _KEPT_S)

    def _change(self, names: Sequence[str], change: Callable[[bytes | None], bytes], ttl: int) -> None:
        missed: list[str] = []
        for node, keys in self._nodes.spread([self._key(name) for name in names]):
            try:
                for key in keys:
                    node.ask(lambda client, key=key: _swap(client, key, change, ttl))  # type: ignore[misc]
            except Away:
                missed.append(node.address)
        if missed:
            raise Unpublished(missed)

    def _key(self, name: str) -> str:
        return f"{self._space}s:{name}"


def _fresh() -> bytes:
    return secrets.token_hex(8).encode()


def _made(client: PooledClient, key: str) -> bytes | None:
    """A stamp for a name that has none; somebody else's when they were quicker."""
    value = _fresh()
    if client.add(key, value, expire=_KEPT_S):
        return value
    found: bytes | None = client.get(key)
    return found


def _swap(client: PooledClient, key: str, change: Callable[[bytes | None], bytes], ttl: int) -> None:
    for _ in range(TRIES):
        value, token = client.gets(key)
        new = change(value)
        # A mark's lifetime must not end one that another transaction has just renewed, hence the longer.
        life = ttl if b"|" not in new else MARKED_S
        if value is None:
            if client.add(key, new, expire=life):
                return
        elif client.cas(key, new, token, expire=life):
            return
    # Never settled: without the key no kept value counts.
    client.delete(key)


__all__ = ["ClockStamps", "Node", "SharedStamps", "Stamp", "Stamps", "Unpublished"]
