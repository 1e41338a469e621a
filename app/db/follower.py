"""Followers: they take commits, in their order, into what a host has beside the database (an index)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from app.db.engine import Database
from app.feature import resolve
from app.features import enabled
from app.settings import Settings


class Busy(RuntimeError):
    """Another process on this host is following already."""


class Follower(Protocol):
    """One of them. What it does is idempotent: it may end at any line, and begin again."""

    def step(self) -> int:
        """Take some commits; returns how many, 0 when it is up to date. Raises `Busy`."""

    def look_over(self, rate: int) -> None:
        """Read all that it has written, `rate` bytes a second, and have damage mended. Raises `OSError`."""


def followers(db: Database, settings: Settings) -> list[Follower]:
    """Those of the features that are switched on."""
    made = [resolve(feature.follower) for feature in enabled(settings) if feature.follower]
    return [cast("Callable[[Database, Settings], Follower]", make)(db, settings) for make in made]


def catch_up(db: Database, settings: Settings) -> int:
    """Take in all commits there are; returns how many. Raises `Busy`."""
    taken = 0
    for follower in followers(db, settings):
        while step := follower.step():
            taken += step
    return taken
