"""Content codings: gzip, deflate, br and zstd, each unpacked piece by piece so that a bound can be held.

Not by libcurl, which takes a gzip stream that was cut for a complete one.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import brotli
import zstandard

ASKED_FOR: Final = "gzip, br, zstd"
DAMAGE = (zlib.error, brotli.error, zstandard.ZstdError)
_PIECE: Final = 65_536
"""Bytes that come out at a time, so that the bound is looked at in between."""
_WINDOW: Final = 1 << 23
"""Bytes of memory that a zstd stream may ask for; more is not allowed on the web (RFC 9659)."""


class Decoder(Protocol):
    """One coding. `slice` is how many packed bytes it takes at a time."""

    slice: int

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Unpack the next bytes; raises one of `DAMAGE`, and what this call would have given may be lost."""

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


CODINGS: Final[dict[str, Callable[[], Decoder]]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
