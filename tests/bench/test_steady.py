"""The steady client counts from when a request was due, so a server that stops is seen to stop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.load.steady import percentile, waits
from bench.load.wrk import Ask, Failed


@contextmanager
def answering(*, stop: float = 0.0, status: str = "200 OK") -> Iterator[str]:
    """A server whose first answer takes `stop` seconds."""
    first = [True]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            while (await reader.readline()).strip():
                pass
            if first.pop() if first else False:
                await asyncio.sleep(stop)
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok".encode())
        writer.close()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_every_request_has_its_wait_in_the_order_they_were_due() -> None:
    with answering() as url:
        took = waits(url, [Ask(f"/{number}") for number in range(50)], 5_000, connections=4)
    assert len(took) == 50
    assert min(took) > 0


def test_a_stop_of_the_server_counts_for_all_that_were_due_meanwhile() -> None:
    # The one connection is held for that long, so nothing else can have been answered before. A client that
    # begins to count when it sends would say that only the first one waited.
    stop, rate = 0.2, 200.0
    with answering(stop=stop) as url:
        took = waits(url, [Ask("/")] * 20, rate, connections=1)
    assert all(waited >= stop - number / rate for number, waited in enumerate(took))


def test_an_answer_that_is_no_page_is_no_figure() -> None:
    with answering(status="503 Service Unavailable") as url, pytest.raises(ExceptionGroup) as found:
        waits(url, [Ask("/")], 100, connections=1)
    assert found.group_contains(Failed, match="answered with 503")


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_one_of_the_values_that_so_many_are_not_above(share: float, value: int) -> None:
    assert percentile([*range(100, 50, -1), *range(1, 51)], share) == value


def test_the_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 0.99) == 7.0
