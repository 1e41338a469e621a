"""`hud feeds`: what is known of other publishers' data, and reading it now."""

from __future__ import annotations

import time
from collections.abc import Sequence

import click

from app import jobs
from app.clock import iso_or_none
from app.console import (
    counted,
    database,
    fail,
    moment,
    none_there,
    plain,
    reading,
    settings,
    show_json,
    show_table,
)
from app.db import Database
from app.feeds import service
from app.feeds.reading import read_feed
from app.feeds.registry import known, of_feature
from app.settings import Settings


@click.group("feeds")
def feeds() -> None:
    """Show and read the data of other publishers, such as the USGS."""


@feeds.command("list")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def listing(as_json: bool) -> None:
    """List the feeds: when each was read last, how much came, what went wrong, when it is tried next."""
    made = settings()
    with reading(made) as db, db.read() as session:
        found = service.states(session, made)
    if as_json:
        show_json([_as_dict(one) for one in found])
        return
    if not found:
        none_there("No feeds: the features that have any are switched off.")
        return
    heads = ["NAME", "STATE", "READ", "ROWS", "BYTES", "NEXT TRY", "LAST ERROR"]
    show_table(heads, [_line(one) for one in found])


@feeds.command("refresh")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def refresh(name: str | None, as_json: bool) -> None:
    """Read the feed NAME now, all of a feature (such as equake), or without NAME all there are.

    From then on they are read regularly. Exit code 1 when one could not be read.
    """
    made = settings()
    names = _chosen(made, name)
    with database(made) as db:
        with db.write() as session:
            jobs.redate(session)
            service.begin(session, made, *names)
        _work_off(db, made, names)
        with db.read() as session:
            found = service.states(session, made, names)
    failed = [one for one in found if one.error]
    if as_json:
        show_json([_as_dict(one) for one in found])
    for one in () if as_json else found:
        told = (
            plain(f"failed: {one.name}: {_why(one)}")
            if one.error
            else f"read: {one.name}, {counted(one.rows, 'row')}"
        )
        click.echo(told, err=bool(one.error))
    if failed:
        fail(f"{counted(len(failed), 'feed')} failed")


def _chosen(made: Settings, name: str | None) -> list[str]:
    there = list(known(made))
    names = there if name is None else [name] if name in there else of_feature(made, name)
    if not names:
        fail(f"{name} is no feed; there are {', '.join(there)}" if there and name else "There are no feeds.")
    return names


def _work_off(db: Database, made: Settings, names: Sequence[str]) -> None:
    """Read what was asked for, beside a server that may do the same; the leases keep them apart."""
    keys = {service.job_key(name) for name in names}
    begun = time.time_ns() // 1_000
    while True:
        with db.write() as session:
            leases = jobs.lease(session, limit=1, owner="here", actor=service.ACTOR)
            now = jobs.now(session)
            states = jobs.states(session, keys)
        for lease in leases:
            try:
                read_feed(db, lease, made)
            except jobs.LeaseLost:
                continue
            except Exception as error:
                # One feed must not keep the others from being read.
                jobs.failed(db, lease, error)
        waits = [
            one for one in states.values() if one.running or (one.due_at is not None and one.due_at <= now)
        ]
        if not leases and (not waits or now - begun > 600_000_000):
            return
        if not leases:
            time.sleep(0.05)  # the host rests, or another process reads


def _line(one: service.State) -> list[str]:
    state = "stopped" if one.is_stopped else "read" if one.is_begun else "not begun"
    why = plain(_why(one)) if one.error else "-"
    return [one.name, state, moment(one.read_at), str(one.rows), str(one.size), moment(one.next_at), why]


def _why(one: service.State) -> str:
    return f"{one.reason} ({one.place})" if one.place else one.reason


def _as_dict(one: service.State) -> dict[str, object]:
    return {
        "name": one.name,
        "address": one.address,
        "begun": one.is_begun,
        "fresh_s": one.fresh // 1_000_000,
        "read_at": iso_or_none(one.read_at),
        "made_at": iso_or_none(one.made_at),
        "tried_at": iso_or_none(one.tried_at),
        "next_at": iso_or_none(one.next_at),
        "rows": one.rows,
        "size": one.size,
        "reading": one.reading,
        "failures": one.failures,
        "error": one.error or None,
        "reason": one.reason or None,
        "place": one.place or None,
    }
