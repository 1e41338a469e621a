"""Sources of series: what a feature registers so that its numbers can be drawn, compared and watched.

A key is the source's prefix, a colon, and what the source calls the series: `word:flood`. A source answers
for its keys; nobody else stores or knows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.orm import Session

from app.charts.bins import Step
from app.db import Database
from app.freshness.dependencies import Dependency
from app.mark import N_
from app.settings import Settings

Kind = Literal["count", "level", "ratio", "event"]
"""What the numbers are, and so what a step of several of them shows.

count: how many; they are added up. level: how much there is; the last one. ratio: a part of a whole; the sum
of the parts over the sum of the wholes. event: what happened; how often.
"""

Point = tuple[int, float | None]
"""When a step begins, in µs, and its value; None where nothing is known, which is not nothing."""


UNKNOWN = N_(
    "There is no series “%(key)s”. A key is the name of a source, a colon and what it calls the series: try"
    " pages: or word:flood."
)


class SeriesError(ValueError):
    """A key or a question that a source cannot take; `message` is a gettext message for `values`."""

    def __init__(self, message: str, **values: str | int) -> None:
        self.message = message
        self.values = values
        super().__init__(message % values if values else message)


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What a series is; label and unit are in the reader's language."""

    key: str
    label: str
    unit: str
    kind: Kind
    source: str = ""
    """Who publishes the numbers, and under which licence; empty for our own."""
    licence: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which points are wanted: those of all steps of the calendar in `zone` that a period touches.

    The period is in µs, both ends included; None is from or to where something is known. `as_of` is the
    moment whose knowledge is asked for, None now.
    """

    step: Step
    zone: ZoneInfo
    now: int
    first: int | None = None
    last: int | None = None
    as_of: int | None = None

    @property
    def known(self) -> int:
        """The last moment of which HUD itself can know anything."""
        return self.now if self.as_of is None else min(self.as_of, self.now)

    @property
    def until(self) -> int:
        """The same inside of the period."""
        return self.known if self.last is None else min(self.last, self.known)


class Source(Protocol):
    """What answers for all keys of a prefix."""

    @property
    def prefix(self) -> str:
        """What stands before the colon."""

    @property
    def depends_on(self) -> Sequence[Dependency]:
        """What its series are made from: an answer with one of them is kept until that changes."""

    def describe(self, session: Session, name: str, /) -> Described | None:
        """The series that is called so, None when there is none; `name` is what stands behind the colon."""

    def points(self, session: Session, name: str, asked: Asked, /) -> list[Point]:
        """Its points, ascending; none when nothing is known of it. Raises `SeriesError`."""

    def find(self, session: Session, text: str, limit: int, /) -> list[Described]:
        """Series that somebody who writes `text` may mean, at most so many, the likeliest first."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a process has to make sources from; `index` is that of app.search, where there is one."""

    settings: Settings
    db: Database
    index: object | None = None


class Registry:
    """All sources of an installation, by their prefix."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources: dict[str, Source] = {}
        for source in sources:
            if source.prefix in self._sources:
                raise ValueError(f"two sources of series are called {source.prefix!r}")
            self._sources[source.prefix] = source

    def of(self, key: str) -> tuple[Source, str] | None:
        """The source of a key and the name it has there; None for one that nobody answers for."""
        prefix, colon, name = key.partition(":")
        source = self._sources.get(prefix) if colon else None
        return None if source is None else (source, name)

    def depends_on(self, keys: Sequence[str]) -> list[Dependency]:
        """What the series of these keys are made from, each once."""
        sources = [found[0] for key in keys if (found := self.of(key)) is not None]
        return list(dict.fromkeys(one for source in sources for one in source.depends_on))

    def describe(self, session: Session, key: str) -> Described | None:
        """What a series is; None when there is none of that key."""
        found = self.of(key)
        return None if found is None else found[0].describe(session, found[1])

    def points(self, session: Session, key: str, asked: Asked) -> list[Point]:
        """The points of a series. Raises `SeriesError`, also for a key that nobody answers for."""
        found = self.of(key)
        if found is None:
            raise SeriesError(UNKNOWN, key=key[:80])
        return found[0].points(session, found[1], asked)

    def find(self, session: Session, text: str, limit: int = 10) -> list[Described]:
        """Series that somebody may mean, of all sources in turn."""
        offers = [source.find(session, text, limit) for source in self._sources.values()]
        turns = [offer[n] for n in range(limit) for offer in offers if n < len(offer)]
        return turns[:limit]
