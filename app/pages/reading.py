"""One reading of one page: look at it, then write down what was seen, all in one transaction.

Nothing is held in the database while the page is fetched; the lease says whose turn it is. If the
lease was lost meanwhile, the whole result is rolled back and whoever holds it now does the work.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import jobs
from app.clock import MINUTE, SECOND, now
from app.crawl.challenge import is_challenge
from app.crawl.retry import backoff, retry_after
from app.crawl.robots import Refused, Robots
from app.db import Database
from app.extract import WHOLE, Extracted, ExtractError, Parts
from app.net.fetch import Fetched, Fetcher, FetchError, Incomplete
from app.net.response import PAGES
from app.net.urls import BadURL
from app.pages import bodies, flapping
from app.pages.anyway import Permission
from app.pages.clock_repair import move_future_times, with_trusted_time
from app.pages.conditions import NOT_MODIFIED, believed_long_enough
from app.pages.confirmation import AGAIN, GONE, judge
from app.pages.framesets import with_frames
from app.pages.links import follow, settle
from app.pages.models import Page, Reading, Version
from app.pages.moving import move_page
from app.pages.onward import Onward
from app.pages.parts_of import choice
from app.pages.reread import catch_up
from app.pages.reread_extract import Extracts
from app.pages.seen import Seen
from app.pages.timeline import keep, same, standing, vanish
from app.settings import Settings

MISSING = {404: "404", 410: "410"}
BUSY = {429, 503}
Reads = Callable[[Fetched], Extracted]
AFTER_REREADING = 10 * MINUTE
"""How long a page waits that a long job re-reads first."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker keeps from page to page."""

    fetcher: Fetcher
    robots: Robots
    extractor: Extracts


def read_page(db: Database, lease: jobs.Lease, tools: Tools, settings: Settings) -> None:
    """The whole work of one crawl job. Raises `jobs.LeaseLost` when another worker took it over."""
    with db.read() as session:
        page = session.get(Page, lease.payload["page"])
        anew = page is not None and believed_long_enough(session, page)
        number = page.parts if page is not None else 0
        parts = choice(session, page.id, number) if page is not None else WHOLE
    if page is not None:
        move_page(db, page.id)
        if not catch_up(db, page.id, tools.extractor):
            with db.write() as session:
                jobs.finish(session, lease, next_due=jobs.now(session) + AFTER_REREADING)
            return
    seen = look(page, tools, anew=anew, parts=parts) if page is not None else None
    delay = settings.crawl_delay
    if page is not None:
        delay = max(delay, tools.robots.delay(page.url) or 0.0)
    with db.write() as session:
        page = session.scalar(select(Page).where(Page.id == lease.payload["page"]).with_for_update())
        due = None
        if page is not None and page.parts != number:
            # What was read are other parts than are chosen by now.
            jobs.finish(session, lease, next_due=jobs.now(session), lane_delay_us=int(delay * SECOND))
            return
        if page is not None and seen is not None:
            at = jobs.now(session)  # the one clock that all hosts share
            seen = with_trusted_time(seen, at)
            move_future_times(session, page, seen.at)
            wait = record(session, page, seen)
            due = seen.at + wait if wait is not None and page.state == "active" else None
        jobs.finish(session, lease, next_due=due, lane_delay_us=int(delay * SECOND))


def look(page: Page, tools: Tools, *, anew: bool = False, parts: Parts = WHOLE) -> Seen:
    """Fetch and extract, without the database; every failure comes back as a reason.

    `anew` asks for the page even if the site believes that it did not change.
    """
    etag, last_modified = (None, None) if anew else (page.etag, page.last_modified)
    permission = Permission(page, tools.robots)
    read = partial(_extracted, extractor=tools.extractor, parts=parts)
    onward = Onward(read)
    if page.doubt == "robots":
        tools.robots.forget(page.url)
    try:
        fetched = tools.fetcher.get(
            page.url, etag=etag, last_modified=last_modified, allowed=permission, onward=onward
        )
    except Incomplete as error:
        return replace(_part(error, read), against=permission.against)
    except (FetchError, Refused) as error:
        return Seen(now(), error=error.code, detail=str(error))
    except BadURL as error:
        return Seen(now(), error="bad-url", detail=str(error))
    at = now()
    if fetched.status == NOT_MODIFIED and (etag or last_modified):
        return Seen(at, fetched, against=permission.as_before())
    if fetched.status not in PAGES:
        return _answered(fetched, at)
    try:
        extracted = onward.extracted(fetched)
    except ExtractError as error:
        return Seen(at, fetched, error=error.code, detail=str(error))
    refused = permission.refused_by(extracted)
    if extracted.frames and refused is None:
        return _framed(at, fetched, extracted, tools, permission, read)
    return Seen(at, fetched, extracted, error=refused, against=permission.against)


def _framed(
    at: int, fetched: Fetched, extracted: Extracted, tools: Tools, permission: Permission, read: Reads
) -> Seen:
    """A page whose words stand in its frames."""
    try:
        fetched, extracted, missing = with_frames(fetched, extracted, tools.fetcher, tools.robots, read)
    except ExtractError as error:
        return Seen(at, fetched, error=error.code, detail=str(error))
    refused = permission.refused_by(extracted)
    if refused is None and missing:
        return replace(
            Seen(at, fetched, extracted, error="frames", detail=f"frames: {missing}", incomplete=True),
            against=permission.against,
        )
    return Seen(at, fetched, extracted, error=refused, against=permission.against)


def _extracted(fetched: Fetched, extractor: Extracts, parts: Parts) -> Extracted:
    headers = fetched.headers
    return extractor.extract(
        fetched.body,
        url=fetched.url,
        content_type=headers.get("content-type", ""),
        x_robots_tag=headers.get("x-robots-tag", ""),
        parts=parts,
    )


def _part(broken: Incomplete, read: Reads) -> Seen:
    """The beginning of a page, with why there is no more of it as the error."""
    at, fetched = now(), broken.part
    extracted = None
    if fetched.status in PAGES:
        with suppress(ExtractError):
            extracted = read(fetched)
    return Seen(at, fetched, extracted, error=broken.code, detail=str(broken), incomplete=True)


def _answered(fetched: Fetched, at: int) -> Seen:
    if is_challenge(fetched):
        return Seen(at, fetched, error="challenge", detail=str(fetched.status))
    if fetched.status in MISSING:
        return Seen(at, fetched, error=MISSING[fetched.status])
    code = "busy" if fetched.status in BUSY else "status"
    wait = retry_after(fetched.headers, at) if code == "busy" else 0
    return Seen(at, fetched, error=code, detail=str(fetched.status), retry_s=wait)


def record(session: Session, page: Page, seen: Seen) -> int | None:
    """Write down what was seen.

    Returns how long to wait until the next reading (µs); None when the page turned out to be another
    one that is there already, and was removed.
    """
    at = _in_order(session, page, seen.at)
    first = page.last_read is None
    if first and seen.extracted and seen.fetched and not settle(session, page, seen.extracted, seen.fetched):
        return None
    verdict, code = judge(page, standing(session, page.id), seen)
    if verdict == "unconfirmed":
        seen = replace(seen, error=code)
    version = None if verdict == "unconfirmed" else _version(session, page, seen, at)
    _reading(session, page, seen, at, version)
    flapping.judge(session, page, version, at)
    page.error, page.error_detail = seen.error, seen.detail[:500] or None
    if seen.error is None or seen.incomplete:
        page.against = seen.against if page.anyway else None
    if verdict == "unconfirmed":
        page.doubt, page.failures = code, 0
        page.etag = page.last_modified = None  # all of it must come again
        return min(AGAIN, page.every)
    return _next(page, seen)


def _in_order(session: Session, page: Page, at: int) -> int:
    """The time of a reading (µs), later than all others: a clock that went back must not reorder history."""
    newest = session.scalar(select(func.max(Reading.at)).where(Reading.page_id == page.id))
    return max(at, (page.last_read or 0) + 1, (newest or 0) + 1)


def _next(page: Page, seen: Seen) -> int:
    """How long to wait after a reading that needs no confirmation (µs)."""
    if seen.error is None or seen.error in GONE:
        page.doubt, page.failures = None, 0
        return page.every
    page.failures += 1
    if seen.retry_s:
        return seen.retry_s * SECOND
    return min(backoff(page.failures) * SECOND, page.every)


def _version(session: Session, page: Page, seen: Seen, at: int) -> Version | None:
    if seen.error in GONE:
        page.etag = page.last_modified = None
        return vanish(session, page, seen.error or "", at)
    if seen.incomplete:
        return _begun_by_part(session, page, seen, at)
    if seen.error is not None or seen.fetched is None:
        return None
    if seen.extracted is None:
        return same(session, page, at)
    headers = seen.fetched.headers
    # A condition may only be sent to the very address it came from.
    here = headers if seen.fetched.url == page.url else {}
    page.etag, page.last_modified = here.get("etag"), here.get("last-modified")
    return _kept(session, page, seen.fetched, seen.extracted, at)


def _begun_by_part(session: Session, page: Page, seen: Seen, at: int) -> Version | None:
    """A part of a page stands for it until all of it was read once, if it has words that may be kept."""
    part, fetched = seen.extracted, seen.fetched
    if part is None or fetched is None or not part.says_something:
        return None
    if part.noindex and not page.anyway:
        return None
    if standing(session, page.id) is not None:
        return None
    page.doubt = page.etag = page.last_modified = None  # all of it must come
    return _kept(session, page, fetched, part, at, incomplete=True)


def _kept(
    session: Session, page: Page, fetched: Fetched, extracted: Extracted, at: int, *, incomplete: bool = False
) -> Version:
    content_type = fetched.headers.get("content-type", "")
    version = keep(session, page, fetched.body, extracted, at, content_type, incomplete=incomplete)
    if not extracted.nofollow:
        follow(session, page, extracted.links)
    return version


def _reading(session: Session, page: Page, seen: Seen, at: int, version: Version | None) -> None:
    session.flush()
    fetched = seen.fetched
    session.add(
        Reading(
            page_id=page.id,
            at=at,
            url=fetched.url if fetched and fetched.url != page.url else None,
            status=fetched.status if fetched else None,
            error=seen.error,
            error_detail=seen.detail[:500] or None,
            size=len(fetched.body) if fetched else None,
            elapsed=fetched.elapsed_us if fetched else None,
            version_id=version.id if version else None,
            sha256=bodies.digest(fetched.body) if fetched and fetched.body else None,
        )
    )
