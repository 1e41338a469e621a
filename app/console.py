"""What all `hud` commands share: settings and database, one clear line on failure, durations."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import click
from sqlalchemy.exc import OperationalError

from app.cache import open_database
from app.clock import DAY, HOUR, MINUTE, SECOND
from app.db import Database
from app.settings import Settings, SettingsError, load

UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def fail(message: str) -> NoReturn:
    """End the command with one line on stderr and exit code 1."""
    click.echo(message, err=True)
    sys.exit(1)


def settings() -> Settings:
    """The settings from the environment, or the end of the command."""
    try:
        return load()
    except SettingsError as error:
        fail(str(error))


@contextmanager
def database(made: Settings | None = None) -> Iterator[Database]:
    """The installation's database, brought to the newest schema."""
    from app.crawl.guard import attach, guard_of  # noqa: PLC0415  # slow to import; `--help` does without
    from app.db.migrate import upgrade  # noqa: PLC0415  # Alembic is slower still

    made = made or settings()
    db = open_database(made)
    attach(db, guard_of(made))
    try:
        upgrade(db)
        yield db
    except OperationalError as error:
        fail(f"The database cannot be used: {error.orig}")
    finally:
        db.dispose()


class Progress:
    """One line on a terminal: how many are done, how many wait, how fast, how long still; else nothing."""

    def __init__(self, done: str, waiting: str) -> None:
        """`done` and `waiting` are what the two numbers are called."""
        self.done = 0
        self._names = done, waiting
        self._shown = sys.stderr.isatty()
        self._begun = time.monotonic()

    def show(self, waiting: int) -> None:
        """Write the line anew."""
        if not self._shown:
            return
        rate = self.done / max(time.monotonic() - self._begun, 0.001)
        left = f", about {waiting / rate:.0f} s left" if rate else ""
        done, wait = self._names
        line = f"{self.done} {done}, {waiting} {wait}, {rate:.1f} a second{left}"
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            click.echo(err=True)


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
