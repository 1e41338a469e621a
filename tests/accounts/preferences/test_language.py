"""Choice of a page's language: the switcher's, the person's, the browser's."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.accounts.preferences import service as preferences
from app.accounts.preferences.service import Preferences
from app.settings import Settings
from tests.web.site import PASSWORD, person, running, signed_in

OWN = {"Sec-Fetch-Site": "same-origin"}


def _switch(client: TestClient[Litestar], path: str, **sent: str) -> tuple[int, str]:
    referer = sent.pop("referer", "")
    headers = OWN | ({"Referer": referer} if referer else {})
    answer = client.post(path, data=sent, headers=headers, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "")


def test_switcher_keeps_the_page_and_its_query(client: TestClient[Litestar]) -> None:
    assert _switch(client, "/account/language", language="sv", next="/bot?x=1") == (303, "/bot?x=1")
    assert 'lang="sv"' in client.get("/bot").text
    assert _switch(client, "/nl/account/language", language="fr", next="/bot") == (303, "/fr/bot")


def test_what_was_typed_since_the_page_was_made_is_kept_too(client: TestClient[Litestar]) -> None:
    came = "http://127.0.0.1:8000/sv/search?q=later"
    assert _switch(client, "/account/language", language="nl", next="/search", referer=came) == (
        303,
        "/search?q=later",
    )


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "/nl//evil.example", "/nl/\\evil"]
)
def test_switcher_leads_nowhere_else(client: TestClient[Litestar], place: str) -> None:
    assert _switch(client, "/account/language", language="sv", next=place) == (303, "/")
    assert _switch(
        client, "/account/language", language="sv", next="/", referer="https://evil.example/x"
    ) == (
        303,
        "/",
    )


def test_language_that_nobody_speaks_here_is_refused(client: TestClient[Litestar]) -> None:
    status, _ = _switch(client, "/account/language", language="tlh", next="/")
    assert status == 422
    assert "hud_lang" not in client.cookies


def test_switcher_works_before_signing_in_where_only_members_may_look(settings: Settings) -> None:
    with running(settings, public="none") as client:
        assert _switch(client, "/account/language", language="nb", next="/account/sign-in")[0] == 303
        assert 'lang="nb"' in client.get("/account/sign-in").text


def _sign_in(client: TestClient[Litestar], path: str, target: str, **chosen: str) -> str:
    person(client)
    with client.app.state.hud.db.write() as session:
        preferences.save(session, 1, Preferences(**chosen))
    form = {"name": "Marie Elise", "password": PASSWORD, "next": target}
    answer = client.post(path, data=form, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_before_signing_in_the_browser_s_language_after_it_the_person_s(client: TestClient[Litestar]) -> None:
    french = {"Accept-Language": "fr"}
    assert 'lang="fr"' in client.get("/account/sign-in", headers=french).text
    assert _sign_in(client, "/account/sign-in", "/pages/?q=x", language="sv", theme="dark") == "/pages/?q=x"
    assert 'lang="sv"' in client.get("/pages/", headers=french).text
    assert client.cookies["theme"] == "dark"


def test_signing_in_leaves_the_language_of_the_address_behind(client: TestClient[Litestar]) -> None:
    assert _sign_in(client, "/nl/account/sign-in", "/nl/pages/", language="nb") == "/pages/"
    assert 'lang="nb"' in client.get("/pages/").text


def test_who_has_chosen_no_language_goes_on_in_that_of_the_address(client: TestClient[Litestar]) -> None:
    assert _sign_in(client, "/nl/account/sign-in", "/nl/pages/") == "/pages/"
    assert 'lang="nl"' in client.get("/pages/").text


def test_after_signing_out_the_browser_s_language_is_back(client: TestClient[Litestar]) -> None:
    french = {"Accept-Language": "fr"}
    _sign_in(client, "/account/sign-in", "/", language="sv", theme="dark")
    assert client.cookies["hud_lang"] == "sv"
    client.post("/account/sign-out", headers=OWN)
    assert 'lang="fr"' in client.get("/account/sign-in", headers=french).text
    assert "theme" not in client.cookies


def test_what_was_switched_to_outlasts_signing_out(client: TestClient[Litestar]) -> None:
    _sign_in(client, "/account/sign-in", "/", language="sv")
    _switch(client, "/account/language", language="nl", next="/")
    client.post("/account/sign-out", headers=OWN)
    assert 'lang="nl"' in client.get("/account/sign-in", headers={"Accept-Language": "fr"}).text


def test_two_readers_at_once_read_their_own(settings: Settings) -> None:
    with running(settings) as dutch, running(settings) as swedish:
        signed_in(dutch, name="Anna")
        signed_in(swedish, name="Björn")
        for client, language in ((dutch, "nl"), (swedish, "sv")):
            client.post("/account/preferences", data={"language": language}, headers=OWN)
        for _ in range(3):
            assert 'lang="nl"' in dutch.get("/pages/").text
            assert 'lang="sv"' in swedish.get("/pages/").text
