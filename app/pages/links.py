"""Following links: from a page somebody chose to pages of the same site, within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import jobs
from app.clock import now
from app.db.insert import insert_missing, insert_new
from app.extract import Extracted
from app.net.fetch import Fetched
from app.net.urls import BadURL, host_key, normalise, same_site, site, within
from app.pages.models import Page, PageTag

CHUNK = 500  # URLs a statement
URL_MOST = 2_000  # characters; what PostgreSQL can keep unique, and no honest page needs more


def crawl_key(page_id: int) -> str:
    """The key of a page's one crawl job."""
    return f"page:{page_id}"


def schedule(session: Session, page: Page, due: int | None = None) -> None:
    """Ask for `page` to be read at `due` (µs), now when none is given."""
    schedule_all(session, [(page.id, page.url)], due)


def schedule_all(session: Session, pages: Iterable[tuple[int, str]], due: int | None = None) -> None:
    """Ask for pages, by id and address, to be read at `due` (µs), now when none is given."""
    jobs.enqueue_all(session, "crawl", [wish(page, url, due) for page, url in pages])


def wish(page: int, url: str, due: int | None = None) -> jobs.Wish:
    """The job that reads the page of this id and address."""
    return jobs.Wish(crawl_key(page), {"page": page}, host_key(url), due)


def watch_all(session: Session, rows: Sequence[Mapping[str, object]]) -> list[tuple[int, str]]:
    """Watch those pages of `rows` that are not there yet and ask for their first readings.

    Returns id and address of each new one. What is there already is not touched. A few statements, however
    many rows.
    """
    # In one order, so that no two transactions that add the same pages wait for each other.
    ordered = sorted(rows, key=lambda row: str(row["url"]))
    new: list[tuple[int, str]] = []
    for start in range(0, len(ordered), CHUNK):
        found = insert_new(session, Page, ordered[start : start + CHUNK], Page.id, Page.url)
        schedule_all(session, found)
        new += found
    return new


def new_row(url: str, every: int) -> dict[str, object]:
    """A page nobody has watched before, at a canonical address, read every `every` µs."""
    return {
        "url": url,
        "site": site(url),
        "builtin": False,
        "state": "active",
        "added_at": now(),
        "every": every,
        "depth": 0,
        "clicks": 0,
        "page_limit": 0,
        "title": "",
        "versions": 0,
        "failures": 0,
    }


def follow(session: Session, page: Page, links: Iterable[str]) -> int:
    """Add the pages that `page` links to, as far as its depth, prefix and limit allow.

    Returns how many are new; they get the root's tags. The page somebody chose (the root) counts for all that
    was found from it.
    """
    if page.depth <= 0 or page.state != "active":
        return 0
    root = session.scalar(select(Page).where(Page.id == (page.root_id or page.id)).with_for_update())
    if root is None:
        return 0
    wanted = _wanted(page, root, links)
    known = _known(session, wanted)
    room = root.page_limit - (
        session.scalar(select(func.count()).where(or_(Page.id == root.id, Page.root_id == root.id))) or 0
    )
    fresh = [url for url in wanted if url not in known][: max(room, 0)]
    found = {"depth": page.depth - 1, "clicks": page.clicks + 1, "root_id": root.id}
    new = watch_all(session, [new_row(url, root.every) | found for url in fresh])
    tags = list(session.scalars(select(PageTag.tag).where(PageTag.page_id == root.id))) if new else []
    insert_missing(session, PageTag, [{"page_id": page_id, "tag": tag} for page_id, _ in new for tag in tags])
    return len(new)


def settle(session: Session, page: Page, extracted: Extracted, fetched: Fetched) -> bool:
    """Before a followed page's first words are kept: move it to the address it calls its own.

    Sites link to one page under many addresses (redirects, canonical links). A page that a person
    chose keeps the address they gave. Returns False when the page turned out to be one that is
    there already, and was removed.
    """
    if page.root_id is None:
        return True
    own = extracted.canonical or fetched.url
    try:
        own = normalise(own)
    except BadURL:
        return True
    root = session.get(Page, page.root_id)
    if own == page.url or len(own) > URL_MOST or root is None or not _inside(own, root):
        return True
    if session.scalar(select(Page.id).where(Page.url == own)) is not None:
        session.delete(page)
        return False
    page.url, page.site = own, site(own)
    return True


def _inside(url: str, root: Page) -> bool:
    return same_site(url, root.url) and (root.within is None or within(url, root.within))


def _wanted(page: Page, root: Page, links: Iterable[str]) -> list[str]:
    wanted: dict[str, None] = {}
    for link in links:
        try:
            url = normalise(link)
        except BadURL:
            continue
        if url != page.url and len(url) <= URL_MOST and _inside(url, root):
            wanted[url] = None
    return list(wanted)


def _known(session: Session, urls: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(urls), CHUNK):
        found.update(session.scalars(select(Page.url).where(Page.url.in_(urls[start : start + CHUNK]))))
    return found
