"""Objects that a process makes once and every request uses: settings, database, index, templates.

It hangs on `app.state.hud`, so that handlers reach it without module-level state and tests can run
several apps side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
from jinja2 import Environment

from app.clock import now
from app.db import Database
from app.disk import Disk
from app.feature import Feature
from app.freshness.clock import Clock
from app.pagecache.fragments import Fragments
from app.pagecache.pages import Pages
from app.rowcache.cache import Cache
from app.settings import Settings
from app.web.errors import Unauthorized
from app.web.menu import Menu
from app.web.metrics import Metrics
from app.web.open_paths import OpenPaths
from app.web.response.assets import Assets
from app.web.response.security import SecurityHeaders
from app.web.response.slot import PersonalSlots
from app.web.visitor import Visitor

__all__ = ["ROOT", "Hud", "Index", "Visitor"]

ROOT = Path(__file__).parents[2]


class Index(Protocol):
    """The word index on this host, opened by app.search alone."""

    def current(self) -> object:
        """The generation that is published now."""

    def check(self) -> str:
        """ "ok", or the exception `app.web.health.NotReady` when it cannot be searched."""

    def figures(self) -> dict[str, int]:
        """How much it holds, and which it is."""


def _nobody(_cookie: str) -> None:
    """Whose a cookie is, until a feature knows."""


def _no_token(_secret: str, _changes: bool) -> Visitor:
    raise Unauthorized


class Hud(msgspec.Struct, kw_only=True):
    """Everything shared by the requests of one process.

    `identify` turns a session cookie into a visitor, `known` does so without asking the database when it
    was asked lately, and `identify_token` does it with a program's token (it also takes whether the request
    changes something, and raises when the token may not); `has_admin` says whether anybody rules this
    installation yet; `checks` say in a word how a part is, and raise when it is not well; `series` are all
    sources of series, which app.series asks; `human` is what protects forms against programs, which
    app.web.human asks; `counters` change with whatever a page could show; `cache` is that of rows, where
    caches are on; `disk` is asked whether there is room, and told of what failed; `closed_to_robots` are
    paths of pages that cost too much for them; `cards` are what the first page shows, which app.home reads.
    """

    settings: Settings
    db: Database
    counters: Clock
    metrics: Metrics
    cache: Cache | None
    features: tuple[Feature, ...]
    menu: Menu
    open_paths: OpenPaths
    assets: Assets
    templates: Environment
    fragments: Fragments
    pages: Pages
    slots: PersonalSlots
    security: SecurityHeaders
    checks: dict[str, Callable[[], str]]
    disk: Disk
    known: Callable[[str], Visitor | None] = _nobody
    identify: Callable[[str], Visitor | None] = _nobody
    identify_token: Callable[[str, bool], Visitor] = _no_token
    has_admin: Callable[[], bool] = lambda: True
    index: Index | None = None
    series: object = None
    human: object = None
    clock: Callable[[], int] = now
    closed_to_robots: tuple[str, ...] = ()
    cards: object = None

    def has(self, switch: str) -> bool:
        """Whether a feature is part of this installation."""
        return any(feature.switch == switch for feature in self.features)
