"""Requests at a steady rate, whatever the server does, and how long each took from when it was due.

A client that waits for an answer before it asks again stops measuring exactly while the server is slow
(coordinated omission). Here each request has its time, and a wait for a free connection is part of what
somebody had to wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from bench.load.wrk import Ask, Failed

CONNECTIONS = 64


def waits(url: str, asks: Sequence[Ask], rate: float, *, connections: int = CONNECTIONS) -> list[float]:
    """Send each of `asks` once, `rate` a second; the seconds that each took, in their order.

    Raises `Failed` when one is not answered with 200.
    """
    return asyncio.run(_waits(url, asks, rate, connections))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of all are not above: the nearest rank, so it is one of them."""
    ordered = sorted(values)
    return ordered[max(0, -(-round(share * len(ordered) * 1_000) // 1_000) - 1)]


async def _waits(url: str, asks: Sequence[Ask], rate: float, connections: int) -> list[float]:
    parts = urlsplit(url)
    host, port = parts.hostname or "127.0.0.1", parts.port or 80
    due: asyncio.Queue[int] = asyncio.Queue()
    took = [0.0] * len(asks)
    began = time.perf_counter() + 0.1

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        try:
            while (number := await due.get()) >= 0:
                writer.write(_request(asks[number], parts.netloc))
                status = await _answered(reader)
                took[number] = time.perf_counter() - (began + number / rate)
                if status != 200:
                    raise Failed(f"{asks[number].path} was answered with {status}")
        finally:
            writer.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(connection())
        for number in range(len(asks)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            due.put_nowait(number)
        for _ in range(connections):
            due.put_nowait(-1)
    return took


def _request(ask: Ask, host: str) -> bytes:
    headers = "".join(f"{name}: {value}\r\n" for name, value in ask.headers)
    return f"GET {ask.path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode()


async def _answered(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end; its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    length = next((int(line[15:]) for line in head if line.startswith("content-length:")), None)
    if length is None:
        raise Failed("an answer does not say how long it is")
    await reader.readexactly(length)
    return int(head[0].split(" ", 2)[1])
