"""`hud backup`, `hud restore` and `hud migrate-data`: everything HUD knows in one file, and from there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.backup import making, restoring
from app.backup.errors import BackupError
from app.console import Progress, counted, database, fail, moment, reading, settings
from app.db import Database, unwritable
from app.secret_settings import SettingsError
from app.settings import Settings, checked_database
from app.web.secret import put_back, secret

_STEP = 500


class _Bar:
    """How many rows are done, on a terminal."""

    def __init__(self) -> None:
        self._progress = Progress("rows", "to do")
        self._total = 0

    def expect(self, total: int) -> None:
        self._total = total

    def told(self, count: int) -> None:
        self._progress.done += count
        if self._progress.done % _STEP == 0:
            self._progress.show(max(self._total - self._progress.done, 0))

    def end(self) -> None:
        self._progress.end()


@contextmanager
def _bar() -> Iterator[_Bar]:
    """Errors of backups end the command, in one line."""
    bar = _Bar()
    try:
        yield bar
    except BackupError as error:
        bar.end()
        fail(str(error))
    bar.end()


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--with-secret", is_flag=True, help="Take the installation's secret along; keep such a file safe."
)
@click.option(
    "--encrypt", is_flag=True, help="Encrypt it; asks for a passphrase unless HUD_BACKUP_PASSPHRASE is set."
)
def backup(file: Path, with_secret: bool, encrypt: bool) -> None:
    """Write everything HUD knows into the new FILE.

    HUD may run meanwhile: the file holds the database as it was at one moment.
    """
    made = settings()
    passphrase = made.backup_passphrase
    if encrypt and not passphrase:
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    with reading(made) as db, _bar() as bar:
        value = secret(made) if with_secret else None
        done = making.make(db, file, passphrase=passphrase, secret=value, expect=bar.expect, told=bar.told)
        if made.database_file is None or unwritable(made.database_file) is None:
            with db.write() as session:
                making.note(session, file.absolute(), done)
    size = file.stat().st_size
    click.echo(f"{file}: {counted(done.rows, 'row')}, {counted(size, 'byte')}, change {done.change}")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--without-secret", is_flag=True, help="Leave the secret in the file alone.")
def restore(file: Path, without_secret: bool) -> None:
    """Restore the backup FILE into an installation without people and pages.

    Stop HUD first. The whole file is checked before anything is written.
    """
    made = settings()
    with _bar() as bar:
        done = restoring.restore(
            made,
            file,
            lambda: _passphrase(made),
            expect=bar.expect,
            told=bar.told,
            keep_secret=lambda value: None if without_secret else _keep(made, value),
        )
    click.echo(f"Restored {counted(done.rows, 'row')} as of {moment(done.made_at)}, change {done.change}.")
    click.echo("The index is built anew with the next `hud serve`, or now with: hud index build")


@click.command("migrate-data")
@click.option("--to", "url", required=True, metavar="URL", help="postgresql://USER:PASSWORD@HOST:PORT/NAME")
def migrate_data(url: str) -> None:
    """Copy everything into a PostgreSQL database in which there are no people and no pages yet.

    Stop HUD first: what it writes meanwhile is not taken along. The database of now stays as it is.
    """
    made = settings()
    try:
        target = Database(checked_database(url))
    except SettingsError as error:
        fail(str(error))
    if target.is_sqlite:
        fail("--to takes a PostgreSQL database, postgresql://USER:PASSWORD@HOST:PORT/NAME")
    try:
        with database(made) as db, _bar() as bar:
            rows = restoring.move(db, target, made.data_dir, bar.expect, bar.told)
    finally:
        target.dispose()
    click.echo(f"Copied {counted(rows, 'row')}. Set HUD_DATABASE_URL to the new database, then start HUD.")


def _passphrase(made: Settings) -> str:
    return made.backup_passphrase or click.prompt("Passphrase", hide_input=True, err=True)


def _keep(made: Settings, value: bytes) -> None:
    if made.secret_key and made.secret_key.encode() != value:
        raise BackupError(
            "The secret in the backup is another than HUD_SECRET_KEY: unset it, or restore --without-secret."
        )
    put_back(made, value)
