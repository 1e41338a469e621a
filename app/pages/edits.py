"""Changing pages: how they are read, how far their links are followed, and what they are filed under.

Only what a wish names is changed, and of that only what is another thing than before: an edit that says what
is so already asks no site for anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app import jobs
from app.clock import now
from app.extract import BadSelector, Parts
from app.mark import N_
from app.net.urls import within
from app.pages import service, tags
from app.pages.links import crawl_key
from app.pages.models import Page
from app.pages.parts import BAD, choose, chosen

LIMIT = 500
"""Pages at most, where links are followed and nobody has said how far."""
_NOT_CHOSEN = N_("This setting is only for pages that somebody added, not for pages found via links.")
_FOUND = N_("This page was found via another one. Change the link settings there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to become of pages; None leaves as it is."""

    every: int | None = None  # µs between readings
    depth: int | None = None
    within: str | None = None  # empty = the whole site
    limit: int | None = None
    state: str | None = None  # active, paused, stopped
    parts: str | None = None  # CSS selectors of what is read of them; empty = all
    without: str | None = None  # CSS selectors of what is left out
    quiet: bool | None = None  # whether what flaps is left out
    anyway: bool | None = None  # against robots.txt and noindex; an administrator's to wish
    tags: tags.Change | None = None

    @property
    def links(self) -> str:
        """The first field given that says how links are followed, empty when none is."""
        given = {"depth": self.depth, "within": self.within, "limit": self.limit}
        return next((name for name, value in given.items() if value is not None), "")


def edit(session: Session, ids: service.Ids, wish: Wish, *, found: bool = False) -> int:
    """Change pages as wished; returns how many of `ids` there are, built-in ones not among them.

    A new interval counts from the last reading; with `found` the pages found from them take it too, state
    and tags as well. How links are followed is the root's affair: found pages among several are passed
    over, and alone refused. Deeper, wider or more needs the links again, so those pages are read at once and
    in full; shallower, narrower or less deletes nothing. Raises `PageError`; the transaction must then be
    rolled back.
    """
    service.check(every=wish.every, depth=wish.depth, limit=wish.limit)
    chosen = service.targets(session, ids)
    family = service.targets(session, chosen, found=True) if found or wish.links else chosen
    pages = list(service.locked(session, family))
    named = set(chosen)
    roots = [page for page in pages if page.id in named and page.root_id is None]
    if wish.links and chosen and not roots:
        raise service.PageError(wish.links, _FOUND)
    if wish.anyway is not None:
        _set_anyway(session, [page for page in pages if page.id in named], wish.anyway)
    if wish.quiet is not None:
        for page in pages:
            if page.id in named:
                page.quiet = wish.quiet
    if wish.parts is not None or wish.without is not None:
        _choose_parts(session, [page for page in pages if page.id in named], wish)
    if wish.every is not None:
        _set_interval(session, [page for page in pages if found or page.id in named], wish.every)
    if wish.tags:
        tags.change(session, [page.id for page in pages if found or page.id in named], wish.tags)
    if wish.links:
        _set_links(session, roots, pages, wish)
    for page in pages:
        if page.id in named and page.is_waiting:
            # Who says how it is read has looked at it.
            page.reviewed_at = now()
    if wish.state is not None:
        session.flush()
        service.set_state(session, chosen, wish.state, found=found)
    return len(chosen)


def _choose_parts(session: Session, pages: Sequence[Page], wish: Wish) -> None:
    for page in pages:
        holds = chosen(session, page)
        only = holds.only if wish.parts is None else wish.parts.strip()
        without = holds.without if wish.without is None else wish.without.strip()
        try:
            choose(session, page.id, Parts(only, without))
        except BadSelector as bad:
            raise service.PageError("without" if bad.field == "without" else "parts", BAD) from bad


def _set_interval(session: Session, pages: Sequence[Page], every: int) -> None:
    changed = [page for page in pages if page.every != every]
    known = jobs.states(session, [crawl_key(page.id) for page in changed])
    moment = now()
    dues: dict[str, int] = {}
    for page in changed:
        page.every = every
        key = crawl_key(page.id)
        job = known.get(key)
        if page.last_read is None or job is None or job.due_at is None:
            continue
        due = max(moment, page.last_read + every)
        # One that fails is tried again sooner than its interval, and goes on being so.
        dues[key] = min(due, job.due_at) if page.error else due
    jobs.move(session, dues)


def _set_anyway(session: Session, pages: Sequence[Page], anyway: bool) -> None:
    """Read chosen pages against their site's wish, or no more; what that changes is seen at once."""
    if anyway and any(page.root_id is not None for page in pages):
        raise service.PageError("anyway", _NOT_CHOSEN)
    changed = [page for page in pages if page.anyway != anyway]
    for page in changed:
        page.anyway, page.against = anyway, None
        page.etag = page.last_modified = None
    jobs.hasten(session, [crawl_key(page.id) for page in changed if page.state == "active"])


def _set_links(session: Session, roots: Sequence[Page], pages: Sequence[Page], wish: Wish) -> None:
    found: dict[int, list[Page]] = {}
    for page in pages:
        if page.root_id is not None:
            found.setdefault(page.root_id, []).append(page)
    again: list[Page] = []
    for root in roots:
        again += _follow_anew(root, found.get(root.id, []), wish)
    for page in again:
        # An unchanged answer (304) would bring no links.
        page.etag = page.last_modified = None
    jobs.hasten(session, [crawl_key(page.id) for page in again if page.state == "active"])


def _follow_anew(root: Page, found: Sequence[Page], wish: Wish) -> list[Page]:
    """Change one root and the pages found from it; returns those whose links are needed again."""
    before = {page.id: page.depth for page in (root, *found)}
    if wish.depth is not None and wish.depth != root.depth:
        root.depth = wish.depth
        for page in found:
            page.depth = max(0, wish.depth - page.clicks)
    more = _widen(root, wish)
    if not root.depth:
        return []
    if more:
        return [page for page in (root, *found) if page.depth]
    deeper = root.depth > before[root.id]
    return [
        page for page in (root, *found) if deeper and page.depth and (page is root or not before[page.id])
    ]


def _widen(root: Page, wish: Wish) -> bool:
    """Set prefix and limit; tells whether pages may be found now that were left out before."""
    more = False
    if wish.within is not None:
        prefix = service.checked_prefix(root.url, wish.within)
        more = root.within is not None and (prefix is None or not within(prefix, root.within))
        root.within = prefix
    limit = wish.limit if wish.limit is not None else root.page_limit or (LIMIT if root.depth else 0)
    more = more or limit > root.page_limit
    root.page_limit = limit
    return more
