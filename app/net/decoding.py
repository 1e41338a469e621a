"""Content codings taken off a body while it arrives: gzip, deflate, br and zstd, also one inside another.

Done here and not by libcurl, which takes a gzip stream that was cut for a complete one and refuses names that
are no codings. Browsers show the page in all these cases, so what came is kept and what was wrong is told.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final, Protocol

import brotli
import zstandard

ASKED_FOR: Final = "gzip, br, zstd"
MOST_CODINGS: Final = 5
_PIECE: Final = 65_536
"""Bytes that come out at a time, so that the bound is looked at in between."""
_KEPT: Final = 1_000_000
"""Packed bytes up to which a stream that turns out to be damaged is unpacked once more, up to the damage."""
_LARGE: Final = 1_000_000
_WINDOW: Final = 1 << 23
"""Bytes of memory that a zstd stream may ask for; more is not allowed on the web (RFC 9659)."""
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOOKED_AT: Final = 512
_DAMAGE = (zlib.error, brotli.error, zstandard.ZstdError)


class TooMuch(Exception):
    """More came out than may be kept."""


class _Decoder(Protocol):
    """One coding. `slice` is how many packed bytes it takes at a time."""

    slice: int

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Unpack the next bytes; raises one of `_DAMAGE`, and what this call would have given may be lost."""

    def complete(self) -> bool:
        """Whether the stream came to its end, checksum included; what follows that is padding."""


class _Members:
    """Streams of one coding one after the other, each of which begins with `magic`."""

    magic: bytes

    def __init__(self) -> None:
        self._between = b""
        self._open = True
        self._ended = False
        self._begin()

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._ended:
            if not self._open:
                self._between += data
                if len(self._between) < len(self.magic):
                    return
                data, self._between = self._between, b""
                if not data.startswith(self.magic):
                    self._ended = True
                    return
                self._begin()
                self._open = True
            yield from self._unpack(data)
            rest = self._rest()
            if rest is None:
                return
            data, self._open = rest, False

    def complete(self) -> bool:
        return self._ended or not self._open

    def _begin(self) -> None:
        """Start a stream."""
        raise NotImplementedError

    def _unpack(self, data: bytes) -> Iterator[bytes]:
        """What comes out of the next bytes."""
        raise NotImplementedError

    def _rest(self) -> bytes | None:
        """What follows the end of the stream; None before its end."""
        raise NotImplementedError


class _Gzip(_Members):
    magic = b"\x1f\x8b"
    slice = 16_384

    def _begin(self) -> None:
        self._stream = zlib.decompressobj(31)

    def _unpack(self, data: bytes) -> Iterator[bytes]:
        return _inflated(self._stream, data)

    def _rest(self) -> bytes | None:
        return self._stream.unused_data if self._stream.eof else None


class _Zstd(_Members):
    magic = b"\x28\xb5\x2f\xfd"
    slice = 256  # Each call gives all there is to get: a few megabytes of zeros at most, then.

    def _begin(self) -> None:
        self._stream = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()

    def _unpack(self, data: bytes) -> Iterator[bytes]:
        yield self._stream.decompress(data)

    def _rest(self) -> bytes | None:
        return self._stream.unused_data if self._stream.eof else None


class _Deflate:
    """Deflate with the head of RFC 1950, as it should be, or without, as many servers send it."""

    slice = 16_384

    def __init__(self) -> None:
        self._start = b""
        self._stream: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            data = self._start = self._start + data
            if len(data) < 2:
                return
            wrapped = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._stream = zlib.decompressobj(15 if wrapped else -15)
        if not self._stream.eof:
            yield from _inflated(self._stream, data)

    def complete(self) -> bool:
        return self._stream is not None and self._stream.eof


class _Brotli:
    slice = 4_096

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            return
        yield self._stream.process(data, output_buffer_limit=_PIECE)
        while not self._stream.can_accept_more_data():
            yield self._stream.process(b"", output_buffer_limit=_PIECE)

    def complete(self) -> bool:
        return bool(self._stream.is_finished())


def _inflated(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while True:
        out = stream.decompress(data, _PIECE)
        if out:
            yield out
        data = stream.unconsumed_tail
        if stream.eof or (not data and len(out) < _PIECE):
            return


_CODINGS: Final[dict[str, Callable[[], _Decoder]]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}


class _Stage:
    """One coding of a body: what comes out of it, as far as its stream goes.

    A body that is plain text, whatever its coding is called, passes as it is.
    """

    def __init__(self, make: Callable[[], _Decoder]) -> None:
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
            except _DAMAGE:
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
        except _DAMAGE:
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
            known = (_CODINGS.get(name.strip().lower()) for name in codings.split(","))
            named = [coding for coding in known if coding is not None]
        if len(named) > MOST_CODINGS:
            raise ValueError(f"{len(named)} codings inside each other")
        self.damaged = False
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
