"""`hud reread`: re-reads stored copies in this very process.

All of the work is `app.pages.reread`; beside a running worker the two take turns.
"""

from __future__ import annotations

import time

import click

from app import jobs
from app.console import Progress, counted, database, fail, settings
from app.db import Database
from app.extract import EXTRACTOR_VERSION
from app.jobs.long import LongState
from app.pages import reread
from app.pages.actors import rereading
from app.pages.cli import named
from app.pages.crawl_cli import follow
from app.settings import Settings

_LOOK_S = 0.2


@click.command("reread")
@click.option("--page", metavar="PAGE", default="", help="Only this page (an id or an address).")
def command(page: str) -> None:
    """Read stored copies again with the newest extractor, so that the past is as exact as today.

    HUD does this by itself after an upgrade, while it runs. Ctrl-C leaves the rest to a running HUD.
    """
    made = settings()
    with database(made) as db:
        with db.write() as session:
            page_id = named(session, page) if page else None
            reread.try_again(session, page_id)
            left = reread.count(session, page_id)
            if left:
                reread.ask(session, page_id)
                key = reread.key(page_id)
        if not left:
            click.echo(f"Nothing to re-read: extractor {EXTRACTOR_VERSION} has read all stored copies.")
            return
        ended = _work_off(db, made, key)
        follow(db, made)
    if ended is None or ended.state == "cancelled":
        fail("cancelled; what was re-read so far stays")
    click.echo(counted(int(ended.figures.get("number", ended.done)), "version") + " re-read")
    if damaged := int(ended.figures.get("damaged", 0)):
        fail(counted(damaged, "version") + " damaged and left as before; `hud doctor` names the pages")


def _work_off(db: Database, made: Settings, key: str) -> LongState | None:
    """Take turns at the job, with any other process that does, until it has ended; what became of it."""
    progress = Progress("re-read", "to go")
    with db.read() as session:
        state = jobs.long.live(session, key)
    known = state
    with rereading(db, made) as work:
        while state is not None:
            known = state
            progress.done = state.done
            progress.show(max(state.total - state.done, 0))
            if state.state == "quarantined":
                fail(
                    f"given up after {jobs.ATTEMPTS} attempts: {state.detail}; `hud jobs retry {key}` goes on"
                )
            with db.write() as session:
                leases = jobs.lease(session, limit=1, owner="here", actor=reread.ACTOR)
            for lease in leases:
                _take_turn(db, lease, work)
            if not leases:
                time.sleep(_LOOK_S)
            with db.read() as session:
                state = jobs.long.live(session, key)
    progress.end()
    with db.read() as session:
        return None if known is None else jobs.long.one(session, known.id)


def _take_turn(db: Database, lease: jobs.Lease, work: jobs.InTurns) -> None:
    try:
        jobs.take_turn(db, lease, work.do)
    except jobs.LeaseLost:
        return  # somebody else has it by now
    except Exception as error:
        jobs.failed(db, lease, error)
    except KeyboardInterrupt:
        with db.write() as session:
            jobs.give_back(session, lease.job_id, lease.token)
        raise
