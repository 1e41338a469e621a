"""Few results say how many more pages say it outside their main text."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html
from lxml.html import HtmlElement

from tests.search.corpus import Corpus

Client = TestClient[Litestar]
pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(corpus: Corpus) -> Corpus:
    corpus.says("https://a.org/1", "2026-01-01", "the harbour is closed", rest="contact harbour")
    for number in range(3):
        corpus.says(f"https://b.org/{number}", "2026-01-02", "a park", rest="news harbour weather")
    for number in range(12):
        corpus.says(f"https://c.org/{number}", "2026-01-02", "insurance pays", rest="")
    corpus.says("https://d.org/", "2026-01-02", "a garden", rest="insurance")
    corpus.follow()
    return corpus


def outside(client: Client, **params: str) -> dict[str, str]:
    answer = client.get("/search", params=params)
    assert answer.status_code == 200, answer.text
    links: list[HtmlElement] = html.fromstring(answer.text).cssselect("p.second a")
    return {" ".join(link.text_content().split()): link.get("href") or "" for link in links}


def test_few_results_lead_to_the_pages_that_say_it_elsewhere(client: Client) -> None:
    found = outside(client, q="harbour")
    assert found == {"3 more pages say it outside their main text": "/search?q=harbour+in%3Aall"}
    there = html.fromstring(client.get(found.popitem()[1]).text)
    assert len(there.cssselect("ol.results > li")) == 4
    # What narrows the search narrows what is said.
    assert outside(client, q="harbour", site="a.org") == {}
    assert outside(client, q="harbour -park") == {}
    # Enough was found; all of the text was searched; there is no more; nothing was found at all.
    for q in ("insurance", "harbour in:all", "park", "nowhere"):
        assert outside(client, q=q) == {}, q
