"""`hud sample`: a sample website to try HUD on."""

from __future__ import annotations

import click

from app.console import counted, database
from app.sample import service
from app.sample.town import WEEKS


@click.group("sample")
def sample() -> None:
    """Add or remove a sample website to try HUD on."""


@sample.command("add")
def add() -> None:
    """Add the sample: a small town's website, as if it had been watched for forty weeks."""
    with database() as db, db.write() as session:
        added = service.add(session)
    click.echo(
        f"{counted(added, 'page')} over {WEEKS} weeks added" if added else "The sample is there already."
    )


@sample.command("remove")
def remove() -> None:
    """Remove the sample with all that was remembered of it."""
    with database() as db, db.write() as session:
        removed = service.remove(session)
    click.echo(f"{counted(removed, 'page')} removed" if removed else "There is no sample.")
