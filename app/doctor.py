"""`hud doctor` and `hud migrate`: is this installation sound, and if not, what mends it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.console import database, fail, settings
from app.db import Database
from app.settings import Settings

ROOM_LEAST = 500 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` is empty when it is sound."""

    what: str
    mend: str = ""


def _python(_: Settings) -> Iterator[Finding]:
    yield Finding(f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")


def _core(_: Settings) -> Iterator[Finding]:
    try:
        import trie_core  # noqa: PLC0415  # its absence is what is looked for

        yield Finding(f"Rust core, tokeniser {trie_core.TOKENIZER_VERSION}")
    except ImportError as error:
        yield Finding(f"Rust core: {error}", "Run `make core`, or install the wheel again.")


def _folder(made: Settings) -> Iterator[Finding]:
    folder = made.data_dir.absolute()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK):
        yield Finding(f"Data folder {folder}", "It cannot be written; change its owner or HUD_DATA_DIR.")
        return
    free = shutil.disk_usage(existing).free
    mend = "Less than 500 MB is free; make room." if free < ROOM_LEAST else ""
    yield Finding(f"Data folder {folder}, {free // 1024**2} MB free", mend)


def _database(made: Settings) -> Iterator[Finding]:
    from app.db.migrate import state  # noqa: PLC0415

    try:
        db = Database(made.database)
        have, newest = state(db)
        with db.read() as session:
            check = session.scalar(text("PRAGMA quick_check")) if db.is_sqlite else "ok"
    except (SQLAlchemyError, OSError) as error:
        said = str(getattr(error, "orig", None) or error).splitlines()[0]
        mend = "Check HUD_DATABASE_URL and that the server runs."
        if not made.database_url:
            mend = f"Put a sound copy of {made.data_dir / 'hud.sqlite3'} there, such as a backup."
        yield Finding(f"Database: {said}", mend)
        return
    yield Finding("Database answers", "" if check == "ok" else f"It is damaged ({check}); restore a backup.")
    yield Finding(f"Schema {have}", "" if have == newest else "Run `hud migrate` (or `hud serve`).")


def _times(made: Settings) -> Iterator[Finding]:
    from app import jobs  # noqa: PLC0415

    try:
        with Database(made.database).read() as session:
            wrong = jobs.misdated(session)
    except (SQLAlchemyError, OSError):
        return  # the check before has said why
    told = f"{wrong.due} jobs due in more than a year, {wrong.leased} leases and {wrong.lanes} hosts too long"
    mend = "A clock was ahead. Check this machine's clock; HUD, when it runs, does them now by itself."
    yield Finding(f"Times of jobs: {told}" if wrong else "Times of jobs", mend if wrong else "")


def _index(made: Settings) -> Iterator[Finding]:
    from app.search.index import IndexHandle  # noqa: PLC0415

    try:
        index = IndexHandle(made.index_dir).current()
        index.verify()
        yield Finding(f"Index: {index.pages} pages, {index.words} words, generation {index.generation}")
    except (ValueError, OSError) as error:
        yield Finding(f"Index: {error}", "Run `hud index build`, or start HUD, which rebuilds it.")


def _broker(made: Settings) -> Iterator[Finding]:
    if not made.broker_url:
        yield Finding("Broker: embedded")
        return
    import redis  # noqa: PLC0415

    try:
        redis.Redis.from_url(made.broker_url, socket_timeout=2).ping()
        yield Finding("Broker answers")
    except redis.RedisError as error:
        yield Finding(f"Broker: {error}", "Check HUD_BROKER_URL and that Redis runs.")


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _python,
    _core,
    _folder,
    _database,
    _times,
    _index,
    _broker,
)


@click.command()
def doctor() -> None:
    """Say what is wrong with the set-up, and how to mend it."""
    made = settings()
    wrong = 0
    for check in CHECKS:
        for finding in check(made):
            click.echo(f"{'!!' if finding.mend else 'ok'}  {finding.what}")
            if finding.mend:
                wrong += 1
                click.echo(f"    {finding.mend}")
    if wrong:
        fail(f"{wrong} to mend")


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with database():
        click.echo("The database is at the newest schema.")


commands: list[click.Command] = [doctor, migrate]
