"""An installation with pages, people of every role and an index, for those who attack it.

Sessions and tokens are made by the services: signing in takes a slow hash each time.
"""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Litestar

from app.accounts import service, tokens
from app.accounts.sessions import begin
from app.asgi import create_app
from app.clock import now
from app.db import Database
from app.pages import service as pages
from app.settings import Settings
from tests.search.corpus import Corpus

ROLES = ("nobody", "reader", "editor", "admin")
BASE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Installation:
    """The application, and what each role shows: `tokens` to the API, `cookies` to pages."""

    app: Litestar
    database: Database
    tokens: dict[str, str]
    cookies: dict[str, str]


def install(database: Database, settings: Settings) -> Installation:
    """Fill a migrated database and start an application on it, without workers."""
    corpus = Corpus(database, settings.index_dir)
    for number in range(4):
        address = f"https://example.org/{number}"
        corpus.says(address, "2026-01-01", f"flood and dike {number}", title=f"News {number}")
        corpus.says(address, "2026-02-01", f"drought after the flood {number}", title=f"News {number}")
    corpus.follow()
    secrets, sessions = {"nobody": ""}, {"nobody": ""}
    with database.write() as session:
        pages.add(session, "https://example.org/waiting")
        for role in ROLES[1:]:
            person = service.create(session, f"The {role}", "no password fits this", role, now())
            secrets[role] = tokens.create(session, person.id, "attack", "write", now())
            sessions[role] = begin(session, person.id, now())
    return Installation(create_app(settings), database, secrets, sessions)
