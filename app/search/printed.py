"""A page of results in lines, as `hud search` prints it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click

import trie_core
from app.console import counted, moment, none_there, plain
from app.i18n import current
from app.search import addresses
from app.search.nothing import why
from app.search.reasons import label, sentences
from app.search.results import SearchPage
from app.text.stopwords import of as stop_words


def show(page: SearchPage) -> None:
    """Print a page of results."""
    for note in page.notes:
        click.echo(plain(note.message), err=True)
    _show_address(page)
    if page.is_nothing:
        none_there("No page was found.")
    typed = f"“{plain(page.request.q)}”"
    if page.shown_for:
        none = f"all words of {typed}" if " " in page.request.q.strip() else typed
        click.echo(f"No page has {none}. Showing results for “{plain(page.shown_for)}”.")
    at_least = "at least " if page.at_least else ""
    found = f"{at_least}{counted(page.total, 'page')}"
    have = "has" if page.most == 1 else "have"
    if page.most and not page.total:
        found = f"No page has all words, {counted(page.most, 'page')} {have} some of them:"
    click.echo(f"{found} in {page.took_us} µs over {counted(page.indexed_pages, 'page')}")
    if page.most and page.total:
        click.echo(f"{page.most} more {have} some of the words")
    for result in page.results:
        said = ", ".join(f"{plain(word)} {count}×" for word, count in result.words.items() if count)
        title, url = plain(" ".join(result.title.split())), plain(result.url)
        click.echo(f"\n{title or url}\n  {url}")
        click.echo("  " + "".join(click.style(plain(part), bold=mark) for part, mark in result.snippet))
        click.echo(f"  read {moment(result.last_read)}, since {moment(result.since)}, {said}")
        if result.missing:
            click.echo(f"  without: {', '.join(map(plain, result.missing))}")
    if page.before:
        click.echo(f"\n{page.before} more said this before; --from any finds them too")
    if page.did_you_mean and not page.shown_for:
        click.echo(f"\nDid you mean: {plain(page.did_you_mean)}")


def _show_address(page: SearchPage) -> None:
    """The page whose address the query is or names, or that there is none."""
    if page.watched is not None:
        one = page.watched
        known = "not read yet" if one.last_read is None else f"last checked {moment(one.last_read)}"
        click.echo(f"HUD watches this page: {plain(one.title or one.url)}\n  {plain(one.url)}")
        # The guide is never read from the web.
        readings = f"{counted(one.readings, 'reading')}, " if one.readings else ""
        click.echo(f"  {counted(one.versions, 'version')}, {readings}{known}\n")
    elif (address := addresses.asked(page.query)) is not None:
        click.echo(f"HUD doesn't watch the page at {plain(address)}.", err=True)


def explain(index: trie_core.Index, page: SearchPage, engine: str) -> None:
    """Which word fails, and the wider searches that find something."""
    reasons = why(
        index,
        page,
        zone=ZoneInfo("UTC"),
        engine=engine,
        stopwords=stop_words(page.request.lang or None),
        page=None if page.watched is None else page.watched.page,
    )
    locale = current().locale
    if page.query.address is None:
        for sentence, values in sentences(reasons, locale, timed=not page.window.is_everywhen):
            part = values.get("word", "").strip('"')
            word = f"“{plain(part)}”"
            click.echo(sentence % {**values, "word": word}, err=True)
    for one in reasons.wider:
        asked = [
            plain(one.request.q),
            *(f"--{name} {plain(value)}" for name, value in one.request.kept() if name != "order"),
        ]
        click.echo(f"{label(one.kind)}: {counted(one.pages, 'page')}: {' '.join(asked)}", err=True)
