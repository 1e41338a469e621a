"""Upkeep after an upgrade is asked for at the start, once, and done as long jobs."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, update

from app import jobs
from app.cli import main
from app.db import Database
from app.extract import EXTRACTOR_VERSION
from app.pages import reread, service, texts, upkeep
from app.pages.legacy_tables import OLD_VERSION
from app.pages.models import Page, Version
from app.pages.moving import TITLE, move
from app.pages.texts import Text
from app.settings import Settings
from workers.prepare import prepare

BEGUN = 1_780_000_000_000_000


def _of_before(db: Database) -> int:
    """A page whose version's text stands where the release before kept it; returns the version's id."""
    with db.write() as session:
        page = service.add(session, "https://example.org/").page.id
        row = {"page_id": page, "first_read": BEGUN, "last_read": BEGUN, "title": "Old", "language": "en"}
        version = Version(**row, ordinal=1, digest=b"d" * 32, extractor=EXTRACTOR_VERSION)
        session.add(version)
        session.flush()
        old = {"id": version.id, "ordinal": 0, "main": "old words", "rest": "menu", "digest": ""}
        session.execute(insert(OLD_VERSION).values(**row, **old, extractor=1, tokenizer=1))
        session.execute(update(Page).values(versions=1))
        return version.id


def _keys(db: Database) -> list[str]:
    with db.read() as session:
        return [one.key for one in jobs.long.listing(session)]


def test_nothing_is_asked_for_where_nothing_is_needed(database: Database) -> None:
    assert upkeep.ask(database) == []
    assert _keys(database) == []


def test_texts_of_before_are_moved_by_a_long_job_that_each_start_asks_for_once(
    settings: Settings, database: Database
) -> None:
    version = _of_before(database)
    assert prepare(settings) == 0
    assert prepare(settings) == 0
    assert _keys(database) == [upkeep.MOVE_TEXTS]
    with database.write() as session:
        lease = next(one for one in jobs.lease(session, limit=9) if one.actor == upkeep.MOVE_TEXTS)
    jobs.take_turn(database, lease, move)
    with database.read() as session:
        row = session.get_one(Version, version)
        assert row.text_number == 1
        assert texts.read(session, row) == Text("old words", "menu")
        (state,) = jobs.long.listing(session)
    assert (state.state, state.title, state.done, state.total) == ("done", TITLE, 1, 1)
    assert upkeep.ask(database) == []


def test_an_older_extractor_asks_for_re_reading_once(settings: Settings, database: Database) -> None:
    _of_before(database)
    with database.write() as session:
        session.execute(update(Version).values(extractor=EXTRACTOR_VERSION - 1))
    assert prepare(settings) == 0
    assert upkeep.ask(database) == [TITLE, reread.TITLE]
    assert sorted(_keys(database)) == [upkeep.MOVE_TEXTS, reread.ACTOR]


def test_migrating_by_hand_says_what_is_left_to_do(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database
) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    assert "asked for" not in CliRunner().invoke(main, ["migrate"]).stdout
    _of_before(database)
    said = CliRunner().invoke(main, ["migrate"]).stdout
    assert f"asked for: {TITLE};" in said
    assert _keys(database) == [upkeep.MOVE_TEXTS]
