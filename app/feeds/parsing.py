"""Parsing of payloads in a limited process, and what comes of it."""

from __future__ import annotations

import msgspec

from app.feeds.feed import Feed
from app.feeds.refused import Refused
from app.mark import N_
from app.sandbox import Busy, Failed, Sandbox

TOO_DEAR = N_("The data could not be read within the limits of time and memory.")
CRASHED = N_("HUD could not read the data. The format may have changed: %(error)s")

_sandbox = Sandbox("app.feeds.child", wall_s=20, waiting=64, wait_s=60)


class Head(msgspec.Struct, frozen=True):
    """What stands before the rows: what the payload says of itself, or why it was refused."""

    count: int = 0
    made_at: int | None = None
    pages: int = 1
    about: str = ""
    refused: tuple[str, str, dict[str, str | int]] | None = None


class Part(msgspec.Struct, frozen=True):
    """A payload, parsed; the rows are still packed."""

    head: Head
    rows: bytes


def parse(feed: Feed, payload: bytes) -> Part:
    """What a payload says, found out in a process of its own. Raises `Refused`."""
    try:
        said = _sandbox.run(payload, feed.parse)
    except (Failed, Busy):
        raise Refused(TOO_DEAR) from None
    head, rows = msgspec.msgpack.decode(said, type=tuple[Head, msgspec.Raw])
    if head.refused is not None:
        reason, where, values = head.refused
        raise Refused(reason, where, **values)
    return Part(head, bytes(rows))
