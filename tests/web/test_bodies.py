"""Bodies on their way: how long they may take, how much memory they share, how many of one network."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from litestar.types import HTTPReceiveMessage

from app.process_metrics import ProcessMetrics
from app.web.errors import Busy, TooMany, TooSlow
from app.web.metrics import Metrics
from app.web.request import bodies
from app.web.request.bodies import FREE, MOST_OF_NETWORK, Bodies, Body

STRANGER = "198.51.100.1"


class Sender:
    """Gives pieces as a server does; after the last one nothing comes any more, unless it is the end."""

    def __init__(self, *pieces: bytes, ends: bool = False) -> None:
        self.pieces = list(pieces)
        self.ends = ends

    async def receive(self) -> HTTPReceiveMessage:
        """The next piece."""
        if not self.pieces:
            await asyncio.Event().wait()
        body = self.pieces.pop(0)
        more = not self.ends or bool(self.pieces)
        return {"type": "http.request", "body": body, "more_body": more}


@pytest.fixture
def metrics(tmp_path: Path) -> Metrics:
    """Numbers of this test's own."""
    return Metrics(tmp_path, ProcessMetrics(tmp_path))


def _run(work: Coroutine[None, None, None]) -> None:
    """Run it to its end, in a thread of its own: the browser's tests leave a running loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def _read(body: Body) -> int:
    size = 0
    while True:
        message = await body.receive()
        assert message["type"] == "http.request"
        size += len(message["body"])
        if not message["more_body"]:
            return size


def test_who_falls_silent_is_cut(metrics: Metrics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "GRACE_S", 0.02)
    all_of_them = Bodies(metrics, ())

    async def send() -> None:
        with all_of_them.arriving(STRANGER, Sender(b"a").receive) as body:
            with pytest.raises(TooSlow):
                await _read(body)
            assert body.is_cut

    _run(send())
    assert 'hud_bodies_refused_total{why="slow"} 1' in metrics.text()


def test_what_was_sent_fast_is_no_credit_for_ever(metrics: Metrics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_CREDIT_S", 0.02)
    all_of_them = Bodies(metrics, ())

    async def send() -> None:
        # By the rate alone this would be waited for a quarter of an hour.
        sender = Sender(b"a" * 999_999)
        with all_of_them.arriving(STRANGER, sender.receive) as body, pytest.raises(TooSlow):
            await _read(body)

    _run(send())


def test_all_bodies_share_one_room_and_small_ones_always_pass(metrics: Metrics) -> None:
    large, all_of_them = FREE + 600, Bodies(metrics, (), room=1_000)

    async def send() -> None:
        with all_of_them.arriving(STRANGER, Sender(b"a" * large, ends=True).receive) as first:
            assert await _read(first) == large
            with (
                all_of_them.arriving(STRANGER, Sender(b"a" * large).receive) as second,
                pytest.raises(Busy) as refused,
            ):
                await _read(second)
            assert refused.value.retry_after
            with all_of_them.arriving(STRANGER, Sender(b"a" * FREE, ends=True).receive) as small:
                assert await _read(small) == FREE
        with all_of_them.arriving(STRANGER, Sender(b"a" * large, ends=True).receive) as again:
            assert await _read(again) == large

    _run(send())


@pytest.mark.parametrize(
    ("address", "counted"), [(STRANGER, True), ("127.0.0.1", False), ("::1", False), ("10.0.0.7", False)]
)
def test_a_network_has_so_many_but_neither_this_machine_nor_a_proxy(
    metrics: Metrics, address: str, counted: bool
) -> None:
    all_of_them = Bodies(metrics, ("10.0.0.0/8",))

    async def send() -> None:
        with ExitStack() as stack:
            for _ in range(MOST_OF_NETWORK):
                body = stack.enter_context(all_of_them.arriving(address, Sender(b"a").receive))
                await body.receive()
            one_more = stack.enter_context(all_of_them.arriving(address, Sender(b"a", ends=True).receive))
            if counted:
                with pytest.raises(TooMany):
                    await _read(one_more)
            else:
                assert await _read(one_more) == 1
        with all_of_them.arriving(address, Sender(b"a", ends=True).receive) as later:
            assert await _read(later) == 1

    _run(send())
