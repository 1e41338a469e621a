"""`hud crawl`: reads what is due in this very process, whether or not a server runs.

The leases in the database keep it from doing anything twice beside a running worker. Whoever reads a page,
what became of it stands in the database, and is told from there.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress

import click
import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import jobs
from app.console import Progress, counted, database, fail, plain, settings, show_json
from app.db import Database
from app.db.follower import Busy, catch_up
from app.net.urls import BadURL, normalise
from app.pages.actors import crawl as reader
from app.pages.links import schedule_all
from app.pages.models import Page, Reading
from app.pages.reasons import reason
from app.settings import Settings

_UNREAD = "error"
_ACTOR = "crawl"  # lists to take in, letters to send and pictures to draw wait for a worker


def work_off(db: Database, made: Settings, work: jobs.Work) -> set[int]:
    """Read everything that is due, also what is found on the way, until nobody reads any more.

    Returns the ids of the pages that this process failed on.
    """
    broken: set[int] = set()
    progress = Progress("read", "to read")
    running: set[Future[None]] = set()
    with ThreadPoolExecutor(made.crawl_concurrency) as pool:
        while True:
            with db.write() as session:
                room = made.crawl_concurrency - len(running)
                leases = jobs.lease(session, limit=room, owner="here", actor=_ACTOR)
                waiting = jobs.count_due(session, _ACTOR)
            running |= {pool.submit(_read, db, lease, work, broken) for lease in leases}
            progress.show(waiting)
            if not running and not waiting:
                progress.end()
                return broken
            done, running = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
            for one in done:
                one.result()
                progress.done += 1
            if not done and not leases:
                time.sleep(0.05)  # every host rests, or another process reads


def _read(db: Database, lease: jobs.Lease, work: jobs.Work, broken: set[int]) -> None:
    try:
        work(lease)
    except jobs.LeaseLost:
        return  # somebody else has it by now, or nobody wants it any more
    except Exception as error:
        # One page must not keep the others from being read; it is tried again when it is due again.
        jobs.failed(db, lease, error)
        page = lease.payload["page"]
        if isinstance(page, int):
            broken.add(page)


def follow(db: Database, made: Settings) -> None:
    """Take what was read into the index; where a server runs, its own follower has that and does so."""
    with suppress(Busy):
        catch_up(db, made)


class Outcome(msgspec.Struct, frozen=True):
    """What became of a page: the code and the sentence of what kept it from being read, or None twice."""

    url: str
    error: str | None
    reason: str | None


def newest_reading(session: Session) -> int:
    """The number of the newest reading; those that follow have greater ones."""
    return session.scalar(select(func.max(Reading.id))) or 0


def outcomes(session: Session, after: int, wanted: Iterable[int]) -> list[Outcome]:
    """What became of each page that anybody read since reading `after`, and of the `wanted`, by address.

    A wanted page may have disappeared meanwhile, as one that turned out to be another under a second address.
    """
    last = select(func.max(Reading.id)).where(Reading.id > after).group_by(Reading.page_id)
    query = select(Page.id, Page.url, Reading.error).join(Page, Page.id == Reading.page_id)
    found = {page: (url, error) for page, url, error in session.execute(query.where(Reading.id.in_(last)))}
    for page_id in set(wanted) - found.keys():
        page = session.get(Page, page_id)
        if page is not None:
            found[page_id] = page.url, _UNREAD
    return sorted(
        (Outcome(url, error, None if error is None else _why(error)) for url, error in found.values()),
        key=lambda outcome: outcome.url,
    )


def _why(error: str) -> str:
    return "HUD failed on it and tries again later; the log says more." if error == _UNREAD else reason(error)


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
@click.option("--due", is_flag=True, help="Read what is due (this is also what happens without arguments).")
@click.option("--all", "everything", is_flag=True, help="Read every active page now.")
@click.option("--json", "as_json", is_flag=True, help="What became of each page, for scripts.")
def crawl(urls: tuple[str, ...], due: bool, everything: bool, as_json: bool) -> None:
    """Read pages now: the given ones, all, or those that are due, and then those they link to.

    Exit code 1 when some could not be read.
    """
    if sum((bool(urls), due, everything)) > 1:
        raise click.UsageError("Choose one: addresses, --due or --all.")
    made = settings()
    with database(made) as db:
        with db.write() as session:
            jobs.redate(session)
            chosen = _all(session) if everything else _named(session, urls)
            schedule_all(session, [(page.id, page.url) for page in chosen])
            wanted = {page.id for page in chosen}
            before = newest_reading(session)
        begun = time.monotonic()
        with reader(db, made) as work:
            wanted |= work_off(db, made, work)
        follow(db, made)
        with db.read() as session:
            found = outcomes(session, before, wanted)
    _tell(found, time.monotonic() - begun, each=bool(urls), as_json=as_json)


def _tell(found: list[Outcome], took_s: float, *, each: bool, as_json: bool) -> None:
    """Print what became of the pages, of those that were read only when `each`; exit 1 if any was not."""
    failed = [one for one in found if one.error is not None]
    if as_json:
        pages = msgspec.to_builtins(found)
        show_json({"read": len(found) - len(failed), "failed": len(failed), "pages": pages})
    else:
        for one in found:
            if one.error is not None:
                click.echo(f"failed: {plain(one.url)}: {one.reason}", err=True)
            elif each:
                click.echo(f"read: {plain(one.url)}")
        click.echo(f"{counted(len(found) - len(failed), 'page')} read in {took_s:.1f} s")
    if failed:
        fail(f"{counted(len(failed), 'page')} failed")
