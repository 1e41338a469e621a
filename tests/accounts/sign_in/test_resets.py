"""The way back in: a letter to who has an account, the same answer to everybody, and a link for once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import event, select

from app import jobs
from app.accounts import letters, links, service, sessions
from app.accounts.admin import people
from app.accounts.attempts import Attempts
from app.accounts.models import Link
from app.accounts.profile import own, tokens
from app.clock import HOUR, now
from app.db import Database
from app.jobs.models import Job
from app.mail import MailError
from app.settings import Settings
from tests.mail_server import Post, mail_server
from tests.web.site import PASSWORD, running

OWN = {"Sec-Fetch-Site": "same-origin"}
NEW = "another long sentence"
Client = TestClient[Litestar]


@pytest.fixture
def mail() -> Iterator[tuple[str, Post]]:
    """A mail server."""
    with mail_server() as made:
        yield made


@pytest.fixture
def client(settings: Settings, mail: tuple[str, Post]) -> Iterator[Client]:
    """An installation that sends letters, where Ann has an account."""
    changes = {"smtp_url": mail[0], "mail_from": "hud@example.org", "apps": frozenset({"home"})}
    with running(settings, **changes) as client:
        with client.app.state.hud.db.write() as session:
            person = service.create(session, "Ann", "x", "editor", now(), email="Ann@example.org")
            person.language = "nl"
        yield client


@pytest.fixture
def post(mail: tuple[str, Post]) -> Post:
    """What the mail server has got."""
    return mail[1]


def _ask(client: Client, email: str) -> Response:
    return client.post("/account/forgotten", data={"email": email}, headers=OWN)


def _work(client: Client) -> int:
    """Do what a worker does with every job that is due; returns how many there were."""
    hud = client.app.state.hud
    with hud.db.write() as session:
        leases = jobs.lease(session, limit=50, delay_us=0)
    for lease in leases:
        letters.deliver(hud.db, lease, hud.settings)
    return len(leases)


def _link(post: Post) -> str:
    found = re.search(r"http://\S+(/account/\w+\?key=[\w-]{43})\s", post.letters[-1].get_content())
    assert found
    return found[1]


def _reset(client: Client, path: str, password: str = NEW) -> Response:
    fields = {"key": path.partition("key=")[2], "password": password, "password_again": password}
    return client.post("/account/reset", data=fields, headers=OWN, follow_redirects=False)


def _sign_in(client: Client, password: str) -> int:
    fields = {"name": "Ann", "password": password}
    return client.post("/account/sign-in", data=fields, headers=OWN, follow_redirects=False).status_code


def test_a_letter_brings_a_link_that_sets_a_password_once(client: Client, post: Post) -> None:
    db = client.app.state.hud.db
    with db.write() as session:
        old = sessions.begin(session, 1, now())
        tokens.create(session, 1, "script", "write", now())
    _ask(client, "ann@EXAMPLE.org")
    assert _work(client) == 1
    assert post.recipients == ["Ann@example.org"]
    path = _link(post)
    assert client.get(path).status_code == 200
    assert _reset(client, path, "short").status_code == 422
    assert _reset(client, path).status_code == 303
    assert client.app.state.hud.identify(old) is None
    with db.read() as session:
        assert tokens.of(session, 1) == []
    assert _reset(client, path, PASSWORD).status_code == 404
    assert client.get(path).status_code == 404
    assert _sign_in(client, NEW) == 303


def test_who_has_no_account_hears_the_same_and_gets_nothing(client: Client, post: Post) -> None:
    done: list[list[str]] = []
    answers = []
    for email in ("ann@example.org", "bob@example.org"):
        statements: list[str] = []

        def seen(_c: object, _cursor: object, statement: str, *_: object, to: list[str] = statements) -> None:
            to.append(statement)

        engine = client.app.state.hud.db.engine
        event.listen(engine, "before_cursor_execute", seen)
        answers.append(_ask(client, email))
        event.remove(engine, "before_cursor_execute", seen)
        done.append(statements)
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].text == answers[1].text
    # The same text would tell little if the work differed: the request does the same, word for word.
    assert done[0] == done[1] != []
    assert _work(client) == 2
    assert post.recipients == ["Ann@example.org"]


def test_no_queue_and_no_table_holds_a_link(client: Client, post: Post) -> None:
    _ask(client, "ann@example.org")
    with client.app.state.hud.db.read() as session:
        assert "key" not in session.scalars(select(Job.payload)).one()
    _work(client)
    with client.app.state.hud.db.read() as session:
        digest = session.scalars(select(Link.digest)).one()
    assert digest not in post.letters[0].get_content()
    assert client.get(f"/account/reset?key={digest}").status_code == 404


def test_the_letter_names_our_own_address_whatever_the_request_says(client: Client, post: Post) -> None:
    client.post(
        "/sv/account/forgotten",
        data={"email": "ann@example.org"},
        headers={**OWN, "X-Forwarded-Host": "evil.example"},
    )
    _work(client)
    text = post.letters[0].get_content()
    assert "evil" not in text
    assert client.app.state.hud.settings.site_url in text


def test_the_letter_speaks_the_person_s_language(client: Client, post: Post) -> None:
    client.post("/fr/account/forgotten", data={"email": "ann@example.org"}, headers=OWN)
    _work(client)
    assert post.letters[0]["Subject"] == "Kies een nieuw wachtwoord voor HUD"


def test_a_newer_link_makes_the_older_worthless(client: Client, post: Post) -> None:
    paths = []
    for _ in range(2):
        _ask(client, "ann@example.org")
        _work(client)
        paths.append(_link(post))
    assert [client.get(path).status_code for path in paths] == [404, 200]


def test_nobody_is_flooded_with_letters(client: Client) -> None:
    codes = [_ask(client, "ann@example.org").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert [_ask(client, "nobody@example.org").status_code for _ in range(4)] == [200, 200, 200, 429]
    for number in range(20):
        client.headers["X-Forwarded-For"] = f"198.51.100.{number}"  # nobody trusts who says so
        last = _ask(client, f"a{number}@example.org").status_code
    assert last == 429


def test_a_server_that_is_away_costs_no_letter(client: Client, post: Post) -> None:
    hud = client.app.state.hud
    _ask(client, "ann@example.org")
    post.answer = "451 Later"
    with hud.db.write() as session:
        (lease,) = jobs.lease(session, limit=1, delay_us=0)
    with pytest.raises(MailError):
        letters.deliver(hud.db, lease, hud.settings)
    post.answer = ""
    with hud.db.write() as session:
        jobs.give_back(session, lease.job_id, lease.token)
    assert _work(client) == 1
    assert post.recipients == ["Ann@example.org"]
    assert client.get(_link(post)).status_code == 200


def test_without_a_mail_server_an_admin_is_named_instead(settings: Settings) -> None:
    with running(settings, apps=frozenset({"home"})) as client:
        assert "Ask an administrator" in client.get("/account/forgotten").text
        assert _ask(client, "ann@example.org").status_code == 404


def test_a_link_grows_old(any_database: Database) -> None:
    with any_database.write() as session:
        service.create(session, "Ann", "x", "reader", now())
        path = people.reset_link(session, 1, 1_000)
    assert path
    key = path.partition("key=")[2]
    with any_database.write() as session:
        assert links.look(session, key, "reset", 1_000 + HOUR) is not None
        assert links.look(session, key, "confirm", 1_000) is None
        assert links.use(session, key, "reset", 1_001 + HOUR) is None


def test_of_many_at_once_one_uses_the_link(any_database: Database) -> None:
    with any_database.write() as session:
        service.create(session, "Ann", "x", "reader", now())
        path = people.reset_link(session, 1, now())
    assert path

    def use(number: int) -> bool:
        with any_database.write() as session:
            return own.reset_password(
                session, Attempts(b"secret"), path.partition("key=")[2], f"hash {number}", now()
            )

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(8))) == [False] * 7 + [True]


@pytest.mark.parametrize("key", ["", "x", "a" * 43, "a" * 9_000, "' OR 1=1", "é"])
def test_a_made_up_link_is_no_page(client: Client, key: str) -> None:
    for purpose in ("reset", "confirm"):
        assert client.get(f"/account/{purpose}", params={"key": key}).status_code == 404
        answer = client.post(f"/account/{purpose}", data={"key": key, "password": NEW}, headers=OWN)
        assert answer.status_code == 404


def _join(client: Client, name: str, email: str) -> None:
    fields = {"name": name, "email": email, "password": PASSWORD, "password_again": PASSWORD}
    assert client.post("/account/sign-up", data=fields, headers=OWN).status_code == 200


def test_an_address_is_a_person_s_once_they_open_the_link(client: Client, post: Post) -> None:
    _join(client, "Bob", "bob@example.org")
    assert "not confirmed" in client.get("/account").text
    _work(client)
    assert post.recipients == ["bob@example.org"]
    path = _link(post)
    assert "bob@example.org" in client.get(path).text
    assert "not confirmed" in client.get("/account").text
    answer = client.post("/account/confirm", data={"key": path.partition("key=")[2]}, headers=OWN)
    assert answer.status_code == 200
    assert "not confirmed" not in client.get("/account").text
    assert client.get(path).status_code == 404


def test_the_owner_of_an_address_hears_of_it_when_another_gives_it(client: Client, post: Post) -> None:
    _join(client, "Bob", "ANN@example.org")
    _work(client)
    (letter,) = post.letters
    assert post.recipients == ["ANN@example.org"]
    assert "/account/forgotten" in letter.get_content()
    assert "key=" not in letter.get_content()
    assert "not confirmed" in client.get("/account").text


def test_an_account_is_no_way_to_send_letters_to_everybody(client: Client) -> None:
    _join(client, "Bob", "bob@example.org")
    codes = []
    for number in range(30):
        wish = {"email": f"victim{number}@example.org", "password": PASSWORD}
        codes.append(client.post("/account/email", data=wish, headers=OWN).status_code)
    assert codes[0] == 200
    assert codes[-1] == 429
    assert codes.count(200) < 20


def test_an_address_that_was_only_given_gets_no_new_password(client: Client, post: Post) -> None:
    _join(client, "Bob", "bob@example.org")
    _work(client)
    client.cookies.clear()
    _ask(client, "bob@example.org")
    assert _work(client) == 1
    assert len(post.letters) == 1
