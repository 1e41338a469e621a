"""A client on an application of the test's own."""

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
        client.headers["Sec-Fetch-Site"] = "same-origin"
        yield client
