"""`GET /api/suggest`: words of the index while somebody writes."""

from __future__ import annotations

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.search.corpus import Corpus

Client = TestClient[Litestar]


@pytest.fixture
def pages(corpus: Corpus) -> Corpus:
    """Some words on one page, some on several."""
    corpus.says("https://a.org/1", "2026-01-01", "flood and flour in the café", title="Budget")
    corpus.says("https://a.org/2", "2026-01-01", "flood insurance")
    corpus.says("https://a.org/3", "2026-01-01", "flotsam l'eau")
    corpus.follow()
    return corpus


def ask(client: Client, q: str) -> dict[str, Any]:
    answer = client.get("/api/suggest", params={"q": q})
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    assert list(body) == ["query", "completions", "did_you_mean"]
    assert body["query"] == q
    return body


@pytest.mark.usefixtures("pages")
def test_the_last_word_is_completed_most_frequent_first(client: Client) -> None:
    body = ask(client, "budget Flo")
    assert body["completions"][0] == {"word": "flood", "pages": 2, "query": "budget flood"}
    assert [each["word"] for each in body["completions"]] == ["flood", "flotsam", "flour"]
    assert body["did_you_mean"] is None


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(
    ("q", "completed"),
    [
        ("caf", "café"),
        ("title:bud", "title:budget"),
        ("-ins", "-insurance"),
        ("(flour OR flot", "(flour OR flotsam"),
        ("l'ea", "l'eau"),
        ('"flood ins', '"flood insurance'),
    ],
)
def test_a_completion_goes_where_the_word_stands(client: Client, q: str, completed: str) -> None:
    assert [each["query"] for each in ask(client, q)["completions"]] == [completed]


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("q", ["", " ", "flood ", "flo*", "flo~", "site:a", "lang:f", "(", "zzz", "x" * 5000])
def test_what_is_no_beginning_of_a_word_is_not_completed(client: Client, q: str) -> None:
    assert ask(client, q)["completions"] == []


@pytest.mark.usefixtures("pages")
def test_a_word_that_is_nowhere_is_put_right_and_no_other(client: Client) -> None:
    assert ask(client, "insurence flood")["did_you_mean"] == "insurance flood"
    assert ask(client, "budgte")["did_you_mean"] == "budget"
    assert ask(client, "flotsam cafe")["did_you_mean"] is None
    assert ask(client, "flood (insurence")["did_you_mean"] == "flood (insurance"
    assert ask(client, "insurence at:2026-02-30")["did_you_mean"] is None
