"""`hud prune`: removes now what a running HUD removes once a day."""

from __future__ import annotations

import click
import msgspec
from sqlalchemy import func, select

from app.clock import now
from app.console import Duration, Progress, counted, database, settings, show_json
from app.pages.models import Page
from app.pages.pruning import prune


@click.command("prune")
@click.option(
    "--readings",
    type=Duration(),
    default=None,
    metavar="LENGTH",
    help="Keep those of the last 90d.",
)
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def command(readings: int | None, as_json: bool) -> None:
    """Remove old readings that changed nothing, unused bytes, and changes that are indexed."""
    made = settings()
    progress = Progress("pages", "to do")
    with database(made) as db:
        with db.read() as session:
            total = session.scalar(select(func.count()).select_from(Page)) or 0

        def told(pages: int) -> None:
            progress.done += pages
            progress.show(max(total - progress.done, 0))

        pruned = prune(db, made.keep_readings if readings is None else readings, now(), told)
    progress.end()
    if as_json:
        show_json(msgspec.to_builtins(pruned))
        return
    kinds = (
        counted(pruned.readings, "reading"),
        counted(pruned.bodies, "stored copy", "stored copies"),
        counted(pruned.changes, "change"),
    )
    click.echo(f"Removed {', '.join(kinds)}.")
