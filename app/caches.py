"""`hud cache`: what the caches of this host did, and making all that they keep count no more."""

from __future__ import annotations

import click

from app.console import database, settings, show_json
from app.freshness import touch_everything
from app.memory.stats import rooms, tables
from app.process_metrics import total
from app.rowcache.opening import METRICS

_COLUMNS = ("hit", "miss", "stale", "fill", "lost", "split", "direct", "error", "bytes")


@click.group()
def cache() -> None:
    """Show or clear the caches."""


@cache.command()
@click.option("--json", "as_json", is_flag=True)
def stats(as_json: bool) -> None:
    """What was found, missed and filled, for rows, fragments and pages, and what web processes hold."""
    numbers = total(settings().data_dir / METRICS)
    found, held = tables(numbers), rooms(numbers)
    if as_json:
        show_json(found | {"memory": held} if held else found)
        return
    for kind, counted in found.items():
        click.echo(f"{kind:<24}" + "".join(f"{column:>12}" for column in _COLUMNS))
        for label, events in counted.items():
            click.echo(f"  {label:<22}" + "".join(f"{events.get(column, 0):>12}" for column in _COLUMNS))
    if held:
        _show(held)
    if not found:
        click.echo("Nothing has been counted yet.")


def _show(held: dict[str, dict[str, int]]) -> None:
    """What all web processes of this host hold in memory, with the sum."""
    click.echo(f"{'memory':<24}{'held':>12}{'ceiling':>12}")
    for store, sizes in held.items():
        click.echo(f"  {store:<22}{sizes.get('held', 0):>12}{sizes.get('ceiling', 0):>12}")
    sums = [sum(sizes.get(what, 0) for sizes in held.values()) for what in ("held", "ceiling")]
    click.echo(f"  {'together':<22}{sums[0]:>12}{sums[1]:>12}")


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
