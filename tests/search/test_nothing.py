"""A search that finds nothing says which word fails, where it is found, and links what finds something."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html

from tests.search.corpus import Corpus

Client = TestClient[Litestar]
pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(corpus: Corpus) -> Corpus:
    corpus.says("https://a.org/1", "2026-01-01", "the flood came", rest="imprint contact", language="en")
    corpus.says("https://b.org/2", "2026-01-02", "a unicorn was seen")
    corpus.says("https://b.org/2", "2026-02-03", "nothing was seen")
    for number in range(4):
        corpus.says(f"https://c.org/{number}", "2026-01-01", "the insurance pays")
    corpus.follow()
    return corpus


def get(client: Client, **params: str) -> html.HtmlElement:
    answer = client.get("/search", params=params)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def links(node: html.HtmlElement) -> dict[str, str]:
    return {link.text_content().strip(): link.get("href") for link in node.iter("a")}


def said(node: html.HtmlElement) -> list[str]:
    return [" ".join(item.text_content().split()) for item in node.cssselect(".empty li")]


def test_a_word_that_stands_outside_the_main_text_leads_there(client: Client) -> None:
    page = get(client, q="imprint")
    assert said(page) == [
        "imprint is only in the menus or footer of 1 page.",
        "Search menus and footers too: 1 page",
    ]
    href = links(page.cssselect(".empty")[0])["Search menus and footers too"]
    assert href == "/search?q=imprint+in%3Aall"
    assert len(html.fromstring(client.get(href).text).cssselect("ol.results > li")) == 1


def test_a_word_of_the_past_leads_there(client: Client) -> None:
    page = get(client, q="unicorn")
    assert said(page) == ["unicorn was on 1 page before.", "Search at any time: 1 page"]
    assert links(page.cssselect(".empty")[0])["Search at any time"] == "/search?q=unicorn&from=any"


def test_a_word_that_stands_nowhere_is_named_and_no_link_leads_to_nothing(client: Client) -> None:
    page = get(client, q='+flood "xyzzyplugh"')
    assert said(page) == ["xyzzyplugh was never on any page."]
    assert not page.cssselect(".empty a")


def test_a_phrase_that_nobody_says_leads_to_its_words(client: Client) -> None:
    page = get(client, q='"came flood"')
    assert said(page) == [
        "came flood was never on any page.",
        "Search without the quotation marks: 1 page",
    ]
    href = links(page.cssselect(".empty")[0])["Search without the quotation marks"]
    assert len(html.fromstring(client.get(href).text).cssselect("ol.results > li")) == 1


def test_a_period_in_which_nothing_was_said_says_so(client: Client) -> None:
    page = get(client, q="unicorn at:2026-03-01")
    (empty,) = page.cssselect(".empty")
    assert "No page said this in that period." in empty.text_content()
    assert "unicorn was on 1 page at another time." in said(page)
    assert links(empty)["Search at any time"] == "/search?q=unicorn&from=any"


def test_another_site_or_language_is_offered_where_it_finds_something(client: Client) -> None:
    page = get(client, q="flood", site="c.org")
    assert links(page.cssselect(".empty")[0])["Search all sites and languages"] == "/search?q=flood"


def test_words_that_no_page_has_together_are_said_to_be_found_alone(client: Client) -> None:
    page = get(client, q="flood AND insurance")
    assert "no page has all that is asked for" in page.cssselect(".empty")[0].text_content()
    assert list(links(page.cssselect(".empty")[0])) == ["Search for pages with some of these words"]


def test_a_misspelt_word_is_searched_as_it_was_meant(client: Client) -> None:
    page = get(client, q="insuranse")
    assert len(page.cssselect("ol.results > li")) == 4
    assert {mark.text_content() for mark in page.cssselect("mark")} == {"insurance"}
    told = page.cssselect(".summary")[0]
    assert "Showing results for insurance; search for insuranse instead" in " ".join(
        told.text_content().split()
    )
    literal = links(told)["search for insuranse instead"]
    assert literal == "/search?q=insuranse&literal=1"
    as_typed = html.fromstring(client.get(literal).text)
    assert not as_typed.cssselect("ol.results")
    assert "insuranse was never on any page." in said(as_typed)
    assert links(as_typed.cssselect(".empty")[0])["insurance"] == "/search?q=insurance&literal=1"


def test_a_slip_with_the_stem_of_a_word_is_put_right_though_forms_of_it_are_found(client: Client) -> None:
    body = client.get("/api/search", params={"q": "insurence"}).json()
    assert (body["shown_for"], body["total"]) == ("insurance", 4)
    literal = client.get("/api/search", params={"q": "insurence", "literal": "1"}).json()
    assert (literal["shown_for"], literal["did_you_mean"], literal["total"]) == (None, "insurance", 4)


def test_the_api_says_what_was_searched_instead(client: Client) -> None:
    body = client.get("/api/search", params={"q": "insuranse"}).json()
    assert (body["query"], body["shown_for"], body["total"]) == ("insuranse", "insurance", 4)
    literal = client.get("/api/search", params={"q": "insuranse", "literal": "1"}).json()
    assert (literal["shown_for"], literal["did_you_mean"], literal["total"]) == (None, "insurance", 0)
    assert client.get("/api/search", params={"q": "flood"}).json()["shown_for"] is None


def test_what_has_some_of_the_words_as_typed_comes_before_a_repair_that_finds_no_page_with_all(
    client: Client,
) -> None:
    page = get(client, q="flood insuranse")
    assert page.cssselect(".summary strong")[0].text_content().startswith("No page has all words.")
    assert links(page.cssselect(".summary")[0])["flood insurance"] == "/search?q=flood+insurance"
    assert {node.text_content() for node in page.cssselect(".missing")} == {"Missing: insuranse"}


def test_pasted_text_is_searched_with_a_note(client: Client) -> None:
    page = get(client, q='flood "came')
    assert page.cssselect("ol.results > li")
    assert "quotation mark is not closed" in page.cssselect(".notes")[0].text_content()
    body = client.get("/api/search", params={"q": 'flood "came'}).json()
    assert body["total"] == 1
    (note,) = body["notes"]
    assert (note["kind"], note["position"]) == ("open-quote", 6)
    assert "notes" not in client.get("/api/search", params={"q": "flood came"}).json()


def test_a_site_of_which_nothing_was_read_is_what_fails(client: Client) -> None:
    for asked in ({"q": "site:d.org insurance"}, {"q": "insurance", "site": "d.org"}):
        page = get(client, **asked)
        assert said(page) == [
            "HUD has read no page of d.org.",
            "No page of d.org has insurance; 4 pages of other sites have it.",
            "Search all sites and languages: 4 pages",
        ]
        assert links(page.cssselect(".empty")[0])["Search all sites and languages"] == "/search?q=insurance"


def test_a_language_without_the_word_is_what_fails(client: Client) -> None:
    for asked in ({"q": "lang:swedish flood"}, {"q": "flood", "lang": "sv"}, {"q": 'flood lang:"swedish"'}):
        assert said(get(client, **asked)) == [
            "HUD has read no page in this language: Swedish.",
            "No page in this language (Swedish) has flood; 1 page in another one has it.",
            "Search all sites and languages: 1 page",
        ], asked


def test_a_word_that_is_in_no_title_is_said_to_be_in_the_text(client: Client) -> None:
    assert said(get(client, q="title:insurance")) == [
        "insurance is in no title, but in the text of 4 pages.",
    ]


def test_a_word_that_was_ever_anywhere_is_never_said_to_be_nowhere(client: Client, town: Corpus) -> None:
    town.says("https://d.org/4", "2026-01-01", "a lighthouse", rest="colophon", language="nl")
    town.says("https://d.org/4", "2026-02-01", "a lighthouse stood", rest="none", language="nl")
    town.follow()
    for query in ("colophon", "title:colophon", "site:a.org colophon", "lang:sv site:a.org lighthouse"):
        text = get(client, q=query).cssselect(".empty")[0].text_content()
        assert "was never on any page" not in text, query
        assert "title:" not in text, query


@pytest.mark.parametrize(
    "query",
    [
        "imprint",
        "unicorn",
        "title:flood",
        "site:c.org flood",
        "lang:sv insurance",
        '"came flood"',
        '-insurance "came flood" lang:"english"',
        "flood AND insurance",
        "I do NOT like the insurance",
        "(flood insurance) -unicorn",
        "flood -(came pays)",
        "flood url:https://b.org/2",
        "flood url:https://nowhere.org/",
        "site:b.org unicorn in:all",
        "unicorn after:2026-03",
        "unicorn after:2026-03 retry at:42",
        "site:nowhere.org",
        "lang:sv",
        "!!!",
        "!!! in:all",
        "",
    ],
)
def test_each_wider_search_opens_as_many_pages_as_it_says(client: Client, query: str) -> None:
    page = get(client, q=query)
    for item in page.cssselect("ul.wider li"):
        (link,) = item.cssselect("a")
        number = int(item.text_content().rsplit(": ", 1)[1].split()[0])
        opened: html.HtmlElement = html.fromstring(client.get(link.get("href")).text)
        summary = opened.cssselect(".summary strong")[0].text_content()
        assert f"{number} page" in summary, (query, link.get("href"))
        assert len(opened.cssselect("ol.results > li")) == min(number, 10)


@pytest.mark.parametrize(
    ("query", "wider", "pages"),
    [
        ("flood AND insurance", "flood and insurance", 5),
        ("I do NOT like the flood", "I do not like the flood", 1),
        (
            "TypeError: cannot read property (reading flood)",
            "TypeError: cannot read property reading flood",
            1,
        ),
        ("(code 5 flood) -came lang:en", "code 5 flood -came lang:en", 0),
        ("(code 5 insurance) -came lang:en", "code 5 insurance -came lang:en", 4),
    ],
)
def test_where_all_was_asked_for_some_is_offered(client: Client, query: str, wider: str, pages: int) -> None:
    offered = links(get(client, q=query).cssselect(".empty")[0])
    href = offered.get("Search for pages with some of these words", "")
    assert bool(href) == bool(pages)
    if pages:
        assert parse_qs(urlsplit(href).query)["q"] == [wider]


def test_brackets_around_a_word_are_punctuation(client: Client) -> None:
    for query in ("the flood (came)", "xyzzy: flood (came)", "harbour master (HM) flood"):
        body = client.get("/api/search", params={"q": query}).json()
        assert body["total"] + body["most"] == 1, query
        assert "notes" not in body


def test_words_are_put_right_at_once_only_where_that_is_sure(client: Client) -> None:
    def shown(query: str) -> tuple[str | None, str | None]:
        body = client.get("/api/search", params={"q": query}).json()
        return body["shown_for"], body["did_you_mean"]

    assert shown("insurence") == ("insurance", "insurance")
    assert shown("fluod") == ("flood", "flood")
    assert shown("insruanec") == (None, "insurance"), "two edits"
    assert shown("pas") == (None, None) or shown("pas")[0] is None, "too short"
    assert shown("„fluod”") == (None, None)
    assert shown("«fluod»") == (None, None)
    assert shown("after:fluod") == (None, None)
    assert shown("http://fluod.org/insurence") == (None, None)


def test_two_edits_are_offered_as_a_link(client: Client) -> None:
    page = get(client, q="insruanec")
    assert links(page.cssselect(".empty")[0])["insurance"] == "/search?q=insurance"


def test_no_wider_search_is_offered_that_finds_other_words(client: Client) -> None:
    page = get(client, q="fluod lang:sv")
    assert said(page) == ["HUD has read no page in this language: Swedish.", "fluod was never on any page."]
