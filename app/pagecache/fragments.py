"""Pieces of pages kept in this process's memory, each under everything that its text was made from.

A key holds the digest of the piece's template, the values it shows, and who reads: language, address prefix,
time zone. So a piece can be forgotten but never be wrong, and processes have nothing to tell each other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from hashlib import blake2b

import msgspec
from jinja2 import Undefined
from markupsafe import Markup

from app.i18n import current
from app.memory.bounded import Bounded
from app.memory.budget import Room
from app.memory.stats import Stats

Key = tuple[str, bytes, str, str, str, bytes]
_SHORT = 64
_MARKUP = 1


class Fragments:
    """The fragments of one process; without a room each is made anew every time."""

    def __init__(self, room: Room | None) -> None:
        self.stats = Stats()
        self._held: Bounded[Key, Markup] | None = None if room is None else Bounded(room)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return 0 if self._held is None else self._held.size

    def find(self, name: str, digest: bytes, values: object, make: Callable[[], str]) -> Markup:
        """The fragment `name`, whose template has `digest`, made from `values` for the current reader.

        `values` are plain ones: text, numbers, structs and lists of these. Raises `TypeError` for others,
        since nobody could tell whether they are still the same.
        """
        held = self._held
        if held is None:
            return Markup(make())  # rendered by Jinja, which has escaped it
        reader = current()
        packed = pack(values)
        key = (name, digest, reader.locale, reader.prefix, reader.zone.key, packed)
        found = held.get(key)
        if found is not None:
            self.stats.count(name, "hit")
            return found
        self.stats.count(name, "miss")
        made = Markup(make())
        held.put(key, made, sys.getsizeof(made) + len(packed))
        return made


def pack(values: object) -> bytes:
    """The values as bytes that are the same only for the same values; long ones by their digest."""
    packed = _encode(values)
    return packed if len(packed) <= _SHORT else blake2b(packed, digest_size=24).digest()


def _unusual(value: object) -> msgspec.msgpack.Ext:
    if isinstance(value, Markup):
        # What is escaped already looks different from the same text that is not.
        return msgspec.msgpack.Ext(_MARKUP, str(value).encode())
    if isinstance(value, Undefined):
        return msgspec.msgpack.Ext(_MARKUP, str(value).encode())  # which raises, and says what is missing
    raise TypeError(f"a fragment is made from plain values, not from a {type(value).__name__}")


_encode = msgspec.msgpack.Encoder(enc_hook=_unusual).encode
