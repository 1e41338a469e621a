"""Answering at once gives what a thread gives, and is left alone whenever it would have to wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.accounts.models import Person
from app.asgi import create_app
from app.search import question, routes
from app.settings import Settings
from app.web.pipeline.page import declaration_of
from app.web.request import PageRequest
from tests.search.corpus import Corpus, at
from tests.web.site import signed_in

Client = TestClient[Litestar]
ADDRESSES = [
    "/search?q=flood",
    "/search?q=flood+came",
    "/search?q=flood&page=2",
    "/search?q=flood&from=any&order=oldest",
    "/search?q=flood&from=2026-01-01&to=2026-01-15",
    "/search?q=flood&at=2026-01-04&tz=America/New_York",
    "/search?q=flood&site=a.org&lang=en",
    "/search?q=flood+%3C+%26+%27",
    "/nl/search?q=flood",
    "/fr/search?q=h%C3%B4tel+flood",
]
TOOK = re.compile(r"[\d.,]+\u00a0[µm]s")
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}

Answer = tuple[int, str, dict[str, str]]


class Watched:
    """A client of an app, and how often its searches were answered at once and in a thread."""

    def __init__(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = client
        self.hud = client.app.state.hud
        self.at_once = self.in_thread = 0
        self.is_on = True
        page = declaration_of(routes.search_page)
        assert page is not None

        def counted(request: PageRequest) -> bool:
            is_moment = self.is_on and question.is_moment(request)
            self.at_once += is_moment
            self.in_thread += not is_moment
            return is_moment

        monkeypatch.setattr(page, "at_once", counted)
        self.hud.clock = lambda: at("2026-03-01T12:00:00")

    def get(self, address: str, headers: dict[str, str] | None = None, method: str = "GET") -> Answer:
        """The answer without what is different each time, from no cache of pages."""
        self.hud.pages.clear()
        answer = self.client.request(method, address, headers=headers)
        own = dict(answer.headers)
        for name in ("x-request-id", "etag", "content-length"):
            own.pop(name, None)
        return answer.status_code, TOOK.sub("", answer.text), own


@pytest.fixture
def watched(client: Client, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> Watched:
    corpus.says("https://a.org/1", "2026-01-01", "the flood came", title="One & <two>")
    corpus.says("https://b.org/2", "2026-01-02", "flood insurance of the hôtel", title="Two", language="nl")
    corpus.says("https://c.org/3", "2026-01-03", "flood")
    corpus.says("https://c.org/3", "2026-02-03", "drought")
    corpus.says("https://d.org/4", "2026-02-05", "flood, flood; the flood " + "and other words " * 300)
    corpus.follow()
    return Watched(client, monkeypatch)


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["page", "part"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_all_ways_lead_to_the_same_answer(watched: Watched, address: str, headers: dict[str, str]) -> None:
    in_thread = watched.get(address, headers)
    watched.at_once = 0
    at_once = watched.get(address, headers)
    assert at_once[0] == 200
    assert watched.at_once == 1
    assert in_thread == at_once
    head = watched.get(address, headers, "HEAD")
    assert head == (200, "", at_once[2])
    watched.is_on = False
    assert watched.get(address, headers) == at_once


def test_a_person_sees_their_name_and_their_days(watched: Watched) -> None:
    signed_in(watched.client, "reader", "Anna Late")
    with watched.hud.db.write() as session:
        session.query(Person).one().time_zone = "Pacific/Auckland"
    watched.get("/search?q=flood")
    watched.at_once = 0
    answer = watched.get("/search?q=flood")
    assert watched.at_once == 1
    assert "Anna Late" in answer[1]
    watched.is_on = False
    assert watched.get("/search?q=flood") == answer
    watched.is_on = True
    watched.client.cookies.clear()
    assert "Anna Late" not in watched.get("/search?q=flood")[1]


@pytest.mark.parametrize(
    "address",
    ["/search", "/search?q=flo*", "/search?q=flod", '/search?q="the+flood"', "/search?q=(", "/search?page=x"],
)
def test_what_may_take_longer_is_made_in_a_thread(watched: Watched, address: str) -> None:
    status = watched.get(address)[0]
    assert watched.get(address)[0] == status
    assert (watched.at_once, watched.in_thread) == (0, 2)


def test_a_text_that_changed_is_read_before_it_is_shown(watched: Watched, corpus: Corpus) -> None:
    for _ in range(2):
        assert "One &amp; &lt;two&gt;" in watched.get("/search?q=flood")[1]
    assert (watched.at_once, watched.in_thread) == (1, 1)
    corpus.says("https://a.org/1", "2026-03-01", "the flood came back", title="Another")
    page = watched.get("/search?q=flood")[1]
    assert "One &amp;" in page, "the index has not followed, so the version it knows is shown"
    corpus.follow()
    page = watched.get("/search?q=flood")[1]
    assert "Another" in page
    assert "One &amp;" not in page


def test_a_page_that_was_deleted_is_not_shown(watched: Watched, corpus: Corpus) -> None:
    secret = corpus.says("https://e.org/", "2026-01-05", "flood secret")
    corpus.follow()
    for _ in range(2):
        assert "e.org" in watched.get("/search?q=secret")[1]
    assert (watched.at_once, watched.in_thread) == (1, 1)
    corpus.forget(secret)
    assert "https://e.org/" not in watched.get("/search?q=secret")[1]
    assert (watched.at_once, watched.in_thread) == (1, 2)


def test_what_fails_in_the_thread_is_told_and_logged(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(watched.hud.index.texts, "find", broken)
    capsys.readouterr()
    status, page, _ = watched.get("/search?q=flood")
    assert watched.in_thread == 1
    assert status == 500
    assert "the disk is gone" not in page
    assert "the disk is gone" in capsys.readouterr().err


@pytest.fixture
def uncached(settings: Settings, corpus: Corpus) -> Iterator[Client]:
    corpus.says("https://a.org/1", "2026-01-01", "the flood came")
    corpus.follow()
    settings = msgspec.structs.replace(settings, cache="off")
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as made:
        yield made


def test_without_caches_nothing_is_answered_at_once(
    uncached: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(uncached, monkeypatch)
    for _ in range(3):
        assert "flood" in watched.get("/search?q=flood")[1]
    assert (watched.at_once, watched.in_thread) == (0, 3)
