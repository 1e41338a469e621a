"""A stored text that is damaged: its page is found by its title, and all others as ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html
from sqlalchemy import make_url

from app.db import Database
from app.pages import service
from app.search.engine import TRIE
from app.search.rebuild import rebuild
from tests.search.corpus import Corpus

NOTE = "The stored text of this page is damaged."


@pytest.fixture
def two(corpus: Corpus) -> Corpus:
    """Two pages about one thing."""
    corpus.says("https://a.org/", "2026-01-01", "the flood came at night", title="Water")
    corpus.says("https://b.org/", "2026-01-02", "a flood of letters", title="Post")
    return corpus


@contextmanager
def damaged(db: Database, page: int) -> Iterator[None]:
    """One byte of a page's text in the file is another meanwhile."""
    with closing(sqlite3.connect(make_url(db.url).database or "", isolation_level=None)) as outsider:
        (data,) = outsider.execute("SELECT data FROM page_text WHERE page_id = ?", (page,)).fetchone()
        flipped = data[:-6] + bytes([data[-6] ^ 1]) + data[-5:]
        outsider.execute("UPDATE page_text SET data = ? WHERE page_id = ?", (flipped, page))
        yield
        outsider.execute("UPDATE page_text SET data = ? WHERE page_id = ?", (data, page))


def shown(client: TestClient[Litestar], query: str) -> list[str]:
    """What the results say, each in one line."""
    page = html.fromstring(client.get("/search", params={"q": query}).text)
    return [
        " ".join("".join(map(str, item.itertext())).split()) for item in page.cssselect("ol.results > li")
    ]


def test_a_result_without_its_text_says_so_and_the_others_are_whole(
    two: Corpus, client: TestClient[Litestar], caplog: pytest.LogCaptureFixture
) -> None:
    two.follow()
    with damaged(two.database, 1):
        for _ in range(2):
            first, second = sorted(shown(client, "flood"), key=lambda said: "Post" in said)
            assert "Water" in first
            assert NOTE in first
            assert "a flood of letters" in second
            assert NOTE not in second
        results = client.get("/api/search", params={"q": "flood"}).json()["results"]
        assert {one["title"]: one["snippet"] for one in results}["Water"] == ""
    assert "version 1 of page 1 is shown by its title only" in caplog.text
    assert "the flood came at night" in " ".join(shown(client, "flood")), "it was not remembered as damaged"


def test_a_page_s_own_screen_is_shown_without_its_words(two: Corpus, client: TestClient[Litestar]) -> None:
    with damaged(two.database, 1):
        assert client.get("/pages/1").status_code == 200
        with two.database.read() as session:
            assert service.current_text(session, 1) == ("", "en")


@pytest.mark.parametrize("anew", [True, False])
def test_the_index_has_its_title_and_does_not_wait_for_its_text(
    two: Corpus, anew: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with damaged(two.database, 1):
        if anew:
            rebuild(two.database, two.folder, TRIE)
        else:
            two.follow()
        assert two.follower.step() == 0
    assert "version 1 of page 1 is found by its title only" in caplog.text
    index = two.handle.current()
    assert (index.search("flood").total, index.search("water").total, index.search("night").total) == (
        1,
        1,
        0,
    )
