"""One response as libcurl hands it over, line by line and piece by piece, bounded by us.

Counting happens here: bytes of the head, of the body as it comes, and of what is taken out of it, so that no
server decides how much memory a page takes.
"""

from __future__ import annotations

import re

from app.net.decoding import MOST_CODINGS, Body, TooMuch
from app.net.errors import FetchError

PAGES = frozenset({200, 201, 202, 203, 206, 300})
"""Statuses whose body is shown to whoever asks a browser for it, as an answer to what they asked."""

_LISTS = frozenset({"content-encoding", "x-robots-tag", "link"})
"""Headers whose repeated lines are one list; of all others the first line counts."""

_STATUS = re.compile(rb"\S+\s*(\d{3})")
_FIRST, _SWITCHING, _FINAL = 100, 101, 200
_ERROR_BODY = 65_536
"""Bytes of an error page or redirect that are read, only to keep the connection."""

_END = b"\r\n"
_EMPTY = (_END, b"\n")
_NO_MORE = -1


class Response:
    """What a transfer brings: lines in `head`, which libcurl fills, and a body, which `on_body` takes.

    `cut` keeps the beginning of a body that is too large instead of refusing it. `refusal` says why the
    transfer was ended, `ended_early` that it was although nothing is wrong.
    """

    def __init__(self, head: list[bytes], max_header_bytes: int, max_bytes: int, cut: bool) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.refusal: FetchError | None = None
        self.ended_early = False
        self.broke_off: FetchError | None = None
        self.cookies: tuple[bytes, ...] = ()
        self._head = head
        self._max_header_bytes = max_header_bytes
        self._max_bytes = max_bytes
        self._cut = cut
        self._passed = 0
        self._body: Body | None = None

    @property
    def head_done(self) -> bool:
        """Whether the head arrived to its end; `status` and `headers` are those of the last one then."""
        if not self.status:
            self._read_head()
        return self.status > 0

    def on_body(self, data: bytes) -> int | None:
        """Take a piece of the body."""
        if not (self.status or self.head_done) or self.refusal is not None:
            return _NO_MORE
        if self.status not in PAGES:
            self._passed += len(data)
            self.ended_early = self._passed > _ERROR_BODY
            return _NO_MORE if self.ended_early else None
        if self._body is None:
            self._body = self._begun()
        if self._body is None:
            return _NO_MORE
        try:
            self._body.feed(data)
        except TooMuch:
            if not self._cut:
                self.refusal = FetchError("too-large", f"more than {self._max_bytes} bytes")
            self.ended_early = self._cut
            return _NO_MORE
        return None

    @property
    def has_body(self) -> bool:
        """Whether something of a page arrived that can be read."""
        return self._body is not None and not self._body.unreadable

    def body(self) -> bytes:
        """The body with its codings taken off, at most `max_bytes`; raises FetchError.

        Of a stream without its end, or damaged, what there is of it; `broke_off` says so then.
        """
        if self._body is None:
            return b""
        if not self.ended_early and not self._body.complete and self.broke_off is None:
            encoding = self.headers.get("content-encoding", "")[:80]
            if self._body.unreadable:
                raise FetchError("bad-encoding", f"the body is not what it is called: {encoding!r}")
            self.broke_off = FetchError("incomplete", f"the {encoding} body has no end, or is damaged")
        return self._body.content()

    def _read_head(self) -> None:
        start = 0
        for at, line in enumerate(self._head):
            if len(line) > len(_END) or line not in _EMPTY:
                continue
            if at == start:  # before the head, where libcurl gives up
                start = at + 1
                continue
            found = _STATUS.match(self._head[start])
            status = int(found[1]) if found else 0
            if _FIRST <= status < _FINAL and status != _SWITCHING:  # the real answer follows
                start = at + 1
                continue
            if status < _FINAL:
                self.refusal = FetchError("protocol", f"an answer of the unasked status {status}")
            self.status, self.headers = status, _parsed(self._head[start + 1 : at])
            break
        if sum(map(len, self._head)) > self._max_header_bytes:
            self.refusal = FetchError(
                "headers-too-large", f"more than {self._max_header_bytes} bytes of headers"
            )

    def _begun(self) -> Body | None:
        try:
            return Body(self.headers.get("content-encoding", ""), self._max_bytes)
        except ValueError as error:
            self.refusal = FetchError("bad-encoding", f"at most {MOST_CODINGS} are undone: {error}")
            return None


def _parsed(lines: list[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    # Decoded at once: libcurl ends each line with a line feed, and there is none within one.
    for line in b"".join(lines).decode("latin-1").split("\n")[:-1]:
        name, _, value = line.partition(":")
        key, text = name.strip().lower(), value.strip()
        if key not in headers:
            headers[key] = text
        elif key in _LISTS:
            headers[key] += f", {text}"
    return headers
