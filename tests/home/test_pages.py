"""The first page, the crawler's visiting card and robots.txt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from protego import Protego
from sqlalchemy.orm import Session

from app.accounts.sign_in import first
from app.clock import DAY, SECOND, now
from app.crawl.agent import PRODUCT
from app.pages import cards as page_cards
from app.pages.cards import Figures
from app.pages.models import Page, Version
from app.settings import Settings, SettingsError, load
from tests.web.site import PASSWORD, running, signed_in


def _read_page(client: TestClient[Litestar], title: str, *, builtin: bool = False) -> None:
    at = now()
    with client.app.state.hud.db.write() as session:
        url = f"https://example.org/{title}"
        page = Page(
            url=url, site="example.org", added_at=at, every=DAY, title=title, last_read=at, builtin=builtin
        )
        session.add(page)
        session.flush()
        session.add(Version(page_id=page.id, ordinal=1, first_read=at, last_read=at))


def test_an_empty_installation_says_how_to_begin(client: TestClient[Litestar]) -> None:
    assert "Add the first page" in client.get("/").text


def test_where_only_editors_add_it_says_to_sign_in(settings: Settings) -> None:
    with running(settings, add="editors") as client:
        assert "Sign in to add a page" in client.get("/").text
        signed_in(client, "editor")
        assert "Add the first page" in client.get("/").text


def test_newest_readings_are_shown_escaped(client: TestClient[Litestar]) -> None:
    _read_page(client, "<script>alert(1)</script>{{7*7}}")
    text = client.get("/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in text
    assert "<script>alert" not in text


def test_figures_count_chosen_pages_only(client: TestClient[Litestar]) -> None:
    _read_page(client, "one")
    _read_page(client, "guide", builtin=True)
    text = client.get("/").text
    for name in ("page", "site", "version"):
        assert f"<dt>{name}</dt><dd>1</dd>" in text
    assert ">guide<" not in text
    _read_page(client, "two")
    text = client.get("/").text
    for name, number in (("pages", 2), ("site", 1), ("versions", 2)):
        assert f"<dt>{name}</dt><dd>{number}</dd>" in text


NO_ADMIN = "This server has no administrator yet."


def test_a_fresh_installation_says_where_the_address_of_the_first_admin_stands(
    client: TestClient[Litestar],
) -> None:
    hud = client.app.state.hud
    address = first.address(hud.db, hud.clock())
    assert address is not None
    for path in ("/", "/", "/account/sign-in"):  # the second time from the page cache
        text = client.get(path).text
        assert NO_ADMIN in text
        assert address.partition("key=")[2] not in text
    assert first.make(hud.db, address.partition("key=")[2], "Marie Elise", PASSWORD, hud.clock())
    for path in ("/", "/account/sign-in"):
        assert NO_ADMIN not in client.get(path).text


def test_members_only_says_it_on_the_page_that_asks_for_a_name(settings: Settings) -> None:
    with running(settings, public="none") as client:
        answer = client.get("/", headers={"Accept": "text/html"})
        assert (answer.status_code, NO_ADMIN in answer.text) == (401, True)
        signed_in(client, "admin")
        client.cookies.clear()
        answer = client.get("/", headers={"Accept": "text/html"})
        assert (answer.status_code, NO_ADMIN in answer.text) == (401, False)


def test_the_crawler_says_how_to_keep_it_out(client: TestClient[Litestar]) -> None:
    text = client.get("/bot").text
    assert f"User-agent: {PRODUCT}\nDisallow: /" in text
    assert "/bot)" in text


@pytest.mark.parametrize(("delay", "said"), [(0.0, ""), (2.0, "waits 2 s in between")])
def test_the_crawler_names_its_pause_where_it_makes_one(settings: Settings, delay: float, said: str) -> None:
    with running(settings, crawl_delay=delay) as client:
        text = client.get("/bot").text.replace("\u00a0", " ")
    assert said in text
    assert "sends one request at a time" in text
    assert "waits 0" not in text


def test_robots_may_read_pages_but_not_search(client: TestClient[Litestar]) -> None:
    rules = Protego.parse(client.get("/robots.txt").text)
    for path, allowed in (("/", True), ("/pages/", True), ("/search?q=x", False), ("/nl/search?q=x", False)):
        assert rules.can_fetch(f"http://127.0.0.1:8000{path}", "anybot") is allowed


def test_members_only_keeps_robots_out(settings: Settings) -> None:
    with running(settings, public="none") as client:
        rules = Protego.parse(client.get("/robots.txt").text)
        assert not rules.can_fetch("http://127.0.0.1:8000/pages/", "anybot")


def test_security_txt_says_whom_to_tell(settings: Settings) -> None:
    base = "https://hud.example.org"
    with running(settings, contact="security+hud@example.org", base_url=base, public="none") as client:
        answer = client.get("/.well-known/security.txt")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
        assert fields["Contact"] == "mailto:security+hud@example.org"
        assert fields["Canonical"] == f"{base}/.well-known/security.txt"
        left = datetime.fromisoformat(fields["Expires"]) - datetime.fromtimestamp(now() / SECOND, UTC)
        assert timedelta(days=90) < left < timedelta(days=365)


def test_without_a_contact_there_is_no_security_txt(settings: Settings) -> None:
    with running(settings) as client:
        assert client.get("/.well-known/security.txt").status_code == 404
        assert "Questions" not in client.get("/bot").text


def test_page_about_the_crawler_says_whom_to_ask(settings: Settings) -> None:
    with running(settings, contact="https://example.org/contact") as client:
        assert '<a href="https://example.org/contact">' in client.get("/bot").text


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("a@example.org", "mailto:a@example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("100%@example.org", "mailto:100%25@example.org"),
        ("https://example.org/contact?a=b", "https://example.org/contact?a=b"),
        ("", ""),
    ],
)
def test_contact_is_a_mailbox_or_a_page(given: str, link: str) -> None:
    assert load({"HUD_CONTACT": given}).contact_uri == link


@pytest.mark.parametrize(
    "given",
    [
        "me",
        "http://example.org",
        "https://",
        "javascript:alert(1)",
        "a@b",
        "a b@example.org",
        "a@x.org\nX: y",
    ],
)
def test_contact_that_is_neither_stops_the_start(given: str) -> None:
    with pytest.raises(SettingsError, match="HUD_CONTACT"):
        load({"HUD_CONTACT": given})


def test_figures_are_read_once_for_all_languages_and_again_when_a_page_is_read(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Session] = []
    figure = page_cards.figure

    def noted(session: Session) -> Figures:
        read.append(session)
        return figure(session)

    monkeypatch.setattr(page_cards, "figure", noted)
    _read_page(client, "one")
    for prefix in ("/", "/nl/", "/fr/"):
        assert "<dd>1</dd>" in client.get(prefix).text
    assert len(read) == 1
    _read_page(client, "two")
    assert "<dd>2</dd>" in client.get("/sv/").text
    assert len(read) == 2
