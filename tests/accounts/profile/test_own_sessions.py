"""Sessions are listed and ended by whose they are, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.accounts.sessions import HANDLE, begin, digest_of
from app.clock import now
from app.settings import Settings
from tests.web.site import PASSWORD, person, running, signed_in

Client = TestClient[Litestar]


@pytest.fixture
def ann(settings: Settings) -> Iterator[Client]:
    """Ann, signed in, where Bob has a session too."""
    with running(settings, apps=frozenset({"home"})) as client:
        client.headers.update({"Sec-Fetch-Site": "same-origin"})
        client.bob = signed_in(client, "reader", "Bob")  # type: ignore[attr-defined]
        signed_in(client, "reader", "Ann")
        yield client


def _another(client: Client) -> str:
    with client.app.state.hud.db.write() as session:
        return begin(session, 2, now())


def _is(client: Client, session_id: str) -> bool:
    return client.app.state.hud.identify(session_id) is not None


def test_one_session_can_be_ended(ann: Client) -> None:
    other = _another(ann)
    page = ann.get("/account/sessions").text
    assert digest_of(other)[:HANDLE] in page
    assert digest_of(ann.cookies["hud"])[:HANDLE] not in page
    ann.post("/account/sessions", data={"end": digest_of(other)[:HANDLE]})
    assert not _is(ann, other)
    assert _is(ann, ann.cookies["hud"])


def test_all_others_can_be_ended_but_nobody_else_s(ann: Client) -> None:
    others = [_another(ann) for _ in range(3)]
    ann.post("/account/sessions", data={"end": "others"})
    assert not any(_is(ann, other) for other in others)
    assert _is(ann, ann.cookies["hud"])
    assert _is(ann, ann.bob)  # type: ignore[attr-defined]


def test_the_session_of_another_cannot_be_ended(ann: Client) -> None:
    bob = ann.bob  # type: ignore[attr-defined]
    for handle in (digest_of(bob)[:HANDLE], digest_of(bob), "%" * HANDLE, "_" * HANDLE, "", "1"):
        assert ann.post("/account/sessions", data={"end": handle}).status_code == 404
    assert _is(ann, bob)


def test_a_session_shows_where_it_began_and_not_more(ann: Client) -> None:
    person(ann, "Eve")
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    ann.cookies.clear()
    ann.post("/account/sign-in", data={"name": "Eve", "password": PASSWORD}, headers={"User-Agent": agent})
    page = ann.get("/account/sessions").text
    assert "Firefox, Linux" in page
    assert "Gecko" not in page
