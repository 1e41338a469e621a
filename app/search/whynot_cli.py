"""`hud search QUERY --why URL`: why a search does not find one page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import click
import msgspec
from sqlalchemy.orm import Session

import trie_core
from app.clock import now
from app.console import fail, plain, show_json
from app.i18n import current
from app.pages.models import Page
from app.search.addresses import watched
from app.search.engine import ENGINES
from app.search.request import SearchRequest
from app.search.tagged import read_tags
from app.search.whynot import Asked, why_not
from app.search.whynot_routes import shape
from app.search.whynot_words import found_in_words, told
from app.settings import Settings


def explain(
    session: Session,
    index: trie_core.Index,
    asked: SearchRequest,
    address: str,
    settings: Settings,
    *,
    as_json: bool,
) -> None:
    """Print the reasons, or which result the page is. Raises `SearchError`."""
    engine = settings.search_engine
    named = watched(session, ENGINES[engine].parse(f'url:"{address}"'), settings.site_url)
    if named is None:
        fail(f"{plain(address)} is not a page HUD watches; `hud pages list` shows them")
    search = Asked.of(
        asked,
        zone=ZoneInfo("UTC"),
        engine=engine,
        tagged=read_tags(session),
        now=now(),
        root=settings.site_url,
    )
    why = why_not(session, index, search, session.get_one(Page, named.page))
    locale = current().locale
    if as_json:
        show_json(msgspec.to_builtins(shape(why, locale)))
        return
    if why.found:
        click.echo(found_in_words(why))
    for sentence, label, request, finds in told(why, locale):
        click.echo(plain(sentence))
        if request is not None and finds:
            said = [plain(request.q), *(f"--{name} {plain(value)}" for name, value in request.kept())]
            click.echo(f"  {label}: {' '.join(said)}")
