"""`hud pages import FILE`: returns when each line of the list has its verdict, whether or not a server runs.

Beside a server either of the two does the work: whoever has the lease.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import BinaryIO

import click

from app import jobs
from app.clock import DAY
from app.console import Duration, Progress, counted, database, fail, plain, settings
from app.db import Database
from app.pages import service as pages
from app.pages.actors import imports as importer
from app.pages.imports import reading, service
from app.pages.imports.item import MOST_PACKED, TOO_LARGE, BadList
from app.pages.imports.sitemaps import spool_folder
from app.settings import Settings

_WAIT_S = 0.1
_ROWS = 1_000


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--every", type=Duration(), default=DAY, show_default="24h", help="How often to read, such as 12h or 7d."
)
def command(file: BinaryIO, every: int) -> None:
    """Watch the pages in FILE ("-" is standard input).

    FILE may be plain text with an address on each line, Markdown, CSV or TSV with a header, JSON, bookmarks
    of a browser, OPML, RSS, Atom, XBEL, or a sitemap (.gz too); exports of other programs are among them.
    Titles, folders and tags are kept with new pages. Every line that is refused is printed with the reason.
    """
    made = settings()
    try:
        pages.check(every=every)
    except pages.PageError as error:
        fail(f"--{error.field}: {error}")
    with database(made) as db:
        import_id = _begun(db, made, file, every)
        found = _done(db, made, import_id)
        _tell_refused(db, import_id)
    told = f"{found.new} new, {found.known} there already, {found.refused} refused"
    if found.lists:
        told += f", {counted(found.lists, 'list')} followed"
    click.echo(told)
    if found.state == "cancelled":
        fail(f"The import was cancelled after {found.done} of {counted(found.total, 'line')}.")
    if found.refused and not found.new and not found.known:
        sys.exit(1)


def _begun(db: Database, made: Settings, file: BinaryIO, every: int) -> int:
    folder = spool_folder(made)
    name = "" if file is sys.stdin.buffer or getattr(file, "name", "-") == "-" else Path(str(file.name)).name
    try:
        with reading.spool(folder) as given:
            shutil.copyfileobj(_Bounded(file), given)
            with reading.read(given, folder) as listing:
                parts = list(service.packed(listing))
    except BadList as error:
        fail(str(error))
    with db.write() as session:
        return service.begin(session, parts, every, name)


class _Bounded:
    """A file of which no more is read than a list may have. Raises `BadList`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._left = MOST_PACKED

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._file.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise BadList(TOO_LARGE)
        return piece


def _done(db: Database, made: Settings, import_id: int) -> service.Progress:
    """Work on imports, or wait for who does, until this one has ended."""
    shown = Progress("taken in", "to go")
    with importer(db, made) as work:
        while True:
            with db.read() as session:
                found = service.progress(session, import_id)
            assert found is not None, "an import is kept for weeks after its end"
            shown.done = found.done
            shown.show(found.total - found.done)
            if found.quarantined:
                fail("HUD failed on this list three times and has quarantined it; the log says more.")
            if found.state != "running":
                shown.end()
                return found
            with db.write() as session:
                leases = jobs.lease(session, limit=1, owner="here", actor=service.ACTOR, only=jobs.long.LANE)
            for lease in leases:
                _take_turn(db, lease, work)
            if not leases:
                time.sleep(_WAIT_S)


def _take_turn(db: Database, lease: jobs.Lease, work: jobs.InTurns | jobs.Work) -> None:
    assert isinstance(work, jobs.InTurns)
    try:
        jobs.take_turn(db, lease, work.do, turn_s=work.turn_s)
    except jobs.LeaseLost:
        return  # somebody else has it by now
    except Exception as error:
        jobs.failed(db, lease, error)


def _tell_refused(db: Database, import_id: int) -> None:
    offset = 0
    while True:
        with db.read() as session:
            some = service.lines(session, import_id, verdict="refused", offset=offset, limit=_ROWS)
        for one in some:
            where = f"line {one.place}: " if one.place else ""
            meant = f" Did you mean {one.instead}?" if one.instead else ""
            click.echo(f"refused: {where}{plain(one.given)}: {one.reason}{meant}", err=True)
        if len(some) < _ROWS:
            return
        offset += _ROWS
