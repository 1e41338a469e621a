"""A process that writes and reads at random: `python -m tests.rowcache.player FOLDER URL SERVERS …`.

For each row the last value whose commit has returned stands in a file that all players map; a read that
begins after it and brings less has read something old. What is wrong is printed, a line each.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import random
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import event, text, update
from sqlalchemy.orm import Session, selectinload

from app.db import Database
from app.freshness import counters, names, touch
from app.rowcache import cache_of, fetch, fetch_all
from app.settings import Settings
from tests.rowcache.models import TryNote, TryPage
from tests.rowcache.process import running

ROWS = 4
_PAGE = [names.EVERYTHING, names.table(TryPage)]


class Newest:
    """What was committed last, by row, known to all players."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT)
        os.ftruncate(self._file, 4_096)
        self._values = memoryview(mmap.mmap(self._file, 4_096)).cast("q")

    def __getitem__(self, number: int) -> int:
        return self._values[number]

    def __setitem__(self, number: int, value: int) -> None:
        self._values[number] = value

    @contextmanager
    def mine(self, number: int) -> Iterator[None]:
        """Nobody else writes this row meanwhile, so that the order of its commits is known."""
        fcntl.lockf(self._file, fcntl.LOCK_EX, 8, number * 8)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 8, number * 8)


class Player:
    """Plays in one process, over one database."""

    def __init__(self, db: Database, newest: Newest, chance: random.Random) -> None:
        self.db = db
        self.newest = newest
        self.chance = chance
        self.page: tuple[list[int | None], dict[int, float]] | None = None

    def play(self) -> None:
        """One write or read of one row."""
        number = self.chance.randint(1, ROWS)
        if self.chance.random() < 0.3:
            with self.newest.mine(number):
                value = self.newest[number] + 1
                if self.write(number, value):
                    self.newest[number] = value
            return
        least = self.newest[number]
        way = self.chance.choice(["one", "with notes", "all", "page"])
        found = getattr(self, f"read_{way.replace(' ', '_')}")(number)
        if found < least:
            say(f"row {number}, {way}: read {found}, {least} was committed before")

    def write(self, number: int, value: int) -> bool:
        """Raise the row's weight to `value` in one of many ways; whether it was committed."""
        ways = ["object", "bulk", "savepoint", "savepoint back", "rollback", "raw", "note"]
        way = self.chance.choice([*ways, "outsider"] if self.db.is_sqlite else ways)
        if way == "outsider":
            with closing(sqlite3.connect(self.db.engine.url.database or "", 30)) as outsider, outsider:
                outsider.execute("UPDATE try_page SET weight = ? WHERE id = ?", (value, number))
            return True
        with self.db._write() as session, session.begin() as transaction:
            if way == "bulk":
                session.execute(update(TryPage).where(TryPage.id == number).values(weight=value))
            elif way == "raw":
                session.execute(
                    text("UPDATE try_page SET weight = :value WHERE id = :id"), {"value": value, "id": number}
                )
                touch(session, TryPage, id=number)
            elif way == "savepoint":
                with session.begin_nested():
                    session.get_one(TryPage, number).weight = value
            else:
                self._change(session, number, value)
            if way == "savepoint back":
                with session.begin_nested() as inner:
                    session.get_one(TryPage, number).weight = -1
                    session.flush()
                    inner.rollback()
            if way == "note":
                session.add(TryNote(page_id=number, text=str(value)))
            if way == "rollback":
                transaction.rollback()
                return False
        return True

    def _change(self, session: Session, number: int, value: int) -> None:
        session.get_one(TryPage, number).weight = value
        session.flush()

    def read_one(self, number: int) -> float:
        """By the primary key."""
        with self.db.read() as session:
            page = fetch(session, TryPage, id=number)
        assert page is not None
        return page.weight

    def read_with_notes(self, number: int) -> float:
        """By another field, with what belongs to it."""
        with self.db.read() as session:
            page = fetch(session, TryPage, load=[selectinload(TryPage.notes)], url=f"/{number}")
        assert page is not None
        return page.weight

    def read_all(self, number: int) -> float:
        """From the list of all."""
        with self.db.read() as session:
            return next(page.weight for page in fetch_all(session, TryPage) if page.id == number)

    def read_page(self, number: int) -> float:
        """As a page does that is kept in this process under the counters of what it shows."""
        now = counters(self.db).stamps(_PAGE)
        if self.page is None or None in now or self.page[0] != now:
            with self.db.read() as session:
                shown = dict(session.query(TryPage.id, TryPage.weight).all())
            self.page = now, dict(shown)
        return self.page[1][number]


def say(line: str) -> None:
    """Tell the test."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def stampede(db: Database, threads: int) -> int:
    """Many who want the same row at once; how often it was asked of the database."""
    sent: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _k, sql, *_r: sent.append(sql))
    cache_of(db).store.get("x")  # connected
    say("ready")
    sys.stdin.readline()
    start = threading.Barrier(threads)

    def ask() -> None:
        start.wait()
        with db.read() as session:
            assert fetch(session, TryPage, load=[selectinload(TryPage.notes)], id=1) is not None

    crowd = [threading.Thread(target=ask) for _ in range(threads)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return len([sql for sql in sent if "FROM try_page" in sql])


def main(folder: str, url: str, servers: str, seed: str, rounds: str) -> None:
    """Play, then say that it is over."""
    settings = Settings(data_dir=Path(folder), memcached=tuple(filter(None, servers.split(","))))
    with running(settings, url) as (db, _):
        if seed == "stampede":
            say(str(stampede(db, int(rounds))))
            return
        player = Player(db, Newest(Path(folder) / "newest"), random.Random(seed))
        for _ in range(int(rounds)):
            player.play()
        say("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
