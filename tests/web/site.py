"""A running application on a temporary database, as tests of pages use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from litestar import Litestar
from litestar.testing import TestClient

from app.accounts import service
from app.accounts.passwords import hash_password
from app.accounts.sessions import begin
from app.clock import now
from app.db import Database
from app.db.follower import catch_up
from app.db.migrate import upgrade
from app.settings import Settings
from tests import prepared

BASE = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery"  # noqa: S105


@contextmanager
def running(settings: Settings, **changes: object) -> Iterator[TestClient[Litestar]]:
    """A client of the application with `changes` to the settings."""
    settings = msgspec.structs.replace(settings, **changes)
    if not prepared.installation(settings):
        db = Database(settings.database)
        upgrade(db)
        catch_up(db, settings)
        db.dispose()
    base = settings.base_url or BASE
    with (
        prepared.application(settings) as app,
        TestClient(app, base_url=base, raise_server_exceptions=False) as client,
    ):
        yield client


def signed_in(client: TestClient[Litestar], role: str = "admin", name: str = "Marie Elise") -> str:
    """Give the client a session of a new person; returns the session's id."""
    hud = client.app.state.hud
    with hud.db.write() as session:
        person = service.create(session, name, "no password fits this", role, hud.clock())
        session_id = begin(session, person.id, hud.clock())
    client.cookies.set("hud", session_id)
    return session_id


def person(client: TestClient[Litestar], name: str = "Marie Elise", role: str = "reader") -> None:
    """Make a person who signs in with `PASSWORD`."""
    with client.app.state.hud.db.write() as session:
        service.create(session, name, hash_password(PASSWORD), role, now())
