"""Address of a feed: the base URL that the settings say, and what may be connected to for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from app.feeds.feed import Feed
from app.net.errors import FetchError
from app.net.guard import Guard, guard_for, guard_of
from app.net.urls import host_key, normalise
from app.settings import Settings, in_url


def base_of(settings: Settings, feed: Feed) -> str:
    """The base URL of a feed under these settings, without a slash at its end."""
    value: str = getattr(settings, feed.base.removeprefix("HUD_").lower())
    return value.rstrip("/")


def address_of(settings: Settings, feed: Feed, number: int = 1) -> str:
    """The canonical address of a feed, of page `number` where it has pages."""
    url = base_of(settings, feed) + feed.path
    if feed.pages:
        url += f"{'&' if '?' in feed.path else '?'}page={number}"
    return normalise(url)


def is_own(settings: Settings, feed: Feed) -> bool:
    """Whether the operator has named another server than the publisher's."""
    return base_of(settings, feed) != base_of(Settings(), feed)


@lru_cache(maxsize=64)
def guard_to(settings: Settings, feed: Feed) -> Guard:
    """What may be connected to: public servers, and of an operator's base URL exactly its host and port."""
    if not is_own(settings, feed):
        return guard_of(settings)
    parts = urlsplit(base_of(settings, feed))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return guard_for(settings, f"{in_url(parts.hostname or '')}:{port}")


def staying_at(url: str) -> Callable[[str], None]:
    """A check of each address on the way: a redirect may lead elsewhere on the same server, not off it."""
    home = host_key(url)

    def check(there: str) -> None:
        if host_key(there) != home:
            raise FetchError("guard", f"expected an answer from {home}, got a redirect to {host_key(there)}")

    return check
