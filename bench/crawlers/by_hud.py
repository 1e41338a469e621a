"""HUD's side: fetched under the guard and robots.txt by a worker's threads.

Two of them, so that one reads while the other waits for the server; more get no faster on one core.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from app.crawl.agent import user_agent
from app.crawl.robots import Robots
from app.extract import Extractor, extract_here
from app.net.fetch import Fetcher
from app.net.guard import Guard
from bench.crawlers.reading import by_tree

THREADS = 2


def crawl(urls: Sequence[str], work: str) -> tuple[float, float, int, int]:
    """Read the pages; seconds, those of the processor, how many there were, characters found."""
    with Extractor() as extractor:

        def here(body: bytes) -> tuple[str, ...]:
            page = extract_here(body, url=urls[0], content_type="text/html")
            return page.title, page.main, page.rest

        def child(body: bytes) -> tuple[str, ...]:
            page = extractor.extract(body, url=urls[0], content_type="text/html")
            return page.title, page.main, page.rest

        ways: dict[str, Callable[[bytes], tuple[str, ...]]] = {
            "tree": by_tree,
            "here": here,
            "child": child,
            "nothing": lambda _: (),
        }
        read = ways[work]
        read(b"<!doctype html><title>Awake</title><p>Whatever is started at first use is started now.")
        return _timed(urls, read)


def _timed(urls: Sequence[str], read: Callable[[bytes], tuple[str, ...]]) -> tuple[float, float, int, int]:
    agent = user_agent("http://hud.example", "0.1")
    with Fetcher(Guard("127.0.0.1"), user_agent=agent) as fetcher:
        robots = Robots(fetcher)

        def worker(share: Sequence[str]) -> int:
            found = 0
            for url in share:
                page = fetcher.get(url, allowed=robots.check)
                if page.status != 200:
                    raise RuntimeError(f"{url} answered {page.status}")
                found += sum(map(len, read(page.body)))
            return found

        with ThreadPoolExecutor(THREADS) as pool:
            began, cpu = time.perf_counter(), _cpu()
            found = sum(pool.map(worker, [urls[n::THREADS] for n in range(THREADS)]))
            return time.perf_counter() - began, _cpu() - cpu, len(urls), found


def _cpu() -> float:
    """Processor seconds of this process and the children it has waited for or still has."""
    ours = time.process_time()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                ours += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return ours
