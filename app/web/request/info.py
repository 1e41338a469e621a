"""A request read once: all that later steps of the pipeline want to know of it, each in its own type."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from app.i18n import Reader
from app.web.request.bodies import Body
from app.web.request.client import Client
from app.web.visitor import Visitor


class Cookies(NamedTuple):
    """What a Cookie header holds for us: every value under the names we know, in order."""

    sessions: tuple[str, ...] = ()
    language: str = ""
    recent_writes: tuple[str, ...] = ()


class Sender(msgspec.Struct, frozen=True):
    """Who sends requests like this one: all that follows from the connection and a few headers alone.

    `root` is how links to this site begin for them.
    """

    client: Client
    root: str
    is_secure: bool
    is_host_known: bool
    cookies: Cookies
    reader: Reader


class RequestInfo(msgspec.Struct, eq=False):
    """One request.

    `headers` hold all values of each; `is_too_long` says that there are more, or longer ones, than we read.
    `path` is the address without its language prefix, `path_sent` with it. `token` is what an Authorization
    header carries, if any. The rest is filled in on the way: the visitor, whose clocks `reader` then shows,
    the body, the names of what the request has `committed` to the database, and the status of an answer that
    is being `streamed`.
    """

    number: str
    method: str
    is_head: bool
    sender: Sender
    headers: dict[bytes, bytes]
    is_too_long: bool
    path_sent: str
    path: str
    query: bytes
    reader: Reader
    token: str | None
    visitor: Visitor | None = None
    body: Body | None = None
    committed: set[str] | None = None
    streamed: int = 0

    @property
    def address(self) -> str:
        """The network address of the client."""
        return self.sender.client.address

    @property
    def root(self) -> str:
        """How links to this site begin for this client."""
        return self.sender.root

    @property
    def is_partial(self) -> bool:
        """Whether only the changing part of the page is asked for."""
        return self.headers.get(b"hx-request-type") == b"partial"

    @property
    def bearer(self) -> str | None:
        """The token of a program; at a page one counts for nothing, and lets no form through unchecked."""
        return self.token if self.path.startswith("/api/") else None

    @property
    def wants_json(self) -> bool:
        """Whether the client is a program: an address under /api/, or JSON preferred over pages."""
        if self.path.startswith("/api/"):
            return True
        accept = self.headers.get(b"accept", b"")
        return b"application/json" in accept and b"text/html" not in accept

    @property
    def here(self) -> str:
        """The path and query of this page, without a language prefix."""
        query = self.query.decode("latin-1")
        return f"{self.path}?{query}" if query else self.path
