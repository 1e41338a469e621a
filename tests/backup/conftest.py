"""Worlds for tests of backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backup.worlds import World, settled
from tests.services import Memcached, memcached


@pytest.fixture(scope="session")
def memcached_server() -> Iterator[Memcached]:
    """A memcached for this worker's tests."""
    with memcached() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """An installation on each database."""
    with settled(request, request.param, tmp_path / "one") as settings:
        made = World(settings)
        yield made
        made.database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def cached_world(
    request: pytest.FixtureRequest, tmp_path: Path, memcached_server: Memcached
) -> Iterator[World]:
    """The same beside memcached."""
    memcached_server.flush()
    servers = (memcached_server.address,)
    with settled(request, request.param, tmp_path / "one", memcached=servers) as settings:
        made = World(settings)
        yield made
        made.database.dispose()
