"""Scrapy's side, told to hurry: the fastest event loop, and nothing switched on that HUD's side does not do.

Both obey robots.txt, follow redirects, those in a page as well, and unpack what comes compressed. For the
rest this is what Scrapy's own guide to optimisation recommends, with the number of requests at a time beyond
which it gets no faster.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from bench.crawlers.reading import by_trafilatura, by_tree

SETTINGS = {
    "ASYNCIO_EVENT_LOOP": "uvloop.Loop",
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "DOWNLOADER_STATS": False,
    "HTTPPROXY_ENABLED": False,
    "LOGSTATS_INTERVAL": 0,
    "LOG_ENABLED": False,
    "MEMUSAGE_ENABLED": False,
    "REFERER_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "RETRY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
}

WAYS: dict[str, Callable[[bytes], tuple[str, ...]]] = {
    "tree": by_tree,
    "main": by_trafilatura,
    "nothing": lambda _: (),
}


def crawl(urls: Sequence[str], work: str) -> tuple[float, float, int, int]:
    """Read the pages; seconds, those of the processor, how many there were, characters found."""
    read = WAYS[work]
    read(b"<!doctype html><title>Awake</title><p>Whatever is started at first use is started now.")
    times: list[float] = []
    cpu: list[float] = []
    found: list[int] = []

    class Pages(Spider):
        name = "pages"

        async def start(self) -> AsyncIterator[Request]:
            times.append(time.perf_counter())
            cpu.append(time.process_time())
            for url in urls:
                yield Request(url, dont_filter=True)

        def parse(self, response: Response) -> None:
            found.append(sum(map(len, read(response.body))))
            times[1:] = [time.perf_counter()]
            cpu[1:] = [time.process_time()]

    process = CrawlerProcess(SETTINGS)
    process.crawl(Pages)
    process.start()
    return times[1] - times[0], cpu[1] - cpu[0], len(found), sum(found)
