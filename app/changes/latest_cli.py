"""`hud changes`: what changed lately, on the command line."""

from __future__ import annotations

import click
import msgspec

from app.changes.begins import begin_of
from app.changes.latest import Change, choice_of, latest
from app.changes.latest_api import told
from app.clock import now
from app.console import counted, moment, none_there, plain, reading, show_json
from app.i18n import gettext
from app.pages.headline import headline
from app.web.errors import BadRequest


@click.command("changes")
@click.option(
    "--since", default="", metavar="WHEN", help="From a day, a time or a length ago on, such as 7d."
)
@click.option("--site", default="", help="Only of this site.")
@click.option("--tag", default="", help="Only of pages with this tag.")
@click.option("--large", is_flag=True, help="Only changes of a tenth of the text or more.")
@click.option("--words", default="", help="Only changes that add all these words.")
@click.option(
    "--limit", default=50, type=click.IntRange(1, 1_000), help="So many at most.", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="Print them as /api/changes does.")
def changes(since: str, site: str, tag: str, large: bool, words: str, limit: int, as_json: bool) -> None:
    """List what changed lately on all pages, newest first."""
    try:
        begin = begin_of(since, now())
    except BadRequest as error:
        raise click.BadParameter(error.detail, param_hint="--since") from None
    with reading() as db, db.read() as session:
        choice = choice_of(site, tag, "large" if large else "", words)
        found = latest(session, choice, since=begin, lines=limit)
    if as_json:
        show_json([msgspec.to_builtins(told(change)) for change in found.changes])
    elif not found.changes:
        none_there("Nothing changed.")
    for change in () if as_json else found.changes:
        _show(change)


def _show(change: Change) -> None:
    what = f"gone: {gettext(change.gone)}" if change.gone else headline(change.summary)
    others = f", and on {counted(change.count - 1, 'more page')}" if change.count > 1 else ""
    click.echo(f"{moment(change.at)}  {plain(change.url)}  version {change.ordinal}")
    click.echo(f"    {what}{others}")
    if change.summary:
        for sign, texts in (
            ("+", change.summary.first_added),
            ("-", change.summary.first_removed),
            ("~", change.summary.first_changed),
        ):
            for text in texts:
                click.echo(f"    {sign} {plain(text)}")
