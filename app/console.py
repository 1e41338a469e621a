"""What all `hud` commands share: settings and database, one clear line on failure, durations."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import click

from app import masks, private
from app.cache import open_database
from app.clock import DAY, HOUR, MINUTE, SECOND
from app.db import Database, unwritable
from app.settings import Settings, SettingsError, load

UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def fail(message: str) -> NoReturn:
    """End the command with one line on stderr and exit code 1."""
    click.echo(masks.mask(message), err=True)
    sys.exit(1)


def settings() -> Settings:
    """The settings from the environment, or the end of the command."""
    try:
        return load()
    except SettingsError as error:
        fail(str(error))


@contextmanager
def database(made: Settings | None = None) -> Iterator[Database]:
    """The installation's database, brought to the newest schema. What it fails with ends the command."""
    from app.db.migrate import upgrade  # noqa: PLC0415  # Alembic is slow to import; `--help` does without

    made = made or settings()
    private.make(made.data_dir, made.data_access)
    bare = None if made.database_file is None else unwritable(made.database_file)
    if bare is not None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(bare))
    db = open_database(made)
    try:
        upgrade(db)
        yield db
    finally:
        db.dispose()


@contextmanager
def reading(made: Settings | None = None) -> Iterator[Database]:
    """The same for a command that only looks, which it also does where nothing can be written."""
    made = made or settings()
    if made.database_file is None or unwritable(made.database_file) is None:
        with database(made) as db:
            yield db
        return
    from app.db.migrate import state  # noqa: PLC0415

    db = Database(made.database, read_only=True)
    try:
        have, newest = state(db)
        if have != newest:
            fail(
                f"{made.database_file} is of another version of HUD and can only be read: copy it to where it"
                " can be written, and it is brought to this one."
            )
        yield db
    finally:
        db.dispose()


def show_json(value: object) -> None:
    """Print `value` as JSON, for scripts."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=None))


def moment(time: int | None) -> str:
    """Microseconds as an ISO time in UTC, `-` for none."""
    if time is None:
        return "-"
    return (EPOCH + timedelta(microseconds=time)).strftime("%Y-%m-%d %H:%M:%SZ")


class Duration(click.ParamType[int]):
    """`30m`, `24h`, `7d`: a length of time, in microseconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read `value`; whole numbers with one of the units s, m, h, d, w."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(\d{1,6})\s*([smhdw])", str(value).strip().lower())
        if found is None:
            self.fail(f"{value!r} is not a length of time such as 30m, 24h or 7d", param, ctx)
        return int(found[1]) * UNITS[found[2]]
