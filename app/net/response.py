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
_FINAL, _SWITCHING = 200, 101
_ERROR_BODY = 65_536
"""Bytes of an error page or redirect that are read, only to keep the connection."""

_NO_MORE = -1


class Response:
    """What libcurl's callbacks fill; it ends a transfer when they answer `_NO_MORE`.

    `cut` keeps the beginning of a body that is too large instead of refusing it. `refusal` says why the
    transfer was ended, `ended_early` that it was although nothing is wrong.
    """

    def __init__(self, max_header_bytes: int, max_bytes: int, cut: bool) -> None:
        self.status = 0
        self.head_done = False
        self.refusal: FetchError | None = None
        self.ended_early = False
        self.broke_off: FetchError | None = None
        self.cookies: tuple[bytes, ...] = ()
        self._lines: list[bytes] = []
        self._headers: dict[str, str] | None = None
        self._head_left = max_header_bytes
        self._max_header_bytes = max_header_bytes
        self._max_bytes = max_bytes
        self._cut = cut
        self._arrived = 0
        self._body: Body | None = None

    def on_header(self, line: bytes) -> int | None:
        """Take a line of the head, of one before it (100 Continue), or of what follows the body."""
        if self.head_done:
            return None
        self._head_left -= len(line)
        if self._head_left < 0:
            self.refusal = FetchError(
                "headers-too-large", f"more than {self._max_header_bytes} bytes of headers"
            )
            return _NO_MORE
        if line.strip(b"\r\n"):
            self._lines.append(line)
        elif self._lines:
            return self._end_head()
        return None

    def on_body(self, data: bytes) -> int | None:
        """Take a piece of the body."""
        self._arrived += len(data)
        if self.status not in PAGES:
            self.ended_early = self._arrived > _ERROR_BODY
            return _NO_MORE if self.ended_early else None
        if self._body is None and not self._begin_body():
            return _NO_MORE
        if self._body is None:
            return _NO_MORE
        try:
            self._body.feed(data)
        except TooMuch:
            if not self._cut:
                self.refusal = self._too_large()
            self.ended_early = self._cut
            return _NO_MORE
        return None

    @property
    def headers(self) -> dict[str, str]:
        """The last head, with lower-case names."""
        if self._headers is None:
            self._headers = _parsed(self._lines[1:])
        return self._headers

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

    def _too_large(self) -> FetchError:
        return FetchError("too-large", f"more than {self._max_bytes} bytes")

    def _end_head(self) -> int | None:
        found = _STATUS.match(self._lines[0])
        status = int(found[1]) if found else 0
        if 100 <= status < _FINAL and status != _SWITCHING:  # the real answer follows
            self._lines.clear()
            return None
        self.status, self.head_done = status, True
        announced = self.headers.get("content-length", "").lstrip("0")
        if status not in PAGES or self._cut or not announced.isdecimal():
            return None
        if len(announced) > len(str(self._max_bytes)) or int(announced) > self._max_bytes:
            self.refusal = self._too_large()
            return _NO_MORE
        return None

    def _begin_body(self) -> bool:
        try:
            self._body = Body(self.headers.get("content-encoding", ""), self._max_bytes)
        except ValueError as error:
            self.refusal = FetchError("bad-encoding", f"at most {MOST_CODINGS} are undone: {error}")
            return False
        return True


def _parsed(lines: list[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.decode("latin-1").partition(":")
        key, text = name.strip().lower(), value.strip()
        if key not in headers:
            headers[key] = text
        elif key in _LISTS:
            headers[key] += f", {text}"
    return headers
