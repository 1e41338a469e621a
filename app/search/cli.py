"""`hud search`, `hud words`, `hud index`: the index from the shell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn, get_args
from zoneinfo import ZoneInfo

import click
import msgspec

import trie_core
from app.clock import now
from app.console import counted, database, fail, moment, plain, reading, settings, show_json
from app.db import Database
from app.db.follower import Busy
from app.db.installation import is_of, noted
from app.failing import is_too_many
from app.search import api, place, printed
from app.search.engine import Damaged, engine_of
from app.search.errors import SearchError
from app.search.histories import count_pages
from app.search.index import IndexHandle
from app.search.ranking import ranking
from app.search.rebuild import rebuild
from app.search.request import Order, read
from app.search.service import search as ask
from app.search.whynot_cli import explain
from app.search.wordtimes import WordTimes, word_times
from app.text import words as split

SERIES_SHOWN = 12


@contextmanager
def _opened(db: Database | None = None) -> Iterator[trie_core.Index]:
    """The index; with `db`, only one that was made from it."""
    chosen = settings()
    build = place.current(chosen.index_dir)
    if db is not None and build is not None:
        with db.read() as session:
            is_ours = is_of(noted(build), session)
        if not is_ours:
            fail("The index was made from another database. Rebuild it with: hud index build")
    try:
        yield IndexHandle(chosen.index_dir, engine_of(chosen)).current()
    except BrokenPipeError:
        raise  # who reads what is printed has had enough
    except (*Damaged, OSError) as error:
        if is_too_many(error):
            raise
        fail(f"The index cannot be used: {error}. Rebuild it with: hud index build")


@click.command("search")
@click.argument("query")
@click.option("--from", "from_", default="", metavar="TIME", help="Pages that said so since then, or `any`.")
@click.option("--to", default="", metavar="TIME", help="Pages that said so until then, that day included.")
@click.option("--at", default="", metavar="TIME", help="Pages as they were at the end of that day, or then.")
@click.option("--tz", default="", metavar="ZONE", help="Time zone of the dates and times (default: UTC).")
@click.option("--site", default="", metavar="HOST", help="Only pages of this host and the hosts below it.")
@click.option("--lang", default="", metavar="LANGUAGE", help="Only pages in this language: nl, dutch.")
@click.option("--tag", default="", metavar="TAG", help="Only pages with this tag.")
@click.option("--order", type=click.Choice(get_args(Order)), default="best", show_default=True)
@click.option("--page", default="1", metavar="N", help="Which page of results, ten on each.")
@click.option("--why", default="", metavar="URL", help="Tell why the search does not find this page.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer of /api/search.")
def search(query: str, as_json: bool, from_: str, why: str, **options: str) -> None:
    """Find the pages that say QUERY.

    A TIME is a day, as 2026-01-31, or a time of day, as 2026-01-31T15:00.
    """
    chosen = settings()
    with reading(chosen) as db, db.read() as session, _opened(db) as index:
        try:
            asked = read({"q": query, "from": from_, **options})
            if why:
                explain(session, index, asked, why, chosen, as_json=as_json)
                return
            page = ask(
                session,
                index,
                asked,
                zone=ZoneInfo("UTC"),
                site_url=chosen.site_url,
                engine=chosen.search_engine,
                now=now(),
                ranking=ranking(chosen, IndexHandle(chosen.index_dir, engine_of(chosen))),
            )
        except SearchError as error:
            _wrong(query, error)
        if as_json:
            show_json(msgspec.to_builtins(api.shape(page)))
        else:
            printed.show(page)
            if page.is_nothing:
                printed.explain(index, page, chosen.search_engine)


def _wrong(query: str, error: SearchError) -> NoReturn:
    # A mark that is not shown would move the sign below it.
    click.echo(error.detail if error.position is None else f"{error.detail}\n  {plain(query)}", err=True)
    before = len(plain(query[: error.position or 0]))
    if error.position is not None:
        click.echo(" " * (before + 2) + "^", err=True)
    sys.exit(2)


@click.command("words")
@click.argument("word", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True)
def words(word: tuple[str, ...], as_json: bool) -> None:
    """Show when each WORD was first and last seen, and how often over time."""
    asked = list(dict.fromkeys(part for text in word for part in split(text)))
    if not asked:
        raise click.UsageError("None of these holds a letter or a figure.")
    with reading() as db, _opened(db) as index:
        found = [word_times(index, one) for one in asked]
    if as_json:
        show_json([one.as_dict() for one in found])
        return
    for one in found:
        _show_word(one)


def _show_word(one: WordTimes) -> None:
    if one.first_seen is None:
        click.echo(f"{plain(one.word)}: never seen")
        return
    click.echo(f"{plain(one.word)}: first seen {moment(one.first_seen)}, last seen {moment(one.last_seen)}")
    if one.gone_by is None:
        click.echo(f"  on {counted(one.pages, 'page')} now, {counted(one.count, 'time')}")
    else:
        click.echo(f"  gone from every page by {moment(one.gone_by)}")
    step = -(-len(one.series) // SERIES_SHOWN)
    for at, count in one.series[::-step][::-1]:
        click.echo(f"  {moment(at)}  {count}")


@click.group()
def index() -> None:
    """Build, inspect and check the word index."""


@index.command()
@click.option("--json", "as_json", is_flag=True)
def build(as_json: bool) -> None:
    """Rebuild the index from the database; searches keep working meanwhile."""
    chosen = settings()
    with database(chosen) as db:
        try:
            with (
                db.read() as session,
                click.progressbar(
                    length=count_pages(session),
                    label="pages",
                    show_pos=True,
                    file=sys.stderr,
                    hidden=not sys.stderr.isatty(),
                ) as bar,
            ):
                done = rebuild(
                    db,
                    chosen.index_dir,
                    engine_of(chosen),
                    progress=lambda _: bar.update(1),
                )
        except Busy as error:
            fail(str(error))
    if as_json:
        show_json({"pages": done})
    else:
        click.echo(f"{counted(done, 'page')} indexed")


@index.command()
@click.option("--json", "as_json", is_flag=True)
def stats(as_json: bool) -> None:
    """Show how much the index holds."""
    with _opened() as opened:
        found = {**opened.stats(), "generation": opened.generation, "cursor": opened.cursor}
    if as_json:
        show_json(found)
        return
    for name, value in found.items():
        click.echo(f"{name:<16}{value if value is not None else '-':>16}")


@index.command()
@click.option("--json", "as_json", is_flag=True)
def verify(as_json: bool) -> None:
    """Check every index file in full; exit code 1 when something is damaged."""
    with _opened() as opened:
        opened.verify()
    if as_json:
        show_json({"ok": True, "generation": opened.generation})
    else:
        click.echo(f"generation {opened.generation} is sound")
