"""The children: they answer, are limited, and are replaced when a page has killed one."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import wait

import pytest

from app.extract import ExtractError, Extractor, extract_here

from .conftest import URL, page_of

# Within every limit on size and number, yet each address takes a walk that leads nowhere new.
SLOW = b"<p>x" + b"".join(b"<a href=%s%d/..>" % (b"./" * 38, n) for n in range(20_000))
GOOD = b"<title>t</title><p>good"


@pytest.fixture
def one() -> Iterator[Extractor]:
    with Extractor(cpu_s=0.05, memory_mb=400) as pool:
        yield pool


def code_of(pool: Extractor, body: bytes, content_type: str = "text/html") -> str:
    with pytest.raises(ExtractError) as caught:
        pool.extract(body, url=URL, content_type=content_type)
    assert pool.extract(GOOD, url=URL).main == "good"
    return caught.value.code


@pytest.mark.parametrize("language", ["nl", "sv", "nb", "fr", "en"])
def test_child_says_what_this_process_says(extractor: Extractor, language: str) -> None:
    body = page_of(language)
    assert extractor.extract(body, url=URL, content_type="text/html") == extract_here(
        body, url=URL, content_type="text/html"
    )


def test_reasons_pass_through(extractor: Extractor) -> None:
    assert code_of(extractor, b"%PDF-1.7", "application/pdf") == "not-html"
    assert code_of(extractor, b"<script></script>") == "scripts"
    assert not extractor.extract(b"", url=URL).says_something
    assert code_of(extractor, b"<div>" * 60_000) == "too-complex"
    assert code_of(extractor, b"x" * 20_000_001) == "too-complex"


def test_slow_page_ends_its_child_only(one: Extractor) -> None:
    assert code_of(one, SLOW) == "timeout"


def test_page_too_big_for_memory_is_named() -> None:
    with Extractor(memory_mb=36) as small:
        # The child itself has room; what does not fit is the page.
        assert small.extract(GOOD, url=URL).main == "good"
        with pytest.raises(ExtractError) as caught:
            small.extract(b"<p>x" * 249_000, url=URL, content_type="text/html")
        assert caught.value.code in ("memory", "crashed")


def children() -> list[int]:
    listed = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "app.extract.child"], capture_output=True, check=False
    )
    return [int(pid) for pid in listed.stdout.split()]


def test_killed_child_is_replaced() -> None:
    before = set(children())
    with Extractor() as pool:
        pool.extract(GOOD, url=URL)
        (child,) = set(children()) - before
        os.kill(child, signal.SIGKILL)
        with pytest.raises(ExtractError) as caught:
            pool.extract(GOOD, url=URL)
        assert caught.value.code == "crashed"
        assert pool.extract(GOOD, url=URL).main == "good"
    assert set(children()) <= before


def test_threads_share_the_children() -> None:
    bodies = [b"<p>page %d" % n for n in range(60)]
    answers: dict[int, str] = {}

    def work(start: int) -> None:
        for n in range(start, len(bodies), 6):
            answers[n] = pool.extract(bodies[n], url=URL).main

    with Extractor(processes=2) as pool:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == {n: f"page {n}" for n in range(len(bodies))}


def test_closed_extractor_refuses() -> None:
    pool = Extractor()
    pool.close()
    with pytest.raises(RuntimeError):
        pool.extract(GOOD, url=URL)
    pool.close()


PARENT = """
import sys
from app.extract import Extractor
pool = Extractor()
pool.extract(b"<p>x", url="http://h/")
child = next(iter(pool._slots.queue)).process.pid
print(child, flush=True)
sys.stdin.read()
"""


def test_child_ends_with_its_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert parent.stdin is not None
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    watch = os.pidfd_open(child)
    parent.kill()
    parent.communicate()
    # A pidfd becomes readable when its process ends.
    assert wait([watch], 20)
    os.close(watch)
