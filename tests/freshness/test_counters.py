"""The counters of a host: whatever the rows are kept in, each commit raises those of what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from app.db import Database
from app.db.base import Base
from app.freshness import counters, names, touch
from app.freshness.clock import Clock
from app.settings import Settings
from tests.rowcache.models import TryNote, TryPage, TrySite, TryTick
from tests.rowcache.process import listening, running
from tests.rowcache.test_rows import filled
from tests.services import memcached

MODELS: tuple[type[Base], ...] = (TryPage, TryNote, TrySite, TryTick)
WAYS: dict[str, tuple[Callable[[Session], object], set[type[Base]]]] = {
    "an object": (lambda session: setattr(session.get_one(TryPage, 1), "title", "x"), {TryPage}),
    "a new object": (lambda session: session.add(TrySite(id=50, name="new.example")), {TrySite}),
    "an object that is never kept": (lambda session: session.add(TryTick(id=5)), {TryTick}),
    "many rows in one statement": (
        lambda session: session.execute(insert(TryTick), [{"id": number} for number in (6, 7)]),
        {TryTick},
    ),
    "many rows of a kept table": (
        lambda session: session.execute(insert(TrySite), [{"id": 51, "name": "a"}, {"id": 52, "name": "b"}]),
        {TrySite},
    ),
    "a bulk update": (lambda session: session.execute(update(TryNote).values(text="x")), {TryNote}),
    "a bulk update of a table": (
        lambda session: session.execute(update(TryTick.__table__).values(id=9)),  # type: ignore[arg-type]
        {TryTick},
    ),
    "a delete with what the database deletes along": (
        lambda session: session.execute(delete(TryPage).where(TryPage.id == 2)),
        {TryPage, TryNote},
    ),
    "rows that were named": (lambda session: touch(session, TryTick), {TryTick}),
}


@pytest.fixture(params=["on", "off"])
def db(request: pytest.FixtureRequest, place: Settings, url: str) -> Iterator[Database]:
    settings = msgspec.structs.replace(place, cache=request.param)
    with listening(settings, url), running(settings, url) as (made, _):
        filled(made)
        yield made


@pytest.mark.parametrize("way", WAYS)
def test_commit_raises_the_counters_of_the_tables_it_changed_and_of_no_other(db: Database, way: str) -> None:
    change, expected = WAYS[way]
    tables = [names.table(model) for model in MODELS]
    before = counters(db).stamps(tables)
    with db.write() as session:
        change(session)
        session.flush()
        assert counters(db).stamps(tables) == before, "nobody else sees it yet"
    after = counters(db).stamps(tables)
    changed = {model for model, one, two in zip(MODELS, before, after, strict=True) if one != two}
    assert changed == expected
    assert None not in after


def test_commit_that_fails_while_it_tells_leaves_no_counter_hanging(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path / "var", memcached=("127.0.0.1:1",))
    with running(settings, f"sqlite:///{tmp_path / 'bare.sqlite3'}") as (db, _):
        TrySite.metadata.create_all(db.engine)
        clock: Clock = counters(db)
        # There is no table of epochs, so that the server which is not there cannot be noted.
        with pytest.raises(Exception, match="cache_node"), db.write() as session:
            session.add(TrySite(name="a"))
        assert None not in clock.here([names.table(TrySite)])


def test_counters_are_right_while_memcached_is_silent(url: str, tmp_path: Path) -> None:
    with memcached() as server:
        settings = Settings(data_dir=tmp_path / "var", memcached=(server.address,))
        with listening(settings, url) as clock, running(settings, url) as (db, _):
            filled(db)
            tables = [names.table(model) for model in MODELS]
            server.pause()
            for number in range(3):
                before = clock.stamps(tables)
                with db.write() as session:
                    session.add(TrySite(id=60 + number, name=str(number)))
                after = clock.stamps(tables)
                assert [one != two for one, two in zip(before, after, strict=True)] == [
                    False,
                    False,
                    True,
                    False,
                ]
                assert None not in after
            server.resume()
