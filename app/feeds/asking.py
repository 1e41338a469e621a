"""Asking a publisher for a feed: all its pages, whole, or a reason in words why not.

Nothing is held in the database meanwhile. What came is parsed here too, in the limited process, so that a
reading is either good as a whole or refused as a whole before anything is written.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

import msgspec
import zstandard

from app import __version__
from app.clock import now
from app.crawl.agent import user_agent
from app.crawl.retry import retry_after
from app.feeds.address import address_of, guard_to, staying_at
from app.feeds.feed import Feed
from app.feeds.parsing import Part, parse
from app.feeds.reasons import CHANGED_MEANWHILE, STATUS, TOO_MANY_PAGES, reason
from app.feeds.refused import Refused
from app.net.fetch import Fetched, Fetcher, FetchError
from app.net.transfer import Limits
from app.settings import Settings

MOST_BYTES = 32_000_000
MOST_PAGES = 200
_WHOLE = 5
"""An answer may take so many times as long as the server may be silent."""
_NOT_MODIFIED = 304
_GOOD = frozenset({200, 203})


class Conditions(msgspec.Struct, frozen=True):
    """What the last good answer said of itself, and of which address."""

    url: str = ""
    etag: str | None = None
    last_modified: str | None = None
    sha256: tuple[bytes, ...] = ()


class Payload(msgspec.Struct, frozen=True):
    """Bytes as they came, and packed as they are kept."""

    sha256: bytes
    size: int
    zstd: bytes


class Failure(msgspec.Struct, frozen=True):
    """Why there are no rows: a code, a message for `figures`, the place, the rest the server asks for."""

    code: str
    reason: str
    figures: dict[str, str | int] = {}
    place: str = ""
    wait_s: int = 0


class Answer(msgspec.Struct, kw_only=True):
    """What one reading brought; `parts` is empty when it failed or nothing changed."""

    at: int
    url: str
    elapsed: int = 0
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    payloads: list[Payload] = []
    parts: list[Part] = []
    failure: Failure | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether the publisher says the same as at the last good reading."""
        return self.failure is None and not self.parts


def ask(
    settings: Settings, feed: Feed, before: Conditions, between: Callable[[], None] = lambda: None
) -> Answer:
    """Ask for the feed; every failure comes back as a reason. `between` is called before each more page."""
    url = address_of(settings, feed)
    answer = Answer(at=now(), url=url)
    limits = Limits(
        connect=feed.seconds,
        read=feed.seconds,
        whole=_WHOLE * feed.seconds,
        max_bytes=MOST_BYTES,
        max_redirects=3,
    )
    agent = user_agent(settings.site_url, __version__)
    begun = time.monotonic()
    with Fetcher(guard_to(settings, feed), user_agent=agent, limits=limits) as fetcher:
        try:
            _read(settings, feed, before, fetcher, answer, between)
        except FetchError as error:
            answer.failure = Failure(error.code, reason(error.code), {"detail": error.detail[:200]})
        except Refused as error:
            answer.failure = Failure("refused", error.reason, error.values, error.where)
    answer.at = now()
    answer.elapsed = int((time.monotonic() - begun) * 1_000_000)
    if answer.failure is not None:
        answer.parts = []
    return answer


def _read(
    settings: Settings,
    feed: Feed,
    before: Conditions,
    fetcher: Fetcher,
    answer: Answer,
    between: Callable[[], None],
) -> None:
    is_known = before.url == answer.url
    asks = is_known and not feed.pages
    fetched = _fetch(
        fetcher,
        answer,
        answer.url,
        before.etag if asks else None,
        before.last_modified if asks else None,
    )
    if fetched is None:
        return
    answer.etag, answer.last_modified = fetched.headers.get("etag"), fetched.headers.get("last-modified")
    if is_known and not feed.pages and before.sha256 == (answer.payloads[0].sha256,):
        return
    answer.parts.append(parse(feed, fetched.body))
    first = answer.parts[0].head
    if not feed.pages or first.pages <= 1:
        return
    if first.pages > MOST_PAGES:
        raise Refused(TOO_MANY_PAGES, pages=first.pages, most=MOST_PAGES)
    for number in range(2, first.pages + 1):
        between()
        more = _fetch(fetcher, answer, address_of(settings, feed, number), None, None)
        if more is None:
            return
        part = parse(feed, more.body)
        if (part.head.pages, part.head.made_at) != (first.pages, first.made_at):
            raise Refused(CHANGED_MEANWHILE, where=f"page {number}")
        answer.parts.append(part)


def _fetch(
    fetcher: Fetcher, answer: Answer, url: str, etag: str | None, last_modified: str | None
) -> Fetched | None:
    """One answer with a body, noted; None when nothing changed, or with the failure noted."""
    fetched = fetcher.get(url, etag=etag, last_modified=last_modified, allowed=staying_at(url))
    answer.status = fetched.status
    if fetched.status == _NOT_MODIFIED and (etag or last_modified):
        return None
    if fetched.status not in _GOOD:
        wait = retry_after(fetched.headers, now())
        answer.failure = Failure("status", STATUS, {"status": fetched.status}, wait_s=wait)
        return None
    answer.payloads.append(_packed(fetched.body))
    return fetched


def _packed(body: bytes) -> Payload:
    return Payload(hashlib.sha256(body).digest(), len(body), zstandard.ZstdCompressor(level=3).compress(body))
