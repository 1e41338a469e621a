"""Re-reading where something is damaged, and where it is killed: all else is re-read, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from app import jobs
from app.db import Database
from app.pages import reread
from app.pages.models import PageBody, PageText, Version
from app.pages.reread_models import Draft
from tests.killing import kill_everywhere
from tests.pages.rereading import NEW, OLD, New, again, damage, finish, history, lives, news, versions, words


def test_a_damaged_text_without_bytes_stays_and_the_others_are_re_read(
    any_database: Database, later: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    db = any_database
    page = history(db, [f"T|{word}|ad|menu".encode() for word in ("one", "two", "three", "four")])
    with db.write() as session:
        session.execute(update(Version).where(Version.ordinal.in_((1, 2))).values(body_number=None))
        sound = session.execute(select(PageText.data).where(PageText.number == 2)).scalar_one()
    damage(db, texts=[2])
    assert words(db) == ["damaged", "damaged", "three ad", "four ad"]
    later()
    again(db, page, New())
    assert words(db) == ["damaged", "damaged", "three", "four"]
    assert [row.extractor for row in versions(db)] == [OLD, OLD, NEW, NEW]
    assert "version 1 of page 1 is damaged" in caplog.text
    assert "version 2 of page 1 is damaged" in caplog.text
    with db.read() as session:
        assert (reread.count(session), reread.damaged(session), reread.damaged(session, page)) == (0, 2, 2)
        assert [row.text_number for row in versions(db)][:2] == [1, 2]
    # A page that is read next is not tried again.
    caplog.clear()
    assert reread.catch_up(db, page, New())
    assert caplog.text == ""
    # Repaired, they say what they said: nothing that they rest on was deleted.
    with db.write() as session:
        session.execute(update(PageText).where(PageText.number == 2).values(data=sound))
    assert words(db) == ["one ad", "two ad", "three", "four"]


def test_a_version_whose_bytes_and_text_are_damaged_is_tried_again_when_somebody_asks(
    any_database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = any_database
    page = history(db, [f"T|{word}|ad|menu".encode() for word in ("one", "two", "three")])
    with db.read() as session:
        sound = session.execute(select(PageBody.data).where(PageBody.number == 1)).scalar_one()
    damage(db, texts=[1], bodies=[1])
    later()
    monkeypatch.setattr(reread, "AT_ONCE", 0)
    again(db, page, New())
    assert words(db) == ["damaged", "two", "three"]
    assert [row.extractor for row in versions(db)] == [OLD, NEW, NEW]
    with db.write() as session:
        # Nothing waits for it, however many there are.
        assert (reread.count(session), reread.damaged(session)) == (0, 1)
        session.execute(update(PageBody).where(PageBody.number == 1).values(data=sound))
    assert reread.catch_up(db, page, New())
    with db.write() as session:
        reread.try_again(session, page)
        assert (reread.count(session), reread.damaged(session)) == (1, 0)
    again(db, page, New())
    assert words(db) == ["one", "two", "three"]
    with db.read() as session:
        assert (reread.count(session), reread.damaged(session)) == (0, 0)
        numbers = {row.text_number for row in versions(db)}
        assert set(session.scalars(select(PageText.number))) == numbers
        assert session.scalars(select(Draft)).all() == []


def test_two_versions_whose_texts_are_lost_are_not_taken_for_the_same(
    any_database: Database, later: Callable[[], None]
) -> None:
    db = any_database
    page = history(db, [b"T|one||menu", b"T|one||other", b"T|two||other"])
    with db.write() as session:
        session.execute(update(Version).where(Version.ordinal < 3).values(body_number=None))
        session.execute(delete(PageText).where(PageText.number < 3))
    later()
    again(db, page, New())
    assert [(row.ordinal, row.minor) for row in versions(db)] == [(1, False), (2, True), (3, False)]
    assert words(db) == ["damaged", "damaged", "two"]


def test_a_page_that_is_damaged_throughout_is_read_all_the_same(
    database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = history(database, [f"T|{number}|ad|menu".encode() for number in range(4)])
    damage(database, texts=range(9), bodies=range(9))
    later()
    monkeypatch.setattr(reread, "AT_ONCE", 3)
    assert not reread.catch_up(database, page, New())
    with database.read() as session:
        assert [one.key for one in jobs.long.listing(session)] == [f"reread:{page}"]
    finish(database, New())
    assert reread.catch_up(database, page, New())
    with database.read() as session:
        (state,) = jobs.long.listing(session)
    assert state.said % state.figures == "0 versions re-read; 4 damaged ones stay as they were"


def test_the_long_job_tells_how_many_versions_it_left_as_they_were(
    database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    history(database, [f"T|{number}|ad|menu".encode() for number in range(6)])
    # The newest links rest on nothing: what is spoilt there is only what stands there.
    damage(database, texts=[1, 3], bodies=[1, 3])
    later()
    monkeypatch.setattr(reread, "SLICE", 2)
    with database.write() as session:
        assert reread.ask(session)
    assert finish(database, New()) > 2
    with database.read() as session:
        (state,) = jobs.long.listing(session)
    assert (state.state, state.done, state.total) == ("done", 6, 6)
    # Text and bytes of those before a spoilt link rest on it.
    assert state.said % state.figures == "3 versions re-read; 3 damaged ones stay as they were"


@pytest.mark.soak
def test_killed_at_any_step_a_page_says_all_of_the_old_or_all_of_the_new(
    any_database: Database, later: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = any_database
    monkeypatch.setattr(reread, "SLICE", 3)
    # The third becomes a minor version, the last one is joined with the one before.
    seen = [b"T|one|ad|menu", None, b"T|two|ad|menu", b"T|two|more|menu", b"T|six||menu x", b"T|six|x|menu"]
    page = history(db, seen)
    before, told = lives(db), news(db)
    later()

    def look() -> int:
        """How many drafts there are, or that there are none any more."""
        with db.read() as session:
            left = reread.count(session)
            drafts = len(session.scalars(select(Draft)).all())
        assert (lives(db), news(db)) == (before, told) if left else (lives(db) != before)
        return drafts if left else -1

    kills = kill_everywhere(db, lambda mine: again(mine, page, New()), look)
    assert kills > 8
    assert lives(db) == [
        (0, 0, 1, "one", "menu ad", False),
        (1, 1, 2, "", "", False),
        (2, 3, 4, "two", "menu ad", False),
        (3, 3, 4, "two", "menu more", True),
        (4, 5, None, "six", "menu x", False),
    ]
    assert news(db)[len(told) :] == [("put", 0)]
    with db.read() as session:
        numbers = {one.text_number for one in versions(db)} - {None}
        assert set(session.scalars(select(PageText.number))) == numbers
        assert session.scalars(select(Draft)).all() == []
