"""Fixtures that all tests share: settings in a temporary folder, databases, real servers."""

from __future__ import annotations

import gc
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings as hypothesis

from app.accounts import passwords
from app.captcha.image import stock
from app.db import Database
from app.db.migrate import upgrade
from app.rowcache import open_database
from app.settings import Settings
from tests import disks, prepared, soak
from tests.services import database_like, postgresql, redis_server
from tests.statements import compiled_once

LOG = Path(__file__).resolve().parents[1] / "docs" / "soak.md"
# Tests start hundreds of processes: without kept bytecode each of them would compile all of HUD anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# What is imported for the tests stays to the end: the collector of garbage need not look through it.
gc.disable()
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


# Examples of a property: some every day, many in the long form; a test may name a number of its own.
hypothesis.register_profile("short", max_examples=40, deadline=None)
hypothesis.register_profile("full", max_examples=1_000, deadline=None)
hypothesis.load_profile("full" if soak.SOAK else "short")


LONGEST_ID = 100


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A name for a long value: pytest would spell out all ten million letters wherever it names the test."""
    if isinstance(val, str | bytes) and len(val) > LONGEST_ID:
        return f"{argname} of {len(val)}"
    return None


def pytest_itemcollected(item: pytest.Item) -> None:
    """A property has a long form: more examples of it."""
    if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
        item.add_marker("soak")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse versions of pytest and pytest-xdist that do not keep the tests of a group in one process."""
    gc.collect()
    gc.freeze()
    gc.enable()
    grouped = getattr(session.config.option, "loadgroup", False)
    for item in session.items if grouped else ():
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
            raise pytest.UsageError(f"{item.nodeid} is not kept together with its group: pytest is too new")


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """The databases of all tests share what was compiled for one of them."""
    with compiled_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """A hash of a password takes 64 MiB and most of a second on a busy machine; these take neither.

    What does not depend on the cost is tested with them; where the cost counts, and in other processes, HUD's
    own hashes are used (`own_passwords`).
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _pictures_drawn_once() -> Iterator[None]:
    """Each new installation draws eighteen pictures with its first form; here all begin with the same ones.

    Each set of letters is drawn once in a process, by HUD's own hand; what is drawn after it is drawn anew.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stock, "first_drawings", lambda: list(_drawn(stock.FIRST)))
        yield


@cache
def _drawn(languages: tuple[str, ...]) -> tuple[stock.Drawing, ...]:
    return tuple(stock.draw(language) for language in languages)


@pytest.fixture
def own_passwords() -> Iterator[None]:
    """Passwords are kept as they are outside of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher())
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation of its own, with nothing set but its folder."""
    return Settings(data_dir=tmp_path / "var", crawl_delay=0.0, crawl_allow="127.0.0.1")


@pytest.fixture(scope="session")
def migrated() -> Path:
    """An empty database of the newest schema, to be copied."""
    return prepared.migrated()


@pytest.fixture
def database(settings: Settings, migrated: Path) -> Iterator[Database]:
    """A migrated SQLite database in the test's own folder, which tells of changes as all of HUD does."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated, settings.data_dir / "hud.sqlite3")
    db = open_database(settings)
    yield db
    db.dispose()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    with disks.small_disk(tmp_path) as disk:
        yield disk


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server for this worker's tests."""
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_migrated(postgres_url: str) -> Iterator[str]:
    """The name of an empty PostgreSQL database of the newest schema, to be copied."""
    with database_like(postgres_url, "template1", "migrated") as url:
        db = Database(url)
        upgrade(db)
        db.dispose()
        yield "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def any_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The test runs on both databases, each with the newest schema and nothing in it."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            file = shutil.copy(request.getfixturevalue("migrated"), tmp_path / "hud.sqlite3")
            url = f"sqlite:///{file}"
        else:
            server = request.getfixturevalue("postgres_url")
            template = request.getfixturevalue("postgres_migrated")
            url = stack.enter_context(database_like(server, template, "any"))
        db = Database(url)
        stack.callback(db.dispose)
        yield db


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server for this worker's tests."""
    with redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The collections of real data, which lie beside the project and are not part of it."""
    if not SHARED.is_dir():
        pytest.skip("the shared data collections are not here")
    return SHARED


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """After the long form: what was counted, on which machine, with which result."""
    if not soak.SOAK or not soak.ran or session.config.option.collectonly:
        return
    counts = ", ".join(f"{what}: {number}" for what, number in sorted(soak.ran.items()))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    result = "passed" if exitstatus == 0 else f"FAILED ({session.testsfailed} of {session.testscollected})"
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"| {datetime.now(UTC):%Y-%m-%d %H:%M} | {machine} | {counts} | {result} |\n")
