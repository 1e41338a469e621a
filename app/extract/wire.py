"""The words parent and child speak: length-prefixed messages over one socket pair.

Each side reads exactly what was announced, so that a child that dies half-way is seen as such. A page goes
as it is, beside its message and not in it, and each side reads into one buffer that it keeps: what this
costs is paid for every page.
"""

import socket
import struct
from typing import Final

import msgspec

from app.extract.result import Extracted

_LENGTHS: Final = struct.Struct("<II")
_FIRST: Final = 262_144
_MOST: Final = 33_554_432
"""Bytes of a message; the largest there can be is half of it."""


class Request(msgspec.Struct, array_like=True):
    """One document to extract; its bytes come behind it."""

    url: str
    content_type: str
    x_robots_tag: str


class Failure(msgspec.Struct, array_like=True):
    """Why there is no result: `ExtractError`'s code and detail."""

    code: str
    detail: str


class Answer(msgspec.Struct, array_like=True):
    """A result or a failure; `last` says that the child ends after it."""

    result: Extracted | None
    failure: Failure | None
    last: bool


_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_answers = msgspec.msgpack.Decoder(Answer)


class Wire:
    """One end of the socket pair. Sending and receiving raise OSError when the other side is gone."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._buffer = bytearray(_FIRST)

    def ask(self, request: Request, body: bytes) -> None:
        """Send a request whole."""
        said = _encoder.encode(request)
        head = _LENGTHS.pack(len(said), len(body)) + said
        sent = self.connection.sendmsg((head, body))
        if sent < len(head):
            self.connection.sendall(head[sent:])
            sent = len(head)
        if sent < len(head) + len(body):
            self.connection.sendall(memoryview(body)[sent - len(head) :])

    def answer(self, answer: Answer) -> None:
        """Send an answer whole."""
        data = bytearray(_LENGTHS.size)
        _encoder.encode_into(answer, data, _LENGTHS.size)
        _LENGTHS.pack_into(data, 0, len(data) - _LENGTHS.size, 0)
        self.connection.sendall(data)

    def asked(self) -> tuple[Request, bytes] | None:
        """Answer the next request, or None when the parent is gone."""
        sizes = self._receive()
        if sizes is None:
            return None
        start, middle, end = sizes
        with memoryview(self._buffer) as view:
            return _requests.decode(view[start:middle]), bytes(view[middle:end])

    def answered(self) -> Answer | None:
        """Answer the child's reply, or None when it died first."""
        sizes = self._receive()
        if sizes is None:
            return None
        with memoryview(self._buffer) as view:
            return _answers.decode(view[sizes[0] : sizes[1]])

    def _receive(self) -> tuple[int, int, int] | None:
        """Fill the buffer with one message; where its parts begin and end, or None at the end of all."""
        filled, wanted, middle = 0, _LENGTHS.size, 0
        while filled < wanted:
            with memoryview(self._buffer) as view:
                count = self.connection.recv_into(view[filled:])
            if not count:
                return None
            filled += count
            if not middle and filled >= _LENGTHS.size:
                message, body = _LENGTHS.unpack_from(self._buffer)
                middle = _LENGTHS.size + message
                wanted = middle + body
                if wanted > _MOST:
                    return None
                if wanted > len(self._buffer):
                    self._buffer.extend(bytes(wanted - len(self._buffer)))
        return _LENGTHS.size, middle, wanted
