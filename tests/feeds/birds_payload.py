"""Parser of the tests' own feeds, which the limited process imports: without the database."""

from __future__ import annotations

import msgspec

from app.feeds.feed import Parsed
from app.feeds.refused import Refused


class Bird(msgspec.Struct, array_like=True):
    """How many of a kind were seen."""

    name: str
    count: int


class _Answer(msgspec.Struct):
    birds: list[Bird]
    made: int | None = None
    pages: int = 1


def parse(payload: bytes) -> Parsed:
    """Rows of an answer in JSON."""
    if payload == b"loop":
        while True:
            pass
    if payload == b"crash":
        raise KeyError("wing")
    try:
        answer = msgspec.json.decode(payload, type=_Answer)
    except msgspec.DecodeError as error:
        raise Refused("This is no list of birds: %(error)s", "birds", error=str(error)[:80]) from None
    return Parsed(rows=answer.birds, made_at=answer.made, pages=answer.pages)
