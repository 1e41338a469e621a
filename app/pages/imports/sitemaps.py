"""Lists that a list names: the sitemaps of an index, fetched as pages are and read as lists are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from app import __version__
from app.crawl.agent import user_agent
from app.crawl.robots import Refused, Robots
from app.mark import N_
from app.net.errors import FetchError
from app.net.fetch import Fetcher, Limits
from app.net.guard import guard_of
from app.net.urls import host_key
from app.pages.imports import reading
from app.pages.imports.item import MOST_PACKED, BadList, Item
from app.pages.reasons import reason
from app.settings import Settings

_LIMITS = Limits(whole=30.0, max_bytes=MOST_PACKED)
_LONGEST_PAUSE_S = 10.0
NOT_FETCHED = N_("The list at this address could not be fetched.")
_WITHIN = N_("This list names other lists again, which HUD does not follow.")


class NotFetched(Exception):
    """A list that could not be had; the text is for the reader, in English, to be translated."""


class Sitemaps:
    """Fetches lists, with a pause between two of one host as between pages."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._fetcher: Fetcher | None = None
        self._robots: Robots | None = None
        self._last: dict[str, float] = {}

    @contextmanager
    def items(self, url: str) -> Iterator[reading.Listing]:
        """The items of the list at a canonical address, until the end of the block. Raises `NotFetched`."""
        folder = spool_folder(self._settings)
        with reading.spool(folder) as given:
            given.write(self._fetched(url))
            try:
                with reading.read(given, folder) as listing:
                    yield listing
            except BadList as error:
                raise NotFetched(str(error)) from None

    def _fetched(self, url: str) -> bytes:
        self._pause(host_key(url))
        if self._fetcher is None or self._robots is None:
            agent = user_agent(self._settings.site_url, __version__)
            self._fetcher = Fetcher(guard_of(self._settings), user_agent=agent)
            self._robots = Robots(self._fetcher)
        try:
            fetched = self._fetcher.get(url, allowed=self._robots.check, limits=_LIMITS)
        except (FetchError, Refused) as error:
            raise NotFetched(reason(error.code)) from None
        if not 200 <= fetched.status < 300:
            raise NotFetched(NOT_FETCHED)
        return fetched.body

    def _pause(self, host: str) -> None:
        delay = min(self._settings.crawl_delay, _LONGEST_PAUSE_S)
        time.sleep(max(0.0, self._last.get(host, -delay) + delay - time.monotonic()))
        self._last[host] = time.monotonic()

    def close(self) -> None:
        """Close the connections."""
        if self._fetcher is not None:
            self._fetcher.close()


def not_followed(one: Item) -> Item:
    """An item of a list that another one named: a list that it names in its turn is refused."""
    return msgspec.structs.replace(one, url="", refusal=_WITHIN, is_list=False) if one.is_list else one


def spool_folder(settings: Settings) -> Path:
    """Where lists lie while they are read."""
    return settings.data_dir / "spool"
