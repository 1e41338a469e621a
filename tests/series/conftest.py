"""An installation with pages that have a past, for series to be asked of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.db import Database
from app.settings import Settings
from tests import prepared
from tests.search.corpus import Corpus, at
from tests.web.site import BASE

NOW = at("2026-03-20T12:00")
Client = TestClient[Litestar]


@pytest.fixture
def corpus(database: Database, settings: Settings) -> Corpus:
    """Pages, and the index that follows them."""
    return Corpus(database, settings.index_dir)


@pytest.fixture
def client(settings: Settings, corpus: Corpus) -> Iterator[Client]:
    """A program that asks, on 20 March."""
    corpus.follow()
    prepared.templates(settings.data_dir)
    with prepared.application(settings) as app:
        app.state.hud.clock = lambda: NOW
        with TestClient(app, base_url=BASE) as made:
            yield made
