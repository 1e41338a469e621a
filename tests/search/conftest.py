"""A corpus of its own for each test, and the whole app over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.db import Database
from app.settings import Settings
from tests import prepared
from tests.search.corpus import Corpus


@pytest.fixture
def corpus(database: Database, settings: Settings) -> Corpus:
    """No pages yet, and an index of none."""
    made = Corpus(database, settings.index_dir)
    made.follow()
    return made


@pytest.fixture
def client(settings: Settings, corpus: Corpus) -> Iterator[TestClient[Litestar]]:  # noqa: ARG001  # its tables
    """A browser without JavaScript, before the whole app."""
    prepared.templates(settings.data_dir)
    with (
        prepared.application(settings) as app,
        TestClient(app, base_url="http://127.0.0.1:8000") as made,
    ):
        yield made
