"""Heads that libcurl refuses and browsers read: mended on their way from the server to it.

A line without a colon, a status line of another version or a byte that has no business there sinks a page
else. libcurl opens the real connection in its raw mode, so that guard and certificates hold as ever; a second
transfer takes the mended answer from a pair of sockets in this process.
"""

from __future__ import annotations

import re
import select
import socket
import threading
from contextlib import suppress
from typing import Final

import pycurl

_LONGEST: Final = 1_000_000
"""Bytes in which a head must end to be mended; libcurl says of a longer one what is wrong with it."""
_CHUNK: Final = 65_536
_STATUS = re.compile(rb"\A.{0,4}?(?:HTTP[/ ]?[\d.]*|ICY)\s*(\d{3})(?!\d)[^\r\n]*", re.I | re.S)
_END = re.compile(rb"\r*\n\r*\n")
_LINE_END = re.compile(rb"\r*\n|\r")
_NAMED = re.compile(rb"[^:]*:")
_INTERIM = re.compile(rb"HTTP/1.1 1(?!01)")


def mended(head: bytes) -> bytes:
    """A head, without its last empty line, in a form that libcurl takes; what is no HTTP stays as it is."""
    status = _STATUS.match(head.lstrip(b"\r\n"))
    if status is None:
        return head
    lines = [b"HTTP/1.1 " + status[1] + b" -"]
    once: set[bytes] = set()
    for line in _LINE_END.split(head.lstrip(b"\r\n")[status.end() :]):
        kept = line.replace(b"\0", b"")
        if not _NAMED.match(kept) or kept[0] in b" \t":
            continue
        name, _, value = kept.partition(b":")
        name, value = name.strip().lower(), value.strip()
        if name == b"content-length":
            numbers = {number.strip() for number in value.split(b",")}
            if not all(map(bytes.isdigit, numbers)):
                continue  # Browsers read to the end of the connection then.
        elif name == b"transfer-encoding":
            if b"chunked" not in value.lower():
                continue
            kept = b"Transfer-Encoding: chunked"
        elif name == b"location":
            if name in once:
                continue
            once.add(name)
        lines.append(kept)
    return b"\r\n".join(lines)


class Relay:
    """Carries one request to the server of `far`, which is connected, and its answer back, mended.

    `near` is the socket that takes the server's place for libcurl. A thread carries until either side closes;
    the time limits are those of the transfer that has `near`.
    """

    def __init__(self, far: pycurl.Curl) -> None:
        self._far = far
        self.near, self._inner = socket.socketpair()
        self._thread = threading.Thread(target=self._carry, name="hud-lenient", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the carrying; call it when the transfer is over."""
        self.near.close()
        with suppress(OSError):
            self._inner.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._inner.close()

    def _carry(self) -> None:
        with suppress(OSError):
            try:
                if self._send(self._request()):
                    self._answer()
            finally:
                self._inner.shutdown(socket.SHUT_WR)

    def _request(self) -> bytes:
        request = b""
        while b"\r\n\r\n" not in request:
            data = self._inner.recv(_CHUNK)
            if not data:
                break
            request += data
        return request

    def _answer(self) -> None:
        head = b""
        while True:
            end = _END.search(head)
            if end is None and len(head) <= _LONGEST:
                data = self._recv()
                head += data
                if data:
                    continue
            if end is None:
                break
            mended_head = mended(head[: end.start()])
            self._inner.sendall(mended_head + b"\r\n\r\n")
            head = head[end.end() :]
            if not _INTERIM.match(mended_head):
                break
        self._inner.sendall(head)
        while data := self._recv():
            self._inner.sendall(data)

    def _send(self, request: bytes) -> bool:
        while request:
            try:
                request = request[self._far.send(request) :]
            except BlockingIOError:
                if not self._wait(select.POLLOUT):
                    return False
            except pycurl.error:
                return False
        return True

    def _recv(self) -> bytes:
        """What the server sends next; nothing at its end, at an error, or when the transfer is over."""
        while True:
            try:
                return bytes(self._far.recv(_CHUNK))
            except BlockingIOError:
                if not self._wait(select.POLLIN):
                    return b""
            except pycurl.error:
                return b""

    def _wait(self, event: int) -> bool:
        """Wait for the server; False when the transfer was ended meanwhile."""
        poll, server = select.poll(), self._far.getinfo(pycurl.ACTIVESOCKET)
        poll.register(server, event)
        poll.register(self._inner, 0)
        return [number for number, _ in poll.poll()] == [server]
