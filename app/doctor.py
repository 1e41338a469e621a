"""`hud doctor` and `hud migrate`: is this installation sound, and if not, what fixes it."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import disk, masks, private
from app.console import database, fail, settings
from app.db import Database, unwritable
from app.db.installation import DatabaseLost, refuse_if_lost
from app.failing import few_files, line
from app.feature import resolve
from app.features import enabled
from app.finding import Finding
from app.settings import Settings, SettingsError

ROOM_LEAST = 500 << 20
"""Bytes free; a large disk, of which a twentieth is more, should have up to ten times as much."""


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
    existing = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if not existing.is_dir():
        yield Finding(
            f"Data folder {folder}", f"{existing} is not a folder; move it away or change HUD_DATA_DIR."
        )
    elif not os.access(existing, os.W_OK | os.X_OK):
        yield Finding(f"Data folder {folder}", "It cannot be written; change its owner or HUD_DATA_DIR.")
    else:
        yield _room(folder, existing)
    if existing == folder and folder.is_dir():
        yield from _owners(made)


def _room(folder: Path, existing: Path) -> Finding:
    free, size = disk.free(existing)
    what = f"Data folder {folder}, {free >> 20} MB free"
    if disk.Disk([existing]).look() == "full":
        return Finding(f"{what}: the disk is full", "Make room; until then nothing new can be saved.")
    if free < max(ROOM_LEAST, min(size // 20, 10 * ROOM_LEAST)):
        return Finding(f"{what}, {free * 100 // max(size, 1)} % of the disk", "Make room before it is full.")
    return Finding(what)


def _owners(made: Settings) -> Iterator[Finding]:
    folder, file = made.data_dir, made.database_file
    bare = private.open_to_others(folder, file, made.data_access)
    if bare:
        fix = "Start HUD, which closes them, or run: chmod -R go= FOLDER (see HUD_DATA_ACCESS)."
        yield Finding(f"Other users can read {len(bare)} of its files, such as {bare[0]}", fix)
    others = private.strangers(folder, file)
    if others:
        fix = f"HUD may not be able to write them; run: chown -R --reference={folder} {folder}"
        yield Finding(f"{len(others)} of its files do not belong to its owner, such as {others[0]}", fix)


def _limits(_: Settings) -> Iterator[Finding]:
    few = few_files()
    if few:
        yield Finding("Open files", few)


def _database(made: Settings) -> Iterator[Finding]:
    from app.db.migrate import state  # noqa: PLC0415

    try:
        # Where nothing can be written, it can still be looked at.
        bare = None if made.database_file is None else unwritable(made.database_file)
        db = Database(made.database, makes=False, read_only=bare is not None)
        if db.is_missing:
            refuse_if_lost(db, made.index_dir)
            yield Finding("No database yet: the first `hud serve` creates it")
            return
        have, newest = state(db)
        with db.read() as session:
            check = session.scalar(text("PRAGMA quick_check")) if db.is_sqlite else "ok"
    except DatabaseLost as error:
        yield Finding(f"Database {made.database.partition(':///')[2]}: gone", str(error))
        return
    except (SQLAlchemyError, OSError) as error:
        said = line(error, made.data_dir) or "it cannot be used"
        fix = "Check HUD_DATABASE_URL and that the server runs."
        if not made.database_url:
            fix = f"Put an intact copy of {made.data_dir / 'hud.sqlite3'} there, such as a backup."
        if disk.behind(error, [made.data_dir]) in ("full", "read-only"):
            fix = "The database is intact, but the disk cannot be written to."
        yield Finding(said if said.startswith("The database") else f"Database: {said}", fix)
        return
    if bare is not None:
        yield Finding(f"{bare} cannot be written", "Change its owner or its mode.")
    yield Finding("Database answers", "" if check == "ok" else f"It is damaged ({check}); restore a backup.")
    yield Finding(f"Schema {have}", "" if have == newest else "Run `hud migrate` (or `hud serve`).")


def _times(made: Settings) -> Iterator[Finding]:
    from app import jobs  # noqa: PLC0415

    db = Database(made.database, makes=False)
    if db.is_missing:
        return  # to open an empty file would begin a database in it
    try:
        with db.read() as session:
            wrong = jobs.misdated(session)
    except (SQLAlchemyError, OSError):
        return  # the check before has said why
    told = f"{wrong.due} jobs due in more than a year, {wrong.leased} leases and {wrong.lanes} hosts too long"
    fix = "A clock was ahead. Check this machine's clock; a running HUD corrects them by itself."
    yield Finding(f"Times of jobs: {told}" if wrong else "Times of jobs", fix if wrong else "")


def _features(made: Settings) -> Iterator[Finding]:
    try:
        features = enabled(made)
    except SettingsError as error:
        yield Finding(str(error), "Change HUD_APPS.")
        return
    for feature in features:
        if feature.checks:
            yield from cast("Callable[[Settings], Iterator[Finding]]", resolve(feature.checks))(made)


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


def _front(made: Settings) -> Iterator[Finding]:
    from app.web.front import findings  # noqa: PLC0415

    for what, fix in findings(made):
        yield Finding(what, fix)


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _python,
    _core,
    _folder,
    _limits,
    _database,
    _times,
    _features,
    _broker,
    _front,
)


@click.command()
def doctor() -> None:
    """Check the set-up and say how to fix what is wrong."""
    made = settings()
    wrong = 0
    for check in CHECKS:
        for finding in check(made):
            click.echo(masks.mask(f"{'!!' if finding.fix else 'ok'}  {finding.what}"))
            if finding.fix:
                wrong += 1
                click.echo(f"    {finding.fix}")
    if wrong:
        fail(f"{wrong} to fix")


@click.command()
def migrate() -> None:
    """Upgrade the database to the newest schema."""
    from app.jobs import ask_after_upgrade  # noqa: PLC0415  # `--help` does without

    made = settings()
    with database(made) as db:
        click.echo("The database is at the newest schema.")
        for title in ask_after_upgrade(db, made):
            click.echo(
                f"asked for: {title}; `hud serve` does it while it runs, `hud jobs` shows how far it is"
            )
