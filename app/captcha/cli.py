"""`hud captcha …`: pictures for the checks, from the shell."""

from __future__ import annotations

import sys

import click

from app.captcha.image import stock
from app.captcha.image.letters import OWN
from app.clock import now
from app.console import database

AT_ONCE = 25
MOST = 10_000


@click.group()
def captcha() -> None:
    """Manage captchas."""


@captcha.command("make")
@click.argument("number", type=click.IntRange(1, MOST), metavar="N")
@click.option(
    "--language",
    type=click.Choice(sorted(OWN)),
    default=None,
    help="Use the alphabet of one language only; by default half use letters found on all keyboards.",
)
def make(number: int, language: str | None) -> None:
    """Generate N images, each with several questions."""
    languages = [language] if language else [""] * len(OWN) + list(OWN)
    done = 0
    hidden = not sys.stderr.isatty()
    with (
        database() as db,
        click.progressbar(
            length=number, label="generated", show_pos=True, file=sys.stderr, hidden=hidden
        ) as bar,
    ):
        while done < number:
            few = range(done, min(done + AT_ONCE, number))
            # Drawn first, so that nobody waits for the database meanwhile.
            drawings = [stock.draw(languages[place % len(languages)]) for place in few]
            with db.write() as session:
                for drawing in drawings:
                    stock.add(session, drawing, now())
            done += len(drawings)
            bar.update(len(drawings))
    click.echo(f"generated: {done}")
