"""Shared parts of all `hud` commands: settings and database, one clear line on failure, durations."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

import click

from app import clock, masks, private
from app.db import Database, unwritable
from app.db.installation import DatabaseLost
from app.rowcache import open_database
from app.settings import Settings, SettingsError, load

# What a terminal acts upon instead of showing it: control characters, marks and overrides of direction,
# separators of lines, and format characters without a look of their own. Joiners stay, which words need.
_ACTED_UPON = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u00ad\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb"
    "\\ud800-\\udfff\\U000e0000-\\U000e007f]"
)


def plain(text: str) -> str:
    """A stranger's text as it may be printed: in one line, and nothing in it that a terminal obeys.

    A page's title could move the cursor, or turn the rest of the line around so that it reads as something
    else.
    """
    return _ACTED_UPON.sub(_blank, text)


def fail(message: str) -> NoReturn:
    """End the command with one line on stderr and exit code 1."""
    click.echo(plain(masks.mask(message)), err=True)
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
    from app.db.migrate import upgrade  # noqa: PLC0415  # Alembic is slower still
    from app.net.guard import attach, guard_of  # noqa: PLC0415  # slow to import; `--help` does without

    made = made or settings()
    private.make(made.data_dir, made.data_access)
    bare = None if made.database_file is None else unwritable(made.database_file)
    if bare is not None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(bare))
    db = open_database(made)
    attach(db, guard_of(made))
    try:
        upgrade(db, beside=made.index_dir)
        yield db
    except DatabaseLost as error:
        fail(str(error))
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
    """Print `value` as JSON, for scripts: exact, with what a terminal would obey written as `\\u202e`."""
    text = json.dumps(value, ensure_ascii=False, indent=None)
    # Outside its strings JSON is made of none of these.
    click.echo(_ACTED_UPON.sub(lambda found: json.dumps(found[0])[1:-1], text))


def _blank(found: re.Match[str]) -> str:
    return " " if found[0] in "\t\n\v\f\r\x85\u2028\u2029" else ""


def moment(time: int | None) -> str:
    """Microseconds as an ISO time in UTC, `-` for none."""
    if time is None:
        return "-"
    return f"{clock.moment(time):%Y-%m-%d %H:%M:%SZ}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun, "1 page" or "2 pages"; `many` where the plural has more than an s."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def none_there(what: str) -> None:
    """Say on stderr that a list is empty, so that nobody takes silence for a failure."""
    click.echo(what, err=True)


def show_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under their heads, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


class Duration(click.ParamType[int]):
    """`30m`, `24h`, `7d`: a length of time, in microseconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read `value`; whole numbers with one of the units s, m, h, d, w."""
        if isinstance(value, int):
            return value
        found = clock.parse_length(str(value))
        if found is None:
            self.fail(f"{value!r} is not a length of time such as 30m, 24h or 7d", param, ctx)
        return found
