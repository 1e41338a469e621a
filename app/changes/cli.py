"""`hud diff`: what changed between two versions of a page, by word, in colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import click
import msgspec

from app.changes.api import told
from app.changes.compare import Compared, Wish, compare
from app.changes.printed import SIGNS
from app.changes.script import Fold, Line, Piece
from app.console import counted, fail, moment, none_there, plain, reading, settings, show_json
from app.pages.chain import DamagedChain
from app.pages.cli import named
from app.text import Blind
from app.web.errors import BadRequest, NotFound

_COLOURS = {"added": "blue", "removed": "red", "back": "yellow"}
_NAMES = {"title": "Title", "main": "Main text", "rest": "Menus, footers and asides"}


@click.command("diff")
@click.argument("page", metavar="URL")
@click.option(
    "--from", "from_", default="", metavar="VERSION", help="The older version (default: the one before)."
)
@click.option("--to", default="", metavar="VERSION", help="The newer version (default: the newest).")
@click.option("--minor", is_flag=True, help="Changes of menus, footers and asides count, too.")
@click.option("--only", is_flag=True, help="Leave out what is unchanged.")
@click.option("--ignore-numbers", "numbers", is_flag=True, help="Leave out other numbers and dates.")
@click.option("--ignore-case", "case", is_flag=True, help="Leave out capitals.")
@click.option("--ignore-space", "space", is_flag=True, help="Leave out white space inside sentences.")
@click.option("--flaps", is_flag=True, help="Show what flaps also where an editor has left it out.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer of /api/pages/ID/diff.")
def diff(
    page: str,
    from_: str,
    to: str,
    minor: bool,
    only: bool,
    numbers: bool,
    case: bool,
    space: bool,
    flaps: bool,
    as_json: bool,
) -> None:
    """Show what changed between two versions of a page, by word.

    URL is an address or a page's number, a VERSION its number or a day or time (UTC) it stood at.
    """
    blind = Blind(numbers, case, space)
    wish = Wish(older=from_, newer=to, minor=minor, only=only, blind=blind, flaps=flaps or as_json)
    with reading() as db, db.read() as session:
        page_id = named(session, page)
        try:
            found = compare(session, page_id, wish, settings(), "admin")
        except BadRequest as error:
            raise click.UsageError(error.detail) from None
        except NotFound:
            fail(f"{page} has no such version; /api/pages/{page_id}/versions lists those there are")
        except DamagedChain as damage:
            fail(f"{damage}. `hud doctor` says what else is damaged")
    if as_json:
        show_json(msgspec.to_builtins(told(found)))
    elif not found.counts.all:
        none_there("This is the page's first version." if found.older is None else "Nothing changed.")
    else:
        _show(found, only=only)


def _show(found: Compared, *, only: bool) -> None:
    """Through a pager where there is a terminal, in colour where that is wanted."""
    lines = (f"{line}\n" for line in _lines(found, only=only))
    if not sys.stdout.isatty():
        for line in lines:
            click.echo(line, nl=False)
        return
    coloured = not os.environ.get("NO_COLOR")
    click.echo_via_pager(lines if coloured else map(click.unstyle, lines), color=coloured)


def _lines(found: Compared, *, only: bool) -> Iterator[str]:
    yield click.style(plain(found.url), bold=True)
    for name, version in (("from", found.older), ("to", found.newer)):
        if version is not None:
            gone = f", gone ({version.gone})" if version.gone else ""
            yield f"{name:<5}version {version.ordinal}, {moment(version.first_read)}{gone}"
    for section in found.sections:
        if not any(line.number for line in section.lines):
            continue
        yield ""
        yield click.style(_NAMES[section.part], bold=True)
        for item in section.shown(whole=False, only=only):
            if isinstance(item, Fold):
                yield click.style(f"  … {counted(item.count, 'sentence')} unchanged", dim=True)
            elif item.kind != "away":
                yield _line(item)
    if found.is_cut:
        yield "… and more changes"


def _line(line: Line) -> str:
    colour = "bright_black" if line.flaps else _COLOURS.get(line.kind)
    sign = click.style(SIGNS[line.kind], fg=colour, bold=True)
    if line.kind in ("added", "removed", "back"):
        return f"{sign} {click.style(plain(line.as_is() or line.as_was()), fg=colour)}{_note(line)}"
    return f"{sign} {''.join(map(_piece, line.both))}{_note(line)}"


def _piece(piece: Piece) -> str:
    text = plain(piece.text)
    if piece.kind == "removed":
        return click.style(f"[-{text}-]", fg="red")
    if piece.kind == "added":
        return click.style(f"{{+{text}+}}", fg="blue")
    return text


def _note(line: Line) -> str:
    if line.flaps:
        return click.style("  (flaps)", dim=True)
    if line.kind == "back":
        return click.style(
            f"  (back: first seen {moment(line.first)}, last seen {moment(line.until)})", dim=True
        )
    if line.kind == "moved":
        way = "down" if line.by > 0 else "up"
        return click.style(f"  (moved {way})", dim=True)
    return ""
