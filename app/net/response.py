"""One response as it arrives: parsed by llhttp, bounded by us, decoded only when it is all there.

Counting happens here and not in the parser: header bytes before they are parsed, body bytes as they come,
decoded bytes by zlib's own bound, so that no server decides how much memory a page takes.
"""

from __future__ import annotations

import zlib

import httptools

from app.net.errors import FetchError

CHUNK = 65_536
_MAX_MEMBERS = 1_000
_LISTS = frozenset({"content-encoding", "transfer-encoding", "x-robots-tag", "link"})
"""Headers whose repeated lines are one list; of all others the first line counts."""

_FINAL = 200
_SUCCESS = range(200, 300)
_ERROR_BODY = 65_536
"""Bytes of an error page or redirect that are read, only to keep the connection."""


class Response:
    """Feed it what the socket gives until it is `complete`; then ask it for the body.

    `cut` keeps the beginning of a body that is too large instead of refusing it. `broke_off` says why no more
    of the body is there than its beginning.
    """

    def __init__(self, max_header_bytes: int, max_bytes: int, cut: bool) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.head_done = False
        self.complete = False
        self.keep_alive = False
        self.oversized = False
        self.broke_off: FetchError | None = None
        self._max_header_bytes = max_header_bytes
        self._max_bytes = max_bytes
        self._cut = cut
        self._left = max_header_bytes
        self._refusal: FetchError | None = None
        self._wire_left = 4 * max_bytes + max_header_bytes
        self._chunks: list[bytes] = []
        self._size = 0
        self._parser = httptools.HttpResponseParser(self)

    @property
    def wanted(self) -> int:
        """How many bytes to read next at most."""
        return CHUNK if self.head_done else min(CHUNK, self._left + 1)

    def feed(self, data: bytes) -> None:
        """Take the next bytes; raises FetchError when they break a bound or the protocol."""
        if not self.head_done:
            self._left -= len(data)
        self._wire_left -= len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if self.complete:  # More came than was announced; `on_message_begin` has seen to the connection.
                return
            raise FetchError("protocol", f"not a valid HTTP/1.1 answer: {error}") from None
        if self._refusal is not None:
            raise self._refusal
        if not self.head_done and self._left < 0:
            raise FetchError("headers-too-large", f"more than {self._max_header_bytes} bytes of headers")
        if self._wire_left < 0 and not self.complete:
            self.oversized = True
        if self.oversized and not self._cut:
            raise FetchError("too-large", f"more than {self._max_bytes} bytes")

    def end(self) -> None:
        """The server closed the connection: the end of a body without a length (RFC 9112), else an error."""
        if self.complete:
            return
        if not self.head_done:
            raise FetchError("closed", "the connection was closed before the answer was complete")
        if "content-length" in self.headers or "transfer-encoding" in self.headers:
            raise FetchError(
                "closed", f"the connection was closed after {self._size} bytes of an unfinished body"
            )
        self.complete = True

    def body(self) -> bytes:
        """The body with its gzip taken off, at most `max_bytes`; raises FetchError.

        Of a gzip stream without its end, what there is of it; `broke_off` says so then.
        """
        raw = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        encoding = self.headers.get("content-encoding", "").strip().lower()
        if encoding in ("", "identity"):
            return raw[: self._max_bytes]
        if encoding not in ("gzip", "x-gzip"):
            raise FetchError(
                "bad-encoding", f"only gzip was asked for, but the body came as {encoding[:80]!r}"
            )
        return self._inflate(raw) if raw else raw

    def _inflate(self, raw: bytes) -> bytes:
        """All gzip members one after the other; what follows the last one is ignored, as browsers do."""
        parts: list[bytes] = []
        left = self._max_bytes + 1
        for _ in range(_MAX_MEMBERS):
            inflater = zlib.decompressobj(wbits=31)
            try:
                part = inflater.decompress(raw, left)
            except zlib.error as error:
                raise FetchError("bad-encoding", f"the body is not valid gzip: {error}") from None
            parts.append(part)
            left -= len(part)
            if left <= 0:
                if not self._cut:
                    raise FetchError("too-large", f"more than {self._max_bytes} bytes once unpacked")
                break
            if not inflater.eof:
                if not self.oversized:
                    self.broke_off = self.broke_off or FetchError(
                        "incomplete", "the gzip body ends in the middle"
                    )
                break
            raw = inflater.unused_data
            if not raw.startswith(b"\x1f\x8b"):
                break
        return b"".join(parts)[: self._max_bytes]

    # What the parser calls. It goes on to a second answer nobody asked for; that one is not listened to.

    def on_message_begin(self) -> None:
        if self.complete:
            self.keep_alive = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.head_done:  # A trailer; nothing here reads one.
            return
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        if key not in self.headers:
            self.headers[key] = text
        elif key in _LISTS:
            self.headers[key] += f", {text}"

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if self.head_done:
            return
        if status < _FINAL:  # 100 Continue, 103 Early Hints: the real answer follows.
            self.headers.clear()
            return
        self.status = status
        self.head_done = True
        if status not in _SUCCESS:
            self._cut = True
            self._max_bytes = min(self._max_bytes, _ERROR_BODY)
        coding = self.headers.get("transfer-encoding", "").strip().lower()
        if coding not in ("", "chunked", "identity"):
            self._refusal = FetchError("bad-encoding", f"transfer encoding {coding[:80]!r} was not asked for")
        if int(self.headers.get("content-length", "0")) > self._max_bytes and not self._cut:
            self.oversized = True

    def on_body(self, data: bytes) -> None:
        if self.complete:
            return
        self._size += len(data)
        if self._size > self._max_bytes:
            self.oversized = True
            data = data[: max(0, len(data) - (self._size - self._max_bytes))]
        if data:
            self._chunks.append(data)

    def on_message_complete(self) -> None:
        if self.head_done and not self.complete:
            self.complete = True
            self.keep_alive = self._parser.should_keep_alive()
