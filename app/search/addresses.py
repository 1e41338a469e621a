"""An address as a query: somebody pastes it, or writes `url:`, to find the page that is watched under it.

The index knows words and no addresses, so the page is looked up in the database.
"""

from __future__ import annotations

from contextlib import suppress

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import trie_core
from app.crawl.urls import BadURL, normalise
from app.pages.models import Page, Reading


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """A page that HUD watches; `last_read` in µs, None before its first reading."""

    page: int
    url: str
    title: str
    versions: int
    readings: int
    last_read: int | None


def asked(query: trie_core.Query) -> str | None:
    """The address that a query is, or names by `url:`."""
    return query.url or query.address


def watched(session: Session, query: trie_core.Query) -> Watched | None:
    """The page under the address that a query asks for, if it asks for one that is watched."""
    address = asked(query)
    if address is None:
        return None
    readings = select(func.count()).where(Reading.page_id == Page.id).scalar_subquery()
    found = session.execute(
        select(Page.id, Page.url, Page.title, Page.versions, readings, Page.last_read)
        .where(Page.url.in_(_spellings(address)), Page.builtin.is_(False))
        .order_by(Page.id)
    ).first()
    if found is None:
        return None
    page, url, title, versions, count, last_read = found
    return Watched(page=page, url=url, title=title, versions=versions, readings=count, last_read=last_read)


def _spellings(address: str) -> list[str]:
    """The address as pages have theirs: with either scheme if none was written, and a last slash or none."""
    schemes = [address] if "://" in address else [f"https://{address}", f"http://{address}"]
    found = []
    for spelling in schemes:
        for one in (spelling, spelling.removesuffix("/") if spelling.endswith("/") else f"{spelling}/"):
            with suppress(BadURL):
                found.append(normalise(one))
    return found
