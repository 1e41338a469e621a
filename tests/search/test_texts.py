"""Texts read from the database are remembered, and never older than the last commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from app.db import Database
from app.memory.budget import LEAST, Memory
from app.pages import texts as stored
from app.pages.models import Page, Version
from app.rowcache import attach, open_cache
from app.search.texts import Text, Texts
from app.settings import Settings
from tests.search.corpus import Corpus, at

FIRST, SECOND, THIRD = at("2026-01-01"), at("2026-01-02"), at("2026-01-03")


@pytest.fixture
def cached(database: Database, settings: Settings, corpus: Corpus) -> Corpus:
    """Pages whose database tells of changes, as that of the web does."""
    attach(database, open_cache(settings, database))
    return corpus


@pytest.fixture
def uncached(database: Database, settings: Settings, corpus: Corpus) -> Corpus:
    """The same where the caches are switched off."""
    attach(database, open_cache(msgspec.structs.replace(settings, cache="off"), database))
    return corpus


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile, but for the beginnings of transactions."""
    sent: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def main(texts: Texts, db: Database, page: int, first_read: int = FIRST) -> str | None:
    with db.read() as session:
        found = texts.find(session, [(page, first_read)])
    return said(found[page, first_read]) if found else None


def said(text: Text) -> str:
    return str(text.body)


def says(session: Session, page: int, main: str) -> int:
    """The number of another text in the page's chain."""
    return stored.keep(session, page, stored.Text(main), "")


def test_many_pages_cost_a_statement_for_every_ten_and_then_none(cached: Corpus) -> None:
    pages = [cached.says(f"https://a.org/{number}", "2026-01-01", f"number {number}") for number in range(25)]
    texts, keys = Texts(Memory(LEAST)), [(page, FIRST) for page in pages]
    with statements(cached.database) as sent, cached.database.read() as session:
        first = texts.find(session, keys)
    assert [said(first[key]) for key in keys] == [f"number {number}" for number in range(25)]
    assert len(sent) == 3
    with statements(cached.database) as sent, cached.database.read() as session:
        assert texts.find(session, keys) == first
    assert not sent


def test_a_version_is_its_own_and_one_that_is_not_there_is_left_out(cached: Corpus) -> None:
    page = cached.says("https://a.org/", "2026-01-01", "old")
    cached.says("https://a.org/", "2026-01-02", "new")
    texts = Texts(Memory(LEAST))
    assert main(texts, cached.database, page) == "old"
    assert main(texts, cached.database, page, SECOND) == "new"
    assert main(texts, cached.database, page, THIRD) is None


def test_nothing_is_shown_of_a_page_that_was_deleted(cached: Corpus) -> None:
    page = cached.says("https://a.org/", "2026-01-01", "secret")
    texts = Texts(Memory(LEAST))
    assert main(texts, cached.database, page) == "secret"
    cached.forget(page)
    assert main(texts, cached.database, page) is None


@pytest.mark.parametrize("by_name", [True, False])
def test_a_change_of_page_or_version_is_seen_at_once(cached: Corpus, by_name: bool) -> None:
    page = cached.says("https://a.org/", "2026-01-01", "before")
    texts = Texts(Memory(LEAST))
    assert main(texts, cached.database, page) == "before"
    with cached.database.write() as session:
        if by_name:
            session.query(Version).one().text_number = says(session, page, "after")
        else:
            session.execute(update(Version).values(text_number=says(session, page, "after")))
    assert main(texts, cached.database, page) == "after"
    with cached.database.write() as session:
        found = session.get(Page, page)
        assert found is not None
        found.url = "https://b.org/"
    with cached.database.read() as session:
        assert texts.find(session, [(page, FIRST)])[page, FIRST].url == "https://b.org/"


def test_what_is_asked_of_everything_holds_the_rest(cached: Corpus) -> None:
    page = cached.says("https://a.org/", "2026-01-01", "main", rest="menu")
    texts = Texts(Memory(LEAST))
    for _ in range(2):
        with cached.database.read() as session:
            assert said(texts.find(session, [(page, FIRST)])[page, FIRST]) == "main"
        with cached.database.read() as session:
            assert said(texts.find(session, [(page, FIRST)], rest=True)[page, FIRST]) == "main\nmenu"


def test_an_old_view_of_the_database_is_not_kept_for_others(cached: Corpus) -> None:
    page = cached.says("https://a.org/", "2026-01-01", "before")
    texts = Texts(Memory(LEAST))
    with cached.database.read() as session:
        session.get(Page, page)
        with cached.database.write() as other:
            other.execute(update(Version).values(text_number=says(other, page, "after")))
        texts.find(session, [(page, FIRST)])
    assert main(texts, cached.database, page) == "after"


def test_without_a_cache_every_search_asks_the_database(uncached: Corpus) -> None:
    page = uncached.says("https://a.org/", "2026-01-01", "said")
    texts = Texts(Memory(LEAST))
    for _ in range(2):
        with statements(uncached.database) as sent:
            assert main(texts, uncached.database, page) == "said"
        assert len(sent) == 1
