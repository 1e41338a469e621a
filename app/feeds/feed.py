"""Description of a feed: what others publish as data, how it is read, parsed and stored.

A feature names its feeds in its manifest (`feeds="app.birds.feeds:FEEDS"`: a tuple, or a function of the
settings). All the rest, from the due time to the kept bytes, is the same for all feeds and stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import GenericAlias
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

import msgspec

from app.clock import DAY

if TYPE_CHECKING:
    # The limited process, which starts for each payload, does without the database.
    from sqlalchemy.orm import Session

T = TypeVar("T")


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """One source of data.

    `base` names the setting with the base URL, such as "HUD_FEED_USGS"; `path` is path and query below it.
    `fresh` is how long the data is fresh, and so how often it is asked for (µs). `parse` names a function
    bytes → `Parsed`, run in a limited process, which raises `Refused`. `store` names a `Store`, run in the
    transaction that writes the reading. `whom` says who is asked, for people.

    `pages`: it answers in pages, asked for by `&page=N`; all are read before anything is stored. `seconds`
    is the longest silence of the server, a fifth of the time that an answer may take. Of the payloads the
    newest `keep_count` are kept, for `keep_for` µs; the last good one always.
    """

    name: str
    label: str
    base: str
    path: str
    fresh: int
    parse: str
    store: str
    whom: str
    pages: bool = False
    seconds: float = 4.0
    keep_count: int = 100
    keep_for: int = 30 * DAY


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """What a payload says: rows (structs or plain values), and what it says of itself.

    `made_at`: when the publisher made it (µs). `pages`: how many pages there are. `about`: what it says it
    is, for the feature's own use.
    """

    rows: Sequence[object]
    made_at: int | None = None
    pages: int = 1
    about: str = ""


class Rows:
    """The rows of a reading as they came out of the limited process; of all pages, in their order."""

    def __init__(self, parts: Sequence[bytes], count: int) -> None:
        self._parts = parts
        self._count = count

    def __len__(self) -> int:
        return self._count

    def of(self, kind: type[T]) -> list[T]:
        """The rows as `kind`, which is what the parser has made."""
        decoder = msgspec.msgpack.Decoder(GenericAlias(list, (kind,)))
        return [row for part in self._parts for row in cast("list[T]", decoder.decode(part))]


class FeedReading(msgspec.Struct, frozen=True, kw_only=True):
    """The reading that rows come from: its number, feed, when it was read and when its data was made (µs)."""

    id: int
    feed: str
    at: int
    made_at: int | None = None
    about: str = ""

    @property
    def as_of(self) -> int:
        """The moment whose knowledge the data is: when it was made, else when it was read."""
        return self.at if self.made_at is None else min(self.made_at, self.at)


class Counts(msgspec.Struct, frozen=True):
    """How many rows of a reading were new, changed, as before, and how many known ones were withdrawn."""

    new: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0


Parse = Callable[[bytes], Parsed]
Store: TypeAlias = "Callable[[Session, FeedReading, Rows], Counts]"
"""Writes the rows of a reading; may raise `Refused`, and nothing of the reading is stored then."""
