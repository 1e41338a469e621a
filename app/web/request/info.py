"""A request read once: all that later steps of the pipeline want to know of it, each in its own type."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from app.i18n import Reader
from app.web.request.bodies import Body
from app.web.request.client import Client, is_here
from app.web.visitor import Visitor


class Cookies(NamedTuple):
    """What a Cookie header holds for us: every value under the names we know, in order."""

    sessions: tuple[str, ...] = ()
    language: str = ""
    recent_writes: tuple[str, ...] = ()


class RequestInfo(msgspec.Struct, kw_only=True, eq=False):
    """One request.

    `headers` are those we read, each with all its values. `path` is the address without its language prefix,
    `path_sent` with it. `root` is how links to this site begin for this client. `token` is what an
    Authorization header carries, if any. `visitor` and `body` are filled in on the way, and `committed` with
    the names of what the request has changed in the database.
    """

    number: str
    method: str
    is_head: bool
    client: Client
    headers: dict[bytes, bytes]
    header_count: int
    header_bytes: int
    root: str
    is_host_known: bool
    path_sent: str
    path: str
    query: bytes
    reader: Reader
    cookies: Cookies
    is_partial: bool
    token: str | None
    peer: str
    http_version: str
    visitor: Visitor | None = None
    body: Body | None = None
    committed: set[str] | None = None

    @property
    def bearer(self) -> str | None:
        """The token of a program; at a page one counts for nothing, and lets no form through unchecked."""
        return self.token if self.path.startswith("/api/") else None

    @property
    def is_secure(self) -> bool:
        """Whether the reader reaches this installation over https."""
        return self.root.startswith("https://")

    @property
    def is_here(self) -> bool:
        """Whether a program on this machine asks, with nothing between."""
        return is_here(self.peer, self.http_version, self.headers)

    @property
    def wants_json(self) -> bool:
        """Whether the client is a program: an address under /api/, or JSON preferred over pages."""
        if self.path.startswith("/api/"):
            return True
        accept = self.headers.get(b"accept", b"")
        return b"application/json" in accept and b"text/html" not in accept

    @property
    def takes_gzip(self) -> bool:
        """Whether Accept-Encoding names gzip, and not to refuse it."""
        return takes_gzip(self.headers.get(b"accept-encoding", b""))

    @property
    def here(self) -> str:
        """The path and query of this page, without a language prefix."""
        query = self.query.decode("latin-1")
        return f"{self.path}?{query}" if query else self.path


def takes_gzip(header: bytes) -> bool:
    """Whether the value of Accept-Encoding names gzip, and not to refuse it."""
    for part in header.split(b",") if b"gzip" in header else ():
        name, _, weight = part.replace(b" ", b"").partition(b";q=")
        if name == b"gzip":
            return not weight or bool(weight.strip(b"0."))
    return False
