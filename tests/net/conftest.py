"""A hostile server, and a fetcher that may reach loopback and loses patience quickly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.net.fetch import Fetcher, Limits
from app.net.guard import Guard

from .hostile import Hostile

SHORT = Limits(connect=2.0, read=1.0, whole=1.0)


@pytest.fixture
def server() -> Iterator[Hostile]:
    with Hostile() as hostile:
        yield hostile


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(Guard("127.0.0.1"), user_agent="HUD/0.1 (+http://hud.example/bot)") as ready:
        yield ready


@pytest.fixture
def hasty() -> Iterator[Fetcher]:
    """A fetcher whose limits of time are a fraction of a second."""
    with Fetcher(Guard("127.0.0.1"), user_agent="HUD/0.1", limits=SHORT) as ready:
        yield ready
