"""A body as it arrives, its content codings taken off, also one inside another, within a bound.

A name that is no coding is passed over, and text that was never packed is left as it is: browsers show the
page in all these cases. Of a stream that was cut or is damaged what came is kept, and what was wrong is told.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from app.net.codings import CODINGS, DAMAGE, Decoder

MOST_CODINGS: Final = 5
_KEPT: Final = 1_000_000
"""Packed bytes up to which a stream that turns out to be damaged is unpacked once more, up to the damage."""
_LARGE: Final = 1_000_000
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT: Final = 512


class TooMuch(Exception):
    """More came out than may be kept."""


class _Stage:
    """One coding of a body: what comes out of it, as far as its stream goes.

    A body that is plain text, whatever its coding is called, passes as it is.
    """

    def __init__(self, make: Callable[[], Decoder]) -> None:
        self.damaged = False
        self._make = make
        self._decoder = make()
        self._past = bytearray()
        self._given = 0
        self._plain = False

    def unpack(self, data: bytes) -> Iterator[bytes]:
        if self._plain:
            yield data
            return
        take = self._decoder.slice
        for at in range(0, len(data), take):
            if self.damaged:
                return
            piece = data if len(data) <= take else data[at : at + take]
            before = self._given
            try:
                for out in self._decoder.feed(piece):
                    self._given += len(out)
                    yield out
            except DAMAGE:
                yield from self._rescued(piece, data[at + take :], self._given - before)
                return
            if len(self._past) <= _KEPT:
                self._past += piece

    def _rescued(self, piece: bytes, rest: bytes, given: int) -> Iterator[bytes]:
        """What comes out of `piece`, the first of which has been `given`, before the byte that is wrong."""
        start = bytes(self._past) + piece
        if not self._given and len(start) > 1 and not _BINARY.search(start[:_LOOKED_AT]):
            self._plain = True
            yield start + rest
            return
        self.damaged = True
        if len(self._past) > _KEPT:
            return
        self._decoder = again = self._make()
        for at in range(0, len(self._past), again.slice):
            for _ in again.feed(bytes(self._past[at : at + again.slice])):
                pass
        try:
            for out in chain.from_iterable(again.feed(piece[at : at + 1]) for at in range(len(piece))):
                new, given = out[given:], max(0, given - len(out))
                self._given += len(new)
                yield new
        except DAMAGE:
            return
        # Padding right behind the end of a stream is no damage.
        self.damaged = not again.complete()

    def complete(self) -> bool:
        """Whether all of it came and was whole; a body without a byte is."""
        if self.damaged:
            return False
        return self._plain or not self._past or self._decoder.complete()

    @property
    def gave_nothing(self) -> bool:
        return self.damaged and not self._given


class Body:
    """A body with its codings taken off, at most `most` bytes of it and of each step on the way."""

    def __init__(self, codings: str, most: int) -> None:
        """Raises ValueError for more than `MOST_CODINGS` of them; a name that is none is passed over."""
        named = []
        if codings:
            known = (CODINGS.get(name.strip().lower()) for name in codings.split(","))
            named = [coding for coding in known if coding is not None]
        if len(named) > MOST_CODINGS:
            raise ValueError(f"{len(named)} codings inside each other")
        self._stages = [_Stage(make) for make in reversed(named)]
        self._sizes = [0] * (len(named) + 1)
        self._most = most
        self._kept: list[bytes] = []
        self._large: io.BytesIO | None = None

    def feed(self, data: bytes) -> None:
        """Take what arrived; raises `TooMuch` once all that may be kept is there."""
        self._push(0, data)

    def _push(self, step: int, data: bytes) -> None:
        room = self._most - self._sizes[step]
        over = len(data) > room
        self._sizes[step] += len(data)
        if over:
            data = data[: max(0, room)]
        if step == len(self._stages):
            self._keep(data)
        else:
            for out in self._stages[step].unpack(data):
                self._push(step + 1, out)
        if over:
            raise TooMuch

    def _keep(self, data: bytes) -> None:
        # Joining pieces is the quickest, but takes room for all of them twice.
        if self._large is None and self._sizes[-1] > _LARGE:
            self._large = io.BytesIO()
            self._large.writelines(self._kept)
            self._kept.clear()
        if self._large is None:
            self._kept.append(data)
        else:
            self._large.write(data)

    def content(self) -> bytes:
        """What came out."""
        if self._large is not None:
            return self._large.getvalue()
        return self._kept[0] if len(self._kept) == 1 else b"".join(self._kept)

    @property
    def complete(self) -> bool:
        """Whether every stream came to its end and was whole."""
        return all(stage.complete() for stage in self._stages)

    @property
    def unreadable(self) -> bool:
        """Whether something came that is damaged before anything could be taken out of it."""
        return any(stage.gave_nothing for stage in self._stages)
