"""`GET /api/search`, as the contract has it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar
from litestar.testing import TestClient

import trie_core
from app.search.errors import SearchError
from app.search.request import SearchRequest
from app.search.service import search
from tests.search.corpus import Corpus

Client = TestClient[Litestar]


@pytest.fixture
def one(corpus: Corpus) -> Corpus:
    """A single page, with something to escape."""
    corpus.says(
        "https://a.org/1", "2026-01-01", "a <script>alert(1)</script> flood & dike", title="Flood <b>"
    )
    corpus.follow()
    return corpus


@pytest.mark.usefixtures("one")
def test_the_answer_has_the_contracts_names_and_no_others(client: Client) -> None:
    answer = client.get("/api/search", params={"q": "flood"})
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == [
        *("query", "total", "most", "shown_for", "took_us", "did_you_mean", "ruler", "sites", "before"),
        "results",
    ]
    (result,) = body["results"]
    assert list(result) == [
        *("url", "title", "page", "version", "first_read", "last_read", "since", "versions", "score"),
        *("snippet", "words", "missing"),
    ]
    assert (body["query"], body["total"], body["before"], body["sites"]) == ("flood", 1, 0, [["a.org", 1]])
    assert body["took_us"] > 0
    assert body["did_you_mean"] is None
    assert (result["url"], result["title"], result["page"]) == ("https://a.org/1", "Flood <b>", 1)
    assert (result["first_read"], result["words"]) == ("2026-01-01T00:00:00.000000Z", {"flood": 2})
    assert result["last_read"] == result["since"] == result["first_read"]
    assert result["snippet"].count("<mark>flood</mark>") == 1
    assert "&lt;script&gt;" in result["snippet"]
    assert body["ruler"][0] == ["2025-12-29T00:00:00.000000Z", 1], "weeks begin on Monday"
    assert {pages for _, pages in body["ruler"]} == {1}


@pytest.mark.parametrize(
    ("q", "position"),
    [("flood before:2026-02-30", 13), ("flood OR at:2026-02-01", 9), ("at:2025-01-01 at:2026-01-01", 14)],
)
def test_a_bad_query_is_400_with_its_position(client: Client, q: str, position: int) -> None:
    answer = client.get("/api/search", params={"q": q})
    assert answer.status_code == 400
    body = answer.json()
    assert set(body) == {"detail", "status", "request", "position", "field"}
    assert body["detail"]
    assert (body["status"], body["field"]) == (400, "q")
    assert body["request"] == answer.headers["x-request-id"]
    assert body["position"] == position


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"typing": "perhaps"}, "typing"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "2026-02-01"),
        ({"from": "someday"}, "someday"),
        ({"tz": "Mars/Olympus"}, "Mars/Olympus"),
        ({"order": "random"}, "best"),
        ({"page": "0"}, "from 1 to 100"),
        ({"page": "first"}, "from 1 to 100"),
        ({"page": "101"}, "100"),
        ({"page": "9" * 400}, "100"),
        ({"site": "a" * 256}, "site"),
        ({"site": "a..org"}, "a..org"),
        ({"lang": "klingon"}, "klingon"),
    ],
)
def test_a_bad_parameter_is_400_and_says_which(client: Client, params: dict[str, str], names: str) -> None:
    answer = client.get("/api/search", params={"q": "flood", **params})
    assert answer.status_code == 400
    assert names in answer.json()["detail"]
    assert answer.json()["field"] in params
    assert "position" not in answer.json()


def test_days_are_utc_unless_tz_says_otherwise(client: Client, corpus: Corpus) -> None:
    corpus.says("https://a.org/1", "2026-01-31T23:30:00", "flood")
    corpus.follow()
    day = {"q": "flood", "to": "2026-01-31"}
    assert client.get("/api/search", params=day).json()["total"] == 1
    assert client.get("/api/search", params={**day, "tz": "Europe/Amsterdam"}).json()["total"] == 0


def test_a_moment_of_a_day_is_asked_for_by_a_time_of_day(client: Client, corpus: Corpus) -> None:
    corpus.says("https://a.org/1", "2026-12-25T08:00:00", "the kettle")
    corpus.says("https://a.org/1", "2026-12-25T14:30:00", "the goose")
    corpus.says("https://a.org/1", "2026-12-25T18:00:00", "the pudding")
    corpus.follow()

    def total(**params: str) -> int:
        found: int = client.get("/api/search", params=params).json()["total"]
        return found

    for moment in ("2026-12-25T15:00", "2026-12-25T15:00Z", "2026-12-25T16:00+01:00", "2026-12-25 15:00:30"):
        assert total(q="goose", at=moment) == 1, moment
        assert total(q="kettle", at=moment) == 0
        assert total(q=f"goose at:{moment.replace(' ', 'T')}") == 1
    assert client.get("/api/search?q=goose&at=2026-12-25T16:00+01:00").json()["total"] == 1, (
        "a plus is a blank"
    )
    assert total(q="kettle", **{"from": "2026-12-25T14:29", "to": "2026-12-25T15:00"}) == 1
    assert total(q="kettle", **{"from": "2026-12-25T14:30", "to": "2026-12-25T15:00"}) == 0
    assert total(q="pudding", **{"from": "2026-12", "to": "2026"}) == 1
    assert total(q="pudding before:2026-11") == 0


def test_a_language_is_named_or_a_code_and_a_site_may_be_an_address(client: Client, corpus: Corpus) -> None:
    corpus.says("https://a.org/1", "2026-01-01", "flood", language="nb")
    corpus.says("https://b.org/1", "2026-01-01", "flood", language="nl")
    corpus.follow()
    for lang, total in (("norwegian", 1), ("Norwegian Bokmål", 1), ("nl-BE", 1), ("dutch", 1), ("sv", 0)):
        body = client.get("/api/search", params={"q": "flood", "lang": lang}).json()
        assert body["total"] == total, lang
        body = client.get("/api/search", params={"q": f'flood lang:"{lang}"'}).json()
        assert body["total"] == total, lang
    assert client.get("/api/search", params={"q": "flood", "site": "http://A.org/x"}).json()["total"] == 1


def test_notes_are_in_the_language_of_the_request(client: Client) -> None:
    params = {"q": 'flood "dike'}
    told = [
        client.get("/api/search", params=params, headers={"Accept-Language": language}).json()["notes"][0]
        for language in ("en", "nl")
    ]
    assert told[0]["kind"] == told[1]["kind"] == "open-quote"
    assert told[0]["message"] == trie_core.QUERY_NOTES["open-quote"]
    assert told[1]["message"] != told[0]["message"]


HOSTILE = {
    "10,000 operators": "a OR " * 10_000,
    "10,000 parentheses": "(" * 10_000,
    "10,000 words": " ".join(f"w{n}" for n in range(10_000)),
    "only NOT": "NOT NOT NOT a",
    "AND AND": "AND AND",
    "one megabyte": "x" * 1_000_000,
    "NUL": "flood\0dike",
    "replacement": "�",
    "bidi": "\u202eflood\u202c",
    "zero width": "fl\u200bood",
    "an expander": "ﷺ" * 200,
    "Turkish": "İstanbul ıI",
    "like": "100% _under",
    "one letter": "a*",
    "a long word": "y" * 4_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.usefixtures("one")
def test_hostile_queries_are_answered_or_refused(client: Client, name: str) -> None:
    # What is longer than any server takes in an address is cut; the whole of it is asked below.
    answer = client.get("/api/search?q=" + quote(HOSTILE[name][:10_000]))
    assert answer.status_code in (200, 400)
    body = answer.json()
    assert "detail" in body if answer.status_code == 400 else "total" in body


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries_of_any_length_end_in_an_answer_or_a_place(one: Corpus, name: str) -> None:
    asked, error = SearchRequest(q=HOSTILE[name]), None
    with one.database.read() as session:
        try:
            page = search(session, one.handle.current(), asked, zone=ZoneInfo("UTC"), site_url="")
            assert len(page.results) <= 10
        except SearchError as refused:
            error = refused
    assert error is None or (error.position is not None and 0 <= error.position <= len(asked.q))


@pytest.mark.usefixtures("one")
def test_half_a_character_in_the_address_is_no_crash(client: Client) -> None:
    assert client.get("/api/search?q=%ED%A0%80").status_code in (200, 400)


@pytest.mark.usefixtures("one")
def test_naughty_strings_are_answered_or_refused(client: Client, shared_data: Path) -> None:
    strings = json.loads((shared_data / "conformance" / "blns" / "blns.json").read_text())
    for naughty in strings:
        answer = client.get("/api/search", params={"q": naughty})
        assert answer.status_code in (200, 400), naughty
        if answer.status_code == 200:
            assert answer.json()["query"] == naughty
