"""`hud jobs`: what works in the background, from the shell."""

from __future__ import annotations

import click
import msgspec

from app import jobs
from app.clock import iso, iso_or_none
from app.console import database, fail, moment, none_there, plain, reading, show_json, show_table
from app.jobs.long import Counts, LongState


@click.group("jobs", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON, for scripts.")
@click.pass_context
def group(context: click.Context, as_json: bool) -> None:
    """Show what works in the background: long jobs with their progress, and the numbers of short ones."""
    if context.invoked_subcommand is not None:
        return
    with reading() as db, db.read() as session:
        long, short = jobs.long.listing(session), jobs.long.counts(session)
    if as_json:
        show_json({"long": [_as_dict(one) for one in long], "short": msgspec.to_builtins(short)})
        return
    if long:
        show_table(["KEY", "STATE", "DONE", "SINCE", "JOB"], [_line(one) for one in long])
    else:
        none_there("No long jobs.")
    if short:
        click.echo()
        show_table(["KIND", "SCHEDULED", "DUE", "RUNNING", "QUARANTINED"], [_numbers(one) for one in short])


@group.command("cancel")
@click.argument("key")
def cancel(key: str) -> None:
    """Cancel the long job KEY, which `hud jobs` shows; what it has done so far stays."""
    with database() as db, db.write() as session:
        became = jobs.long.end(session, key)
    if not became:
        fail(f"{plain(key)} is not a long job that waits or runs; `hud jobs` shows them")
    click.echo(f"cancelled: {plain(key)}{'; it ends with its next step' if became == 'asked' else ''}")


@group.command("retry")
@click.argument("key")
def retry(key: str) -> None:
    """Have the long job KEY, which was quarantined, go on where it stopped."""
    with database() as db, db.write() as session:
        if not jobs.long.retry(session, key):
            fail(f"{plain(key)} is not a long job in quarantine; `hud jobs` shows them")
    click.echo(f"goes on: {plain(key)}")


def _line(one: LongState) -> list[str]:
    done = f"{one.done}/{one.total}" if one.total else "-"
    if one.percent is not None:
        done += f" ({one.percent} %)"
    state = "cancelling" if one.is_ending else one.state
    since = one.ended_at or one.begun_at or one.asked_at
    told = [one.title, one.said % one.figures, one.detail]
    if one.due_at is not None:
        told.append(f"next attempt {moment(one.due_at)}")
    return [plain(one.key), state, done, moment(since), plain("; ".join(filter(None, told)))]


def _numbers(one: Counts) -> list[str]:
    return [one.actor, *(f"{number}" for number in (one.scheduled, one.due, one.running, one.quarantined))]


def _as_dict(one: LongState) -> dict[str, object]:
    return {
        "id": one.id,
        "key": one.key,
        "title": one.title,
        "state": one.state,
        "cancelling": one.is_ending,
        "done": one.done,
        "total": one.total,
        "said": one.said % one.figures,
        "asked_at": iso(one.asked_at),
        "begun_at": iso_or_none(one.begun_at),
        "reported_at": iso_or_none(one.reported_at),
        "ended_at": iso_or_none(one.ended_at),
        "next_attempt": iso_or_none(one.due_at),
        "error": one.detail or None,
    }
