"""`hud pages …`: the pages HUD watches, from the shell."""

from __future__ import annotations

import sys

import click
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.clock import DAY
from app.console import (
    Duration,
    database,
    fail,
    moment,
    none_there,
    plain,
    reading,
    show_json,
    show_table,
)
from app.net.urls import BadURL, normalise
from app.pages import edits, flapping, listing, service, tags, visitors
from app.pages.choice import NEWEST, SORTS, STATES, Choice, Sort, State
from app.pages.import_cli import command as import_command
from app.pages.models import Page
from app.pages.reasons import reason, typing_reason
from app.text import tag_of


@click.group()
def pages() -> None:
    """Manage watched pages."""


@pages.command("add")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option(
    "--every", type=Duration(), default=DAY, show_default="24h", help="How often to read, such as 12h or 7d."
)
@click.option(
    "--depth", type=click.IntRange(0, service.DEPTH_MOST), default=0, help="Levels of links to follow."
)
@click.option("--within", default="", metavar="PREFIX", help="Follow only links that begin with this.")
@click.option(
    "--limit",
    type=click.IntRange(1, service.LIMIT_MOST),
    default=500,
    show_default=True,
    help="Most pages to add by following links.",
)
@click.option(
    "--tag", "tagged", multiple=True, metavar="TAG", help="File them under this tag; may be repeated."
)
def add(
    urls: tuple[str, ...], every: int, depth: int, within: str, limit: int, tagged: tuple[str, ...]
) -> None:
    """Watch pages; a running server, or `hud crawl`, reads them. Pages already watched are not changed."""
    refused = False
    wanted = _tags(tagged, "--tag")
    with database() as db:
        for url in urls:
            try:
                with db.write() as session:
                    added = service.add(
                        session,
                        url,
                        every=every,
                        depth=depth,
                        within_prefix=within,
                        limit=limit,
                        tags=wanted,
                    )
                    page, new = added.page, added.new
            except (BadURL, service.PageError) as error:
                if isinstance(error, service.PageError) and error.field != "url":
                    fail(f"--{error.field}: {error}")
                refused = True
                click.echo(f"refused: {plain(url)}: {_told(error)}", err=True)
                continue
            if new:
                click.echo(f"added: {page.id} {plain(page.url)}")
            else:
                told = f"there already: {page.id} {plain(page.url)}"
                click.echo(f"{told}; nothing changed, `hud pages edit` changes it")
    if refused:
        sys.exit(1)


def _tags(written: tuple[str, ...], option: str) -> tuple[str, ...]:
    try:
        return tags.read(written)
    except service.PageError as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def _told(error: BadURL | service.PageError) -> str:
    if not isinstance(error, BadURL):
        return str(error)
    meant = f" Did you mean {' or '.join(error.instead)}?" if error.instead else ""
    return typing_reason(error) + meant


pages.add_command(import_command)


@pages.command("list")
@click.option(
    "--state",
    type=click.Choice([state for state in STATES if state]),
    default=None,
    help="scripts: no text without scripts, as in a check of the browser; waiting: added by visitors;"
    " builtin: guide and sample.",
)
@click.option("--site", default="", metavar="HOST", help="Only pages of this host and the hosts below it.")
@click.option("--tag", default="", metavar="TAG", help="Only pages with this tag.")
@click.option("--text", default="", metavar="TEXT", help="Only pages with this in their address or title.")
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default=NEWEST,
    show_default=True,
    help="With a minus: the newest, or last of the alphabet, first.",
)
@click.option("--json", "as_json", is_flag=True)
def list_(state: State | None, site: str, tag: str, text: str, sort: Sort, as_json: bool) -> None:
    """List the pages, last read first. With `--state waiting`: those visitors added, to be reviewed."""
    choice = Choice(
        state=state or "", site=site.strip().lower(), tag=tag_of(tag) or tag, q=text.strip(), sort=sort
    )
    with reading() as db, db.read() as session:
        rows = listing.listing(session, choice, limit=service.LIMIT_MOST).rows
    if as_json:
        show_json([row.as_dict() for row in rows])
        return
    if not rows:
        none_there(_none(choice) if choice.is_narrow else "No pages yet; `hud pages add URL` adds one.")
        return
    heads = ["ID", "STATE", "LAST CHECK", "LAST SUCCESSFUL", "LAST CHANGE", "TAGS", "PAGE"]
    show_table(heads, [_line(row) for row in rows])


def _none(choice: Choice) -> str:
    if choice.q or choice.site or choice.tag:
        return "No such page; `hud pages list` shows all."
    names: dict[State, str] = {"scripts": "drawn by scripts", "builtin": "built in"}
    return f"No page is {names.get(choice.state, choice.state)}."


def _line(row: listing.Row) -> list[str]:
    page = row.page
    fault = (row.job.set_aside if row.job else None) or page.error
    told = f"{plain(page.url)}  ({reason(fault)})" if fault else plain(page.url)
    times = [moment(row.last_tried), moment(page.last_read), moment(page.changed_at)]
    return [str(page.id), page.state, *times, plain(", ".join(row.tags)) or "-", told]


def named(session: Session, page: str) -> int:
    """The id behind a number or an address."""
    try:
        match = [Page.url == normalise(page)] if not page.isdigit() else [Page.id == int(page)]
    except BadURL:
        match = [Page.url == page]
    found = session.scalar(select(Page.id).where(or_(*match)))
    if found is None:
        fail(f"{page} is not a page HUD watches; `hud pages list` shows them")
    return found


@pages.command("show")
@click.argument("page")
@click.option("--json", "as_json", is_flag=True)
def show(page: str, as_json: bool) -> None:
    """Show the settings and the state of PAGE, an id or an address."""
    with reading() as db, db.read() as session:
        row = listing.row(session, named(session, page))
        flaps = flapping.passages(session, row.page.id) if row and row.page.flaps else []
    assert row is not None
    if as_json:
        show_json(row.as_dict())
        return
    told = row.as_dict()
    told["added_at"], told["last_read"] = moment(row.page.added_at), moment(row.page.last_read)
    told["last_checked"] = moment(row.last_tried)
    told["next"] = moment(row.job.due_at if row.job else None)
    if row.page.error:
        told["error"] = reason(row.page.error)
    if row.job and row.job.set_aside:
        told["set_aside"] = reason(row.job.set_aside)
    if row.page.against:
        told["against"] = reason(row.page.against)
    if row.page.doubt:
        told["doubt"] = f"{reason(row.page.doubt)} To be confirmed by the next check."
    if row.page.flaps:
        told["flapping"] = "; ".join(one.text for one in flaps) or "its title"
    told["tags"] = ", ".join(row.tags)
    told["last_changed"] = moment(row.page.changed_at)
    for name, value in told.items():
        click.echo(f"{name:<12} {'-' if value in (None, '') else plain(str(value))}")


@pages.command("edit")
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option("--every", type=Duration(), default=None, help="How often to read, such as 12h or 7d.")
@click.option(
    "--depth", type=click.IntRange(0, service.DEPTH_MOST), default=None, help="Levels of links to follow."
)
@click.option(
    "--within",
    default=None,
    metavar="PREFIX",
    help="Follow only links that begin with this; '' means the whole site.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, service.LIMIT_MOST),
    default=None,
    help="Most pages to add by following links.",
)
@click.option("--found", is_flag=True, help="Change interval and tags of the pages found from them, too.")
@click.option("--tag", "added", multiple=True, metavar="TAG", help="Add this tag; may be repeated.")
@click.option("--untag", "removed", multiple=True, metavar="TAG", help="Remove this tag; may be repeated.")
@click.option(
    "--parts", default=None, metavar="CSS", help="Read only what these selectors choose; '' means all of it."
)
@click.option("--without", default=None, metavar="CSS", help="Leave out what these selectors choose.")
@click.option(
    "--quiet/--not-quiet",
    default=None,
    help="Leave passages that vary again and again (counters, dates) out of what is shown of them.",
)
@click.option(
    "--anyway/--not-anyway",
    default=None,
    help="Read them although their site's robots.txt or noindex asks robots not to. Have its permission,"
    " or a right to: the site may block HUD.",
)
def edit(
    pages: tuple[str, ...],
    every: int | None,
    depth: int | None,
    within: str | None,
    limit: int | None,
    found: bool,
    parts: str | None,
    without: str | None,
    quiet: bool | None,
    anyway: bool | None,
    added: tuple[str, ...],
    removed: tuple[str, ...],
) -> None:
    """Change the settings of PAGES (ids or addresses); options not given are kept."""
    change = tags.Change(None, _tags(added, "--tag"), _tags(removed, "--untag"))
    wish = edits.Wish(
        every=every,
        depth=depth,
        within=within,
        limit=limit,
        parts=parts,
        without=without,
        quiet=quiet,
        anyway=anyway,
        tags=change or None,
    )
    if wish == edits.Wish():
        raise click.UsageError(
            "name what to change: --every, --depth, --within, --limit, --parts, --without, --quiet, --anyway,"
            " --tag or --untag"
        )
    with database() as db:
        try:
            with db.write() as session:
                ids = [named(session, page) for page in pages]
                changed = edits.edit(session, ids, wish, found=found)
        except service.PageError as error:
            fail(f"--{error.field}: {error}{f' {error.__cause__}.' if error.__cause__ else ''}")
    click.echo(f"changed: {changed}")


@pages.command("keep")
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
def keep(pages: tuple[str, ...]) -> None:
    """Approve PAGES that visitors added: they then appear on the home page, too."""
    with database() as db, db.write() as session:
        kept = visitors.keep(session, [named(session, page) for page in pages])
    click.echo(f"kept: {kept}")


_with_found = click.option("--found", is_flag=True, help="Include the pages found by following its links.")


def _change(state: str, page: str, found: bool) -> None:
    with database() as db, db.write() as session:
        changed = service.set_state(session, named(session, page), state, found=found)
    click.echo(f"{state}: {changed}")


@pages.command("pause")
@click.argument("page")
@_with_found
def pause(page: str, found: bool) -> None:
    """Stop reading PAGE (an id or an address) until it is resumed."""
    _change("paused", page, found)


@pages.command("resume")
@click.argument("page")
@_with_found
def resume(page: str, found: bool) -> None:
    """Start reading a paused or stopped PAGE again."""
    _change("active", page, found)


@pages.command("stop")
@click.argument("page")
@_with_found
def stop(page: str, found: bool) -> None:
    """Stop reading PAGE for good; its history can still be searched."""
    _change("stopped", page, found)


@pages.command("delete")
@click.argument("page")
@_with_found
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(page: str, found: bool, yes: bool) -> None:
    """Delete PAGE and its whole history."""
    with database() as db:
        with db.read() as session:
            page_id = named(session, page)
        if not yes:
            click.confirm(f"Delete {plain(page)} and its whole history?", abort=True)
        with db.write() as session:
            click.echo(f"deleted: {service.remove(session, page_id, found=found)}")
