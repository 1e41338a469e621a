"""An address as a query: somebody pastes it, or writes `url:`, to find the page that is watched under it.

The index knows words and no addresses, so the page is looked up in the database.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import islice

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import trie_core
from app.net.urls import BadURL, normalise, within
from app.pages.models import Page, Reading

_AMONG = re.compile(r"https?://\S+|(?<![^\s<(\[])[\w.-]+\.[^\W\d_]{2,}/\S*", re.IGNORECASE)
_MOST = 4
"""So many addresses among other words are looked up."""
_AROUND = ".,;:!?\"'”’»>]}*"
# What advertisers and newsletters add to the addresses of others.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid)(?:=|$)", re.IGNORECASE
)


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


def without(query: trie_core.Query) -> str:
    """The text of a query without its `url:`."""
    if query.url is None:
        return query.text
    for written in (f'url:"{query.url}"', f"url:{query.url}"):
        place = query.text.casefold().find(written.casefold())
        if place >= 0 and len(query.text.casefold()) == len(query.text):
            return " ".join((query.text[:place] + query.text[place + len(written) :]).split())
    return query.text


def named(query: trie_core.Query) -> list[str]:
    """The address that a query is, or names by `url:`; else those that stand among its words."""
    whole = asked(query)
    if whole is not None:
        return [whole]
    return [_trimmed(found[0]) for found in islice(_AMONG.finditer(query.text), _MOST)]


def watched(session: Session, query: trie_core.Query, root: str = "") -> Watched | None:
    """The page under the first address in a query that is watched.

    `root` is the installation's own address, below which its guide stands.
    """
    spellings = [spelling for address in named(query) for spelling in _spellings(address, root)]
    if not spellings:
        return None
    readings = select(func.count()).where(Reading.page_id == Page.id).scalar_subquery()
    found = session.execute(
        select(Page.id, Page.url, Page.title, Page.versions, readings, Page.last_read, Page.builtin).where(
            Page.url.in_(spellings)
        )
    ).all()
    if not found:
        return None
    page, url, title, versions, count, last_read, builtin = min(
        found, key=lambda row: (spellings.index(row.url), row.id)
    )
    url = f"{root}{url}" if builtin else url
    return Watched(page=page, url=url, title=title, versions=versions, readings=count, last_read=last_read)


def _spellings(address: str, root: str) -> list[str]:
    """The ways in which a page may have the address, the nearest first.

    As it is written and without what was added to follow people; with a last slash or none; with
    either scheme.
    """
    found: list[str] = []
    with suppress(BadURL):
        whole = normalise(address)
        for one in dict.fromkeys((whole, _plain(whole))):
            scheme, _, rest = one.partition("://")
            other = "http" if scheme == "https" else "https"
            for spelling in (one, _turned(one), f"{other}://{rest}", _turned(f"{other}://{rest}")):
                with suppress(BadURL):
                    found.append(normalise(spelling))
    with suppress(BadURL):
        if root and found and within(found[0], normalise(root)):
            path = "/" + found[0].partition("://")[2].partition("/")[2]
            found += [path, _turned(path)]
    return found


def _plain(url: str) -> str:
    """A canonical address without the parameters that follow people around."""
    path, _, query = url.partition("?")
    kept = [part for part in query.split("&") if part and not _TRACKING.match(part)]
    return f"{path}?{'&'.join(kept)}" if kept else path


def _turned(url: str) -> str:
    """The address with a slash at the end of its path for none, and the reverse."""
    path, mark, query = url.partition("?")
    path = path.removesuffix("/") if path.endswith("/") else f"{path}/"
    return f"{path}{mark}{query}"


def _trimmed(address: str) -> str:
    """An address out of a sentence, without the punctuation behind it."""
    address = address.rstrip(_AROUND)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_AROUND)
    return address
