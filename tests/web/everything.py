"""An installation with something in every table, and the addresses of all pages that are shared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from litestar.types import HTTPReceiveMessage, HTTPScope, Message
from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, insert, select
from sqlalchemy.orm import Session

from app.accounts import service
from app.accounts.sessions import begin
from app.clock import DAY, HOUR, now
from app.db import Database
from app.db.migrate import metadata
from app.features import FEATURES
from app.guide.ingest import ingest
from app.pages import service as pages
from app.pages.models import Reading
from app.settings import Settings
from app.web.pipeline.page import declaration_of
from tests import prepared
from tests.search.corpus import Corpus, at

NOW = at("2026-10-01")
BASE = "http://127.0.0.1:8000"
ALL = [address for feature in FEATURES for address in feature.addresses]
"""Addresses of pages that may be kept, from the manifests."""

_TOOK = re.compile(r'"took_us":\d+|<strong class="n" title="[^"]*">')
Client = TestClient[Litestar]


def marked(app: Litestar) -> set[str]:
    """The paths of all routes whose answers may be kept."""
    return {
        route.path
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if (page := declaration_of(handler)) is not None and page.counters is not None
    }


def fill(database: Database, settings: Settings) -> None:
    """Pages with a past and a future, the guide, the index, and a row in each table that has none."""
    corpus = Corpus(database, settings.index_dir)
    with database.write() as session:
        first = pages.add(session, "https://example.org/news", every=HOUR).page.id
        pages.add(session, "https://example.org/other")
    for month, text in enumerate(("flood", "flood and drought", "drought"), start=1):
        corpus.says("https://example.org/news", f"2026-0{month}-01", text, title="News")
        corpus.says("https://example.org/other", f"2026-0{month}-02", f"flood {text}", title="Other")
    with database.write() as session:
        session.add(Reading(page_id=first, at=NOW - DAY, status=200, size=1_000, elapsed=5_000))
    ingest(database, settings)
    corpus.follow()
    with database.write() as session:
        for table in metadata().sorted_tables:
            if session.execute(select(table).limit(1)).first() is None:
                session.execute(insert(table).values(_made(session, table)))


@contextmanager
def looking(settings: Settings, **changes: object) -> Iterator[Client]:
    """A client of an application on that installation, whose clock stands still.

    Stored copies are for anybody, so that all pages are.
    """
    prepared.templates(settings.data_dir)
    with prepared.application(msgspec.structs.replace(settings, **{"copies": "read"} | changes)) as app:
        app.state.hud.clock = lambda: NOW
        with TestClient(app, base_url=BASE) as client:
            client.headers["Accept-Encoding"] = "identity"
            yield client


def member(database: Database, name: str, role: str = "reader", time_zone: str = "") -> dict[str, str]:
    """The headers of somebody who is signed in."""
    with database.write() as session:
        person = service.create(session, name, "no password fits this", role, now())
        person.time_zone = time_zone
        return {"Cookie": f"hud={begin(session, person.id, NOW)}"}


Shown = tuple[int, str, dict[str, str]]
"""Status, text and headers of an answer."""


def shown(client: Client, address: str, headers: dict[str, str]) -> Shown:
    """What is answered, without what is never the same: a request's number, how long a search took."""
    return all_shown(client, [(address, headers)])[0]


def all_shown(client: Client, asked: Iterable[tuple[str, dict[str, str]]]) -> list[Shown]:
    """The same for many addresses with their headers, one after another.

    They are asked in the application's own loop, without the client: its threads take longer than the pages.
    """

    async def ask() -> list[Shown]:
        return [await _answered(client.app, address, headers) for address, headers in asked]

    with client.portal() as portal:
        return portal.call(ask)


async def _answered(app: Litestar, address: str, headers: dict[str, str]) -> Shown:
    sent: list[bytes] = []
    rest: dict[str, str] = {}
    status = 0

    async def receive() -> HTTPReceiveMessage:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            rest.update((name.decode(), value.decode()) for name, value in message["headers"])
        elif message["type"] == "http.response.body":
            sent.append(message["body"])

    path, _, query = address.partition("?")
    named = {"host": BASE.removeprefix("http://"), "accept": "*/*", "accept-encoding": "identity"} | headers
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
        "client": ("testclient", 50_000),
        "server": ("127.0.0.1", 8_000),
        "extensions": {},
    }
    await app(cast("HTTPScope", scope), receive, send)
    # A page that says what went wrong names the request.
    text = b"".join(sent).decode().replace(rest.pop("x-request-id"), "")
    if "search?" in address:
        text = _TOOK.sub("", text)
        rest.pop("etag", None)
        rest.pop("content-length", None)
    return status, text, rest


def _made(session: Session, table: Table) -> dict[str, object]:
    return {column.name: value(session, column, 1) for column in table.columns if not column.nullable}


def value(session: Session, column: Column[object], number: int) -> object:
    """Something that may stand in a column, another one for another number."""
    for foreign in column.foreign_keys:
        known = session.execute(select(foreign.column)).scalars().all()
        return known[number % len(known)]
    if column.name in _WORDS:
        return _WORDS[column.name][number % 2]
    if isinstance(column.type, Boolean):
        return number % 2 == 1
    if isinstance(column.type, LargeBinary):
        return b"%d" % number
    if isinstance(column.type, Integer):
        return NOW + number
    return f"{number}"[: getattr(column.type, "length", None) or 8]


_WORDS = {
    "role": ("editor", "admin"),
    "state": ("active", "paused"),
    "time_zone": ("Asia/Tokyo", "America/Lima"),
    "language": ("nl", "fr"),
    "theme": ("dark", "light"),
    "builtin": (False, True),
    "error": ("status", "robots"),
    "gone": ("404", "410"),
    "set_aside": ("crashed", "failed"),
    "payload": ("{}", "[]"),
    "figures": ("{}", '{"number": 1}'),
    "brackets": (f"[{', '.join(['[9, 4]'] * 8)}]", f"[{', '.join(['[9, 5]'] * 8)}]"),
    "roles": ('["Carry"]', "[]"),
    "url": ("https://example.net/one", "https://example.net/two"),
}
