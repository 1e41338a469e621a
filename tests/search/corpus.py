"""Pages with a history, written down by the same code as any reading, at times the test chooses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from app.clock import DAY
from app.db import Database
from app.extract import Extracted
from app.pages.models import Page, Reading, Version
from app.pages.service import remove
from app.pages.timeline import keep, same, vanish
from app.search.engine import TRIE
from app.search.follow import Follower
from app.search.index import IndexHandle


def at(written: str) -> int:
    """An instant in UTC, in µs."""
    moment = datetime.fromisoformat(written).replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


class Corpus:
    """A database of pages and the index that follows it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.handle = IndexHandle(folder, TRIE)
        self.follower = Follower(database, folder, TRIE)

    def says(
        self, url: str, when: str, main: str, *, title: str = "", rest: str = "", language: str = "en"
    ) -> int:
        """The page at `url` read so at `when`; returns its id."""
        extracted = Extracted(title, main, rest, language, None, False, False, (), None)
        return self._change(
            url, when, lambda session, page: keep(session, page, main.encode(), extracted, at(when))
        )

    def is_same(self, url: str, when: str) -> int:
        """The site said that nothing had changed."""
        return self._change(url, when, lambda session, page: same(session, page, at(when)))

    def is_gone(self, url: str, when: str) -> int:
        """The page answered 404."""
        return self._change(url, when, lambda session, page: vanish(session, page, "404", at(when)))

    def forget(self, page_id: int) -> None:
        """Delete a page."""
        with self.database.write() as session:
            remove(session, page_id)

    def follow(self) -> None:
        """Bring the index up to date."""
        while self.follower.step():
            pass

    def _change(self, url: str, when: str, change: Callable[..., Version | None]) -> int:
        with self.database.write() as session:
            page = session.scalar(select(Page).where(Page.url == url))
            if page is None:
                host = url.split("/")[2] if "://" in url else "hud"
                page = Page(
                    url=url, site=host, builtin="://" not in url, added_at=at("2026-01-01"), every=DAY
                )
                session.add(page)
                session.flush()
            version = change(session, page)
            session.flush()
            session.add(Reading(page_id=page.id, at=at(when), version_id=version.id if version else None))
            return page.id
