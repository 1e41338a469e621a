"""Pages with all words come first; below a line that says so, those with some, each with what it lacks."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html

from tests.search.corpus import Corpus

Client = TestClient[Litestar]
pytestmark = pytest.mark.usefixtures("kinds")


@pytest.fixture
def kinds(corpus: Corpus) -> Corpus:
    """Two pages with both words, fourteen with one of them."""
    for number in range(2):
        corpus.says(
            f"https://both.org/{number}", "2026-01-01", "the flood broke a dike", title=f"Both {number}"
        )
    for number in range(14):
        word = "flood" if number % 2 else "dike"
        corpus.says(
            f"https://some.org/{number}", "2026-01-01", f"the {word} of town {number}", title=f"Some {number}"
        )
    corpus.follow()
    return corpus


def get(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def titles(node: html.HtmlElement) -> list[str]:
    return [link.text_content() for link in node.cssselect("h3 a")]


@pytest.mark.parametrize("again", [1, 3], ids=["first", "kept"])
def test_a_line_stands_between_both_kinds_and_what_lacks_is_named(
    client: Client,
    again: int,
) -> None:
    for _ in range(again):
        client.app.state.hud.pages.clear()
        page = get(client, "/search?q=flood+dike")
    first, second = page.cssselect("ol.results")
    assert titles(first) == ["Both 0", "Both 1"] or titles(first) == ["Both 1", "Both 0"]
    assert len(titles(second)) == 8
    (line,) = page.cssselect(".second")
    assert line.text_content() == "2 pages have all words. 14 more have some of them."
    assert not first.cssselect(".missing")
    for result in second.cssselect("li"):
        said = result.cssselect("mark")[0].text_content()
        lacking = result.cssselect(".missing")[0].text_content()
        assert lacking == f"Missing: {'dike' if said == 'flood' else 'flood'}"
    assert second.get("data-visits") == first.get("data-visits") == "/search/visit"
    assert page.cssselect(".summary strong")[0].text_content() == "2 pages"


def test_pages_of_results_run_on_from_the_first_kind_into_the_second(client: Client) -> None:
    seen = [
        title for number in (1, 2) for title in titles(get(client, f"/search?q=flood+dike&page={number}"))
    ]
    assert len(seen) == len(set(seen)) == 16
    second = get(client, "/search?q=flood+dike&page=2")
    assert len(second.cssselect("ol.results")) == 1
    assert second.cssselect(".summary strong")[0].text_content().startswith("2 pages have all words.")
    assert client.get("/search?q=flood+dike&page=3").text.count("Back to the first page") == 1


def test_when_no_page_has_all_words_the_line_says_so(client: Client) -> None:
    page = get(client, "/search?q=flood+insurance")
    assert (
        page.cssselect(".summary strong")[0].text_content()
        == "No page has all words. 9 pages have some of them."
    )
    assert {node.text_content() for node in page.cssselect(".missing")} == {"Missing: insurance"}


def test_ruler_and_sites_are_of_the_first_kind(client: Client) -> None:
    page = get(client, "/search?q=flood+dike")
    assert [cell.text_content() for cell in page.cssselect("aside td")] == ["both.org", "2"]
    rows = page.cssselect(".ruler tbody tr")
    assert {row.cssselect("td")[2].text_content().strip() for row in rows} == {"2"}


@pytest.mark.parametrize("query", ["flood AND dike", "(flood dike)", '"flood" "dike"'])
def test_operators_brackets_and_phrases_keep_a_query_strict(client: Client, query: str) -> None:
    body = client.get("/api/search", params={"q": query}).json()
    assert (body["total"], body["most"]) == (2, 0)


def test_the_api_counts_both_kinds_and_names_what_lacks(client: Client) -> None:
    body = client.get("/api/search", params={"q": "flood dike"}).json()
    assert (body["total"], body["most"], len(body["results"])) == (2, 14, 10)
    assert [result["missing"] for result in body["results"][:2]] == [[], []]
    assert all(result["missing"] in (["dike"], ["flood"]) for result in body["results"][2:])
    assert body["sites"] == [["both.org", 2]]


def test_stop_words_of_the_readers_language_find_nothing_by_themselves(client: Client) -> None:
    page = get(client, "/search?q=what+of+the+insurance+flood")
    assert len(page.cssselect(".missing")) > 0
    body = client.get("/api/search", params={"q": "the unheard of"}).json()
    assert (body["total"], body["most"]) == (0, 0), "only stop words stand on a page"
    assert client.get("/api/search", params={"q": "the of"}).json()["total"] == 14
    assert client.get("/api/search", params={"q": "the unheard of", "lang": "de"}).json()["most"] == 0
