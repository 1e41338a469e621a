"""What a process makes once and every request uses: settings, database, index, templates.

It hangs on `app.state.hud`, so that handlers reach it without module-level state and tests can run
several apps side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
from jinja2 import Environment

from app.cache.clock import Clock
from app.cache.fragments import Fragments
from app.clock import now
from app.db import Database
from app.settings import Settings
from app.web.assets import Assets
from app.web.feature import Feature
from app.web.human import HumanCheck, NoCheck
from app.web.metrics import Metrics

ROOT = Path(__file__).parents[2]


class Visitor(msgspec.Struct, frozen=True):
    """A person who is signed in, as far as pages care."""

    id: int
    name: str
    role: str
    time_zone: str = ""  # empty: the installation's
    avatar: str = ""  # the digest of a picture, which is part of its address

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the name."""
        words = self.name.replace(".", " ").replace("_", " ").replace("-", " ").split()
        return "".join(word[0] for word in words[:2]).upper() or self.name[:1].upper()


class Index(Protocol):
    """The word index on this host, opened by app.search alone."""

    def current(self) -> object:
        """The generation that is published now."""

    def figures(self) -> dict[str, int]:
        """How much it holds, and which it is."""


class Hud(msgspec.Struct, kw_only=True):
    """Everything shared by the requests of one process.

    `identify` turns a session cookie into a visitor, and `identify_token` a program's token (it also
    takes whether the request changes something, and raises when the token may not); `checks` say in a
    word how a part is, and raise when it is not well; `human` is what protects forms against programs.
    `counters` change with whatever a page could show.
    """

    settings: Settings
    db: Database
    counters: Clock
    metrics: Metrics
    index: Index | None
    features: tuple[Feature, ...]
    assets: Assets
    templates: Environment
    fragments: Fragments
    identify: Callable[[str], Visitor | None]
    identify_token: Callable[[str, bool], Visitor]
    checks: dict[str, Callable[[], str]]
    human: HumanCheck = msgspec.field(default_factory=NoCheck)
    clock: Callable[[], int] = now

    def has(self, switch: str) -> bool:
        """Whether a feature is part of this installation."""
        return any(feature.switch == switch for feature in self.features)
