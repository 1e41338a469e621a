"""Clients: one on an application of the test's own, one that all tests share which only look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.settings import Settings
from tests.web.site import running


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient[Litestar]]:
    """Nobody, looking at an installation with nothing in it."""
    with running(settings) as client:
        yield client


@pytest.fixture(scope="session")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Litestar]]:
    """Nobody, looking at an empty installation that no test changes."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("nobody") / "var")
    with running(settings) as client:
        yield client
