"""`hud crawl`: reads what is due in this very process, whether or not a server runs.

The leases in the database keep it from doing anything twice beside a running worker.
"""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import jobs
from app.console import Progress, database, fail, settings
from app.crawl.urls import BadURL, normalise
from app.db import Database
from app.pages.links import schedule_all
from app.pages.models import Page
from app.search.follow import Follower
from app.search.place import Busy
from app.settings import Settings
from workers.actors import ACTORS
from workers.perform import Work

_ACTOR = "crawl"  # lists to take in, letters to send and pictures to draw wait for a worker


def work_off(db: Database, made: Settings, work: Work) -> int:
    """Read everything that is due, also what is found on the way; returns how many readings it took."""
    progress = Progress("read", "to read")
    running: set[Future[None]] = set()
    with ThreadPoolExecutor(made.crawl_concurrency) as pool:
        while True:
            with db.write() as session:
                room = made.crawl_concurrency - len(running)
                leases = jobs.lease(session, limit=room, owner="here", actor=_ACTOR)
                waiting = jobs.count_due(session, _ACTOR)
            running |= {pool.submit(_read, lease, work) for lease in leases}
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


def _read(lease: jobs.Lease, work: Work) -> None:
    # Somebody else has it by now, or nobody wants it any more.
    with suppress(jobs.LeaseLost):
        work(lease)


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
            jobs.redate(session)
            chosen = _all(session) if everything else _named(session, urls)
            schedule_all(session, [(page.id, page.url) for page in chosen])
        begun = time.monotonic()
        with ACTORS[_ACTOR](db, made) as work:
            done = work_off(db, made, work)
        # Where a server runs, its own follower holds the index and takes the changes in.
        with suppress(Busy):
            follower = Follower(db, made.index_dir)
            while follower.step():
                pass
    click.echo(f"{done} pages read in {time.monotonic() - begun:.1f} s")


commands: list[click.Command] = [crawl]
