"""The store in memcached, for any number of processes and hosts.

A value larger than a server takes is cut into parts that are named by their digest: what is put together
again is what was cut, and any part missing is a miss.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b

from pymemcache.client.base import PooledClient
from pymemcache.exceptions import MemcacheError, MemcacheServerError

from app.freshness.nodes import Away, Node, Nodes
from app.rowcache.store import Ticket

PART = 900_000
"""Bytes; the servers' own limit is a mebibyte with the key and some more."""
BATCH_COUNT, BATCH_BYTES = 100, 4_000_000
_WHOLE, _CUT = b"w", b"c"
_DIGEST = 20
_MOST_TTL = 30 * 86_400 - 1
"""More seconds would be taken for a date."""


class MemcachedStore:
    """Bytes in memcached. Nothing here raises: what fails is a miss, and is counted by the node."""

    def __init__(self, nodes: Nodes, space: object) -> None:
        self._nodes = nodes
        self._space = space

    def get(self, key: str) -> bytes | None:
        """See `Store`."""
        return self.get_many([key]).get(key)

    def get_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        """See `Store`."""
        found: dict[str, bytes] = {}
        for key, value in self._raw_many(keys).items():
            whole = value[1:] if value[:1] == _WHOLE else self._joined(value)
            if whole is not None:
                found[key] = whole
        return found

    def put(self, key: str, value: bytes, ttl: int) -> bool:
        """See `Store`."""
        return not self.put_many({key: value}, ttl)

    def put_many(self, values: Mapping[str, bytes], ttl: int) -> list[str]:
        """See `Store`; goes in batches by count and bytes."""
        failed: dict[str, None] = {}
        small: dict[str, bytes] = {}
        for key, value in values.items():
            if not self.is_cut(value):
                small[key] = _WHOLE + value
            elif not self._put_cut(key, value, ttl):
                failed[key] = None
        failed.update(dict.fromkeys(self._raw_put(small, ttl)))
        return list(failed)

    def add(self, key: str, value: bytes, ttl: int) -> bool:
        """See `Store`."""
        full = self._full(key)
        try:
            return bool(self._nodes.of(full).ask(lambda client: client.add(full, _WHOLE + value, ttl)))
        except Away:
            return False

    def ticket(self, key: str) -> Ticket:
        """See `Store`: the number that the server gave to what it keeps; None when it keeps nothing."""
        full = self._full(key)
        try:
            number: bytes | None = self._nodes.of(full).ask(lambda client: client.gets(full)[1])
        except Away:
            return None
        return number

    def swap(self, key: str, value: bytes, ttl: int, ticket: Ticket) -> bool | None:
        """See `Store`; of a value that is cut, the list of its parts is swapped."""
        raw = _WHOLE + value
        if self.is_cut(value):
            listed = self._put_parts(value, ttl)
            if listed is None:
                return None
            raw = listed
        full, life = self._full(key), min(ttl, _MOST_TTL)

        def put(client: PooledClient) -> bool | None:
            try:
                done = None if ticket is None else client.cas(full, raw, ticket, life, noreply=False)
                # Nothing is there, or no longer.
                return bool(client.add(full, raw, life, noreply=False)) if done is None else bool(done)
            except MemcacheServerError as error:
                return _refused(error) or None

        try:
            swapped: bool | None = self._nodes.of(full).ask(put)
        except Away:
            return None
        return swapped

    def drop(self, key: str) -> None:
        """See `Store`."""
        full = self._full(key)
        try:
            self._nodes.of(full).ask(lambda client: client.delete(full))
        except Away:
            return

    def is_cut(self, value: bytes) -> bool:
        """See `Store`."""
        return len(value) >= PART

    def close(self) -> None:
        """See `Store`."""
        self._nodes.close()

    def _full(self, key: str) -> str:
        return f"{self._space}{key}"

    def _raw_many(self, keys: Sequence[str]) -> dict[str, bytes]:
        short = {self._full(key): key for key in keys}
        found: dict[str, bytes] = {}
        for node, some in self._nodes.spread(list(short)):
            try:
                got = node.ask(lambda client, some=some: client.get_many(some))  # type: ignore[misc]
            except Away:
                continue
            found.update({short[full]: value for full, value in got.items() if value})
        return found

    def _raw_put(self, values: Mapping[str, bytes], ttl: int) -> list[str]:
        short = {self._full(key): key for key in values}
        failed: list[str] = []
        for node, some in self._nodes.spread(list(short)):
            for batch in _batches(some, {full: values[short[full]] for full in some}):
                failed += [short[full] for full in _put_batch(node, batch, min(ttl, _MOST_TTL))]
        return failed

    def _put_cut(self, key: str, value: bytes, ttl: int) -> bool:
        """The parts first, under their digests, then the list of them."""
        listed = self._put_parts(value, ttl)
        return listed is not None and not self._raw_put({key: listed}, ttl)

    def _put_parts(self, value: bytes, ttl: int) -> bytes | None:
        """What is kept in place of a value that is cut, once its parts are; None when they are not."""
        digests: list[bytes] = []
        parts: dict[str, bytes] = {}
        for start in range(0, len(value), PART):
            part = value[start : start + PART]
            digest = blake2b(part, digest_size=_DIGEST).digest()
            digests.append(digest)
            parts[_part_key(digest)] = part
        return None if self._raw_put(parts, ttl) else _CUT + b"".join(digests)

    def _joined(self, value: bytes) -> bytes | None:
        digests = [value[at : at + _DIGEST] for at in range(1, len(value), _DIGEST)]
        parts = self._raw_many([_part_key(digest) for digest in dict.fromkeys(digests)])
        found = [parts.get(_part_key(digest)) for digest in digests]
        whole: list[bytes] = []
        for digest, part in zip(digests, found, strict=True):
            if part is None or blake2b(part, digest_size=_DIGEST).digest() != digest:
                return None
            whole.append(part)
        return b"".join(whole)


def _part_key(digest: bytes) -> str:
    return f"#{digest.hex()}"


def _batches(keys: Sequence[str], values: Mapping[str, bytes]) -> Iterator[dict[str, bytes]]:
    batch: dict[str, bytes] = {}
    size = 0
    for key in keys:
        if batch and (len(batch) >= BATCH_COUNT or size + len(values[key]) > BATCH_BYTES):
            yield batch
            batch, size = {}, 0
        batch[key] = values[key]
        size += len(values[key])
    if batch:
        yield batch


def _put_batch(node: Node, batch: Mapping[str, bytes], ttl: int) -> list[str]:
    """The keys that were not stored. One refused value says nothing about the others: they go again alone."""

    def put(client: PooledClient) -> list[str]:
        try:
            return list(client.set_many(dict(batch), expire=ttl))
        except MemcacheServerError:
            return [key for key, value in batch.items() if not _put_alone(client, key, value, ttl)]

    try:
        return node.ask(put)
    except Away:
        return list(batch)


def _put_alone(client: PooledClient, key: str, value: bytes, ttl: int) -> bool:
    try:
        return bool(client.set(key, value, expire=ttl))
    except MemcacheServerError as error:
        return _refused(error)


def _refused(error: MemcacheServerError) -> bool:
    """False for a value that the server does not take; anything else is the server's own trouble."""
    if "too large" in str(error) or "out of memory" in str(error):
        return False
    raise MemcacheError(str(error)) from error
