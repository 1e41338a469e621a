"""The words parent and child speak: length-prefixed messages over one socket pair.

Each side reads exactly what was announced, so that a child that dies half-way is seen as such.
"""

import socket
import struct
from typing import Final

import msgspec

from app.extract.result import Extracted

_LENGTH: Final = struct.Struct("<I")
_CHUNK: Final = 262_144


class Request(msgspec.Struct, array_like=True):
    """One document to extract."""

    body: bytes
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


def send(connection: socket.socket, message: Request | Answer) -> None:
    """Send one message whole; raises OSError when the other side is gone or does not read."""
    data = _encoder.encode(message)
    connection.sendall(_LENGTH.pack(len(data)) + data)


def receive_request(connection: socket.socket) -> Request | None:
    """Answer the next request, or None when the parent is gone."""
    data = _receive(connection)
    return None if data is None else _requests.decode(data)


def receive_answer(connection: socket.socket) -> Answer | None:
    """Answer the child's reply, or None when it died first."""
    data = _receive(connection)
    return None if data is None else _answers.decode(data)


def _receive(connection: socket.socket) -> bytearray | None:
    data = bytearray()
    wanted = _LENGTH.size
    sized = False
    while True:
        while len(data) < wanted:
            chunk = connection.recv(_CHUNK)
            if not chunk:
                return None
            data += chunk
        if sized:
            return data[_LENGTH.size :]
        sized = True
        wanted += _LENGTH.unpack_from(data)[0]
