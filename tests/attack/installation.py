"""An installation with pages, people of every role and an index, for those who attack it.

Sessions and tokens are made by the services: signing in takes a slow hash each time.
"""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Litestar
from sqlalchemy import delete, select, text

from app.accounts import service
from app.accounts.models import Person, Token
from app.accounts.profile import tokens
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

    def renew(self) -> None:
        """Give each role back what an attack may have taken: its person, role, session and token."""
        with self.database.write() as session:
            for role in ROLES[1:]:
                person = session.scalar(select(Person).where(Person.name == f"The {role}"))
                if person is None:
                    person = service.create(session, f"The {role}", "no password fits this", role, now())
                person.role, person.disabled_at = role, None
                self.cookies[role] = f"hud={begin(session, person.id, now())}"
                session.execute(delete(Token).where(Token.person_id == person.id))
                secret = tokens.create(session, person.id, "attack", "write", now())
                self.tokens[role] = f"Bearer {secret}"


def install(database: Database, settings: Settings) -> Installation:
    """Fill a migrated database and start an application on it, without workers."""
    corpus = Corpus(database, settings.index_dir)
    for number in range(4):
        address = f"https://example.org/{number}"
        corpus.says(address, "2026-01-01", f"flood and dike {number}", title=f"News {number}")
        corpus.says(address, "2026-02-01", f"drought after the flood {number}", title=f"News {number}")
    corpus.follow()
    with database.write() as session:
        pages.add(session, "https://example.org/waiting")
    hud = Installation(create_app(settings), database, {"nobody": ""}, {"nobody": ""})
    hud.renew()
    return hud


def intact(database: Database) -> None:
    """The database is whole, and every row belongs to what it says."""
    if not database.is_sqlite:
        return  # PostgreSQL checks its references itself
    with database.read() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
