"""A pasted address finds the page that is watched under it, and `url:` asks of that page alone."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html

from tests.search.corpus import Corpus

Client = TestClient[Litestar]
pytestmark = pytest.mark.usefixtures("watched")


@pytest.fixture
def watched(corpus: Corpus) -> int:
    corpus.says("https://b.org/other", "2026-01-01", "another flood, seen elsewhere")
    page = corpus.says("https://a.org/report", "2026-01-01", "the flood came", title="A report")
    corpus.says("https://a.org/report", "2026-01-08", "the flood went", title="A report")
    corpus.follow()
    return page


@pytest.mark.parametrize(
    "typed",
    [
        "https://a.org/report",
        " https://a.org/report ",
        "https://A.org/report/",
        "a.org/report",
        "url:a.org/report",
        "http://a.org/report",
        "https://a.org/report?utm_source=x&fbclid=y",
        "see https://a.org/report, please",
        "(a.org/report?utm_medium=mail)",
    ],
)
def test_the_page_itself_comes_first(client: Client, watched: int, typed: str) -> None:
    page = html.fromstring(client.get("/search", params={"q": typed}).text)
    (box,) = page.cssselect(".watched")
    assert box.cssselect("h2 a")[0].get("href") == f"/pages/{watched}"
    said = "".join(map(str, box.itertext()))
    assert all(part in said for part in ("A report", "read 2 times", "2 versions"))
    body = client.get("/api/search", params={"q": typed}).json()
    assert (body["watched"]["page"], body["watched"]["url"]) == (watched, "https://a.org/report")
    assert (body["watched"]["readings"], body["watched"]["versions"]) == (2, 2)
    assert body["watched"]["last_read"] == "2026-01-08T00:00:00.000000Z"


def test_an_address_that_is_not_watched_is_said_to_be_so(client: Client) -> None:
    text = client.get("/search", params={"q": "https://a.org/elsewhere"}).text
    page: html.HtmlElement = html.fromstring(text)
    assert "was never on any page" not in text, "an address is no list of words"
    assert "HUD doesn't watch the page at https://a.org/elsewhere." in page.text_content()
    assert "watched" not in client.get("/api/search", params={"q": "https://a.org/elsewhere"}).json()


def test_words_beside_url_are_looked_for_on_that_page_alone(client: Client, watched: int) -> None:
    body = client.get("/api/search", params={"q": "flood url:https://a.org/report"}).json()
    assert [result["page"] for result in body["results"]] == [watched]
    assert body["total"] == 1
    assert client.get("/api/search", params={"q": "insurance url:https://a.org/report"}).json()["total"] == 0
    assert client.get("/api/search", params={"q": "flood url:https://a.org/none"}).json()["total"] == 0


def test_what_looks_like_an_address_but_is_words_stays_words(client: Client) -> None:
    assert "watched" not in client.get("/api/search", params={"q": "flood"}).json()
    assert client.get("/api/search", params={"q": "flood elsewhere"}).json()["total"] == 1


def test_an_address_among_words_is_no_word_to_put_right(client: Client, corpus: Corpus) -> None:
    corpus.says("https://c.org/", "2026-01-01", "https htop report")
    corpus.follow()
    body = client.get("/api/search", params={"q": "flood http://a.org/repor"}).json()
    assert (body["shown_for"], body["did_you_mean"]) == (None, None)
    assert "watched" not in body


def test_parameters_that_belong_to_an_address_are_kept(client: Client, corpus: Corpus) -> None:
    page = corpus.says("http://127.0.0.9:8080/a?id=7", "2026-01-01", "a numbered page")
    corpus.follow()
    for typed in ("127.0.0.9:8080/a?id=7&gclid=1", "http://127.0.0.9:8080/a/?utm_id=2&id=7"):
        assert client.get("/api/search", params={"q": typed}).json()["watched"]["page"] == page, typed
    body = client.get("/api/search", params={"q": "http://127.0.0.9:8080/a?id=8"}).json()
    assert "watched" not in body


def test_the_guide_is_found_by_its_full_address(client: Client, corpus: Corpus) -> None:
    page = corpus.says("/nb/guide/", "2026-01-01", "veiledning")
    corpus.follow()
    for typed in ("http://127.0.0.1:8000/nb/guide/", "http://127.0.0.1:8000/nb/guide"):
        body = client.get("/api/search", params={"q": typed}).json()
        assert (body["watched"]["page"], body["watched"]["url"]) == (
            page,
            "http://127.0.0.1:8000/nb/guide/",
        )
    assert "watched" not in client.get("/api/search", params={"q": "https://a.org/nb/guide/"}).json()
