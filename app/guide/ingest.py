"""Reads HUD's own guide into HUD, so that the very first search has something to find.

The guide takes the way of every page, extraction, version, words, only without the network: the
page is rendered here, so no hole is needed in the guard that keeps the crawler off this host.
"""

from __future__ import annotations

from jinja2 import Environment
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import DAY, now
from app.db import Database
from app.extract import extract_here
from app.i18n import LANGUAGES, Reader, reading_as
from app.pages import bodies, texts
from app.pages.models import Page
from app.pages.moving import move_page
from app.pages.timeline import current, keep
from app.settings import Settings
from app.web.context import ROOT
from app.web.menu import Menu
from app.web.response.assets import Assets
from app.web.templates import make_templates

SITE = "hud"
CONTENT_TYPE = "text/html; charset=utf-8"


def ingest(db: Database, settings: Settings) -> int:
    """Take in each language's guide whose bytes have changed; returns how many did."""
    templates = make_templates(ROOT / "templates", settings.data_dir, Assets(ROOT / "static"))
    taken = 0
    for language in LANGUAGES:
        body = _rendered(templates, settings, language)
        with db.read() as session:
            known = session.scalar(select(Page.id).where(Page.url == address(language)))
        if known is not None:
            move_page(db, known)
        with db.write() as session:
            taken += _keep(session, settings, address(language), body)
    return taken


def address(language: str) -> str:
    """Where a language's guide is, below the installation's own address."""
    return "/guide/" if language == "en" else f"/{language}/guide/"


def _rendered(templates: Environment, settings: Settings, language: str) -> bytes:
    prefix = "" if language == "en" else f"/{language}"
    with reading_as(Reader(language, prefix, settings.zone)):
        page = templates.get_template(f"guide/{language}.html").render(
            # Its menu is not part of what the guide says.
            menu=Menu(),
            locale=language,
            personal=None,
            here="/guide/",
            section="",
            # Without host and port: the same guide is not a new one because the installation moved.
            root="",
            languages=LANGUAGES,
        )
    return page.encode()


def _keep(session: Session, settings: Settings, url: str, body: bytes) -> bool:
    page = session.scalar(select(Page).where(Page.url == url).with_for_update())
    if page is None:
        page = Page(url=url, site=SITE, builtin=True, state="active", added_at=now(), every=DAY)
        session.add(page)
        session.flush()
    newest = current(session, page.id)
    if newest is not None and bodies.digests(session, [newest.id]).get(newest.id) == bodies.digest(body):
        return False
    found = extract_here(body, url=settings.site_url + url, content_type=CONTENT_TYPE)
    text = texts.Text(found.main, found.rest)
    if newest is not None and newest.title == found.title and texts.says(session, newest, text):
        # Only what surrounds the text has changed, such as the address of the style sheet.
        return False
    # A clock that went back must not reorder history.
    keep(session, page, body, found, max(now(), (page.last_read or 0) + 1), CONTENT_TYPE)
    return True
