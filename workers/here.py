"""`hud crawl`: reads what is due in this very process, whether or not a server runs.

The leases in the database keep it from doing anything twice beside a running worker.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.console import database, fail, settings
from app.crawl.urls import BadURL, normalise
from app.db import Database
from app.pages.links import schedule_all
from app.pages.models import Page
from app.pages.reading import Tools, read_page
from app.pages.tools import open_tools
from app.search.follow import Follower
from app.search.place import Busy
from app.settings import Settings


class Progress:
    """One line on a terminal: how many were read, how many wait, how fast, how long still."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.begun = time.monotonic()
        self.done = 0

    def show(self, waiting: int) -> None:
        """Write the line anew."""
        if not self.shown:
            return
        rate = self.done / max(time.monotonic() - self.begun, 0.001)
        left = f", about {waiting / rate:.0f} s left" if rate else ""
        click.echo(
            f"\r\x1b[K{self.done} read, {waiting} to read, {rate:.1f} a second{left}", nl=False, err=True
        )

    def end(self) -> None:
        """Leave the line."""
        if self.shown:
            click.echo(err=True)


def work_off(db: Database, made: Settings, tools: Tools) -> int:
    """Read everything that is due, also what is found on the way; returns how many readings it took."""
    progress = Progress()
    running: set[Future[None]] = set()
    with ThreadPoolExecutor(made.crawl_concurrency) as pool:
        while True:
            with db.write() as session:
                leases = jobs.lease(session, limit=made.crawl_concurrency - len(running), owner="here")
                waiting = jobs.count_due(session)
            running |= {pool.submit(_read, db, lease, tools, made) for lease in leases}
            progress.show(waiting)
            if not running and not waiting:
                progress.end()
                return progress.done
            done, running = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            for one in done:
                one.result()
                progress.done += 1
            if not done and not leases:
                time.sleep(0.05)  # every host rests, or another process reads


def _read(db: Database, lease: jobs.Lease, tools: Tools, made: Settings) -> None:
    with suppress(jobs.LeaseLost):
        read_page(db, lease, tools, made)


def _all(session: Session) -> list[Page]:
    return list(session.scalars(select(Page).where(Page.state == "active", ~Page.builtin)))


def _named(session: Session, urls: tuple[str, ...]) -> list[Page]:
    pages = []
    for url in urls:
        try:
            page = session.scalar(select(Page).where(Page.url == normalise(url)))
        except BadURL as error:
            fail(f"{url}: {error}")
        if page is None:
            fail(f"{url} is not a page HUD watches; add it with `hud pages add {url}`")
        pages.append(page)
    return pages


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--due", is_flag=True, help="Read what is due (what happens without any argument).")
@click.option("--all", "everything", is_flag=True, help="Read every active page now.")
def crawl(urls: tuple[str, ...], due: bool, everything: bool) -> None:
    """Read pages now: those named, all, or what is due; the links they lead to as well."""
    if sum((bool(urls), due, everything)) > 1:
        raise click.UsageError("Choose one: addresses, --due or --all.")
    made = settings()
    with database(made) as db:
        with db.write() as session:
            chosen = _all(session) if everything else _named(session, urls)
            schedule_all(session, [(page.id, page.url) for page in chosen])
        begun = time.monotonic()
        with open_tools(made) as tools:
            done = work_off(db, made, tools)
        # Where a server runs, its own follower holds the index and takes the changes in.
        with suppress(Busy):
            follower = Follower(db, made.index_dir)
            while follower.step():
                pass
    click.echo(f"{done} pages read in {time.monotonic() - begun:.1f} s")


commands: list[click.Command] = [crawl]
