"""`hud cache`: what the caches of this host did, and making all that they keep count no more."""

from __future__ import annotations

import click

from app.console import database, settings, show_json
from app.freshness import touch_everything
from app.memory.stats import tables
from app.process_metrics import total
from app.rowcache.opening import METRICS

_COLUMNS = ("hit", "miss", "stale", "fill", "lost", "split", "direct", "error", "bytes")


@click.group()
def cache() -> None:
    """Show or clear the caches."""


@cache.command()
@click.option("--json", "as_json", is_flag=True)
def stats(as_json: bool) -> None:
    """What was found, missed and filled, for rows, fragments and pages."""
    found = tables(total(settings().data_dir / METRICS))
    if as_json:
        show_json(found)
        return
    for kind, counted in found.items():
        click.echo(f"{kind:<24}" + "".join(f"{column:>12}" for column in _COLUMNS))
        for label, events in counted.items():
            click.echo(f"  {label:<22}" + "".join(f"{events.get(column, 0):>12}" for column in _COLUMNS))
    if not found:
        click.echo("Nothing has been counted yet.")


@cache.command()
@click.option("--json", "as_json", is_flag=True)
def clear(as_json: bool) -> None:
    """Clear the cache on every host."""
    with database() as db, db.write() as session:
        touch_everything(session)
    if as_json:
        show_json({"ok": True})
    else:
        click.echo("The cache was cleared on every host.")


commands: list[click.Command] = [cache]
