"""The words parent and child speak: length-prefixed messages over a socket pair, pages in a file.

Each side reads exactly what was announced, so that a child that dies half-way is seen as such. The page lies
in a file that is only memory: a socket would cut it into pieces and wake the child for the first of them.
"""

import os
import socket
import struct
from typing import Final

import msgspec

from app.extract.result import Extracted, Travelling
from app.extract.selection import WHOLE, Parts

_LENGTH: Final = struct.Struct("<I")
_FIRST: Final = 65_536
_MOST: Final = 33_554_432
"""Bytes of a message; the largest there can be is half of it."""


class Request(msgspec.Struct, array_like=True):
    """One document to extract: so many bytes in the file of pages."""

    size: int
    url: str
    content_type: str
    x_robots_tag: str
    parts: Parts = WHOLE


class Failure(msgspec.Struct, array_like=True):
    """Why there is no result: `ExtractError`'s code and detail."""

    code: str
    detail: str


class Answer(msgspec.Struct, array_like=True):
    """A result or a failure; `last` says that the child ends after it."""

    result: Extracted | None
    failure: Failure | None
    last: bool


class Sent(msgspec.Struct, array_like=True):
    """An `Answer` as the child writes it."""

    result: Extracted | Travelling | None
    failure: Failure | None
    last: bool


_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_answers = msgspec.msgpack.Decoder(Answer)


class Wire:
    """One end of the socket pair. Sending and receiving raise OSError when the other side is gone."""

    def __init__(self, connection: socket.socket, pages: int) -> None:
        self.connection = connection
        self._pages = pages
        self._buffer = bytearray(_FIRST)

    def ask(self, request: Request, body: bytes) -> None:
        """Send a request and what it is about."""
        at = 0
        while at < len(body):
            at += os.pwrite(self._pages, memoryview(body)[at:] if at else body, at)
        self._send(request)

    def answer(self, answer: Sent) -> None:
        """Send an answer whole."""
        self._send(answer)

    def asked(self) -> tuple[Request, bytes] | None:
        """Answer the next request, or None when the parent is gone."""
        end = self._receive()
        if end is None:
            return None
        with memoryview(self._buffer) as view:
            request = _requests.decode(view[_LENGTH.size : end])
        return request, os.pread(self._pages, request.size, 0)

    def answered(self) -> Answer | None:
        """Answer the child's reply, or None when it died first."""
        end = self._receive()
        if end is None:
            return None
        with memoryview(self._buffer) as view:
            return _answers.decode(view[_LENGTH.size : end])

    def _send(self, message: Request | Sent) -> None:
        data = bytearray(_LENGTH.size)
        _encoder.encode_into(message, data, _LENGTH.size)
        _LENGTH.pack_into(data, 0, len(data) - _LENGTH.size)
        self.connection.sendall(data)

    def _receive(self) -> int | None:
        """Fill the buffer with one message; answer where it ends, or None at the end of all."""
        filled, wanted = 0, _LENGTH.size
        while filled < wanted:
            with memoryview(self._buffer) as view:
                count = self.connection.recv_into(view[filled:] if filled else view)
            if not count:
                return None
            filled += count
            if wanted == _LENGTH.size and filled >= wanted:
                wanted += _LENGTH.unpack_from(self._buffer)[0]
                if wanted > _MOST:
                    return None
                if wanted > len(self._buffer):
                    self._buffer.extend(bytes(wanted - len(self._buffer)))
        return wanted
