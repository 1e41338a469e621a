"""`tag:` in searches: with every operator, as a parameter, counted over what is found, and true at once."""

from __future__ import annotations

import random

import msgspec
import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient

import trie_core
from app.cli import main
from app.pages import tags
from app.pages.edits import Wish, edit
from app.search.tagged import read_tags
from app.settings import Settings
from tests.search.corpus import Corpus

Client = TestClient[Litestar]
A, B, C = "https://a.org/1", "https://b.org/2", "https://c.org/3"


@pytest.fixture
def town(corpus: Corpus) -> Corpus:
    corpus.says(A, "2026-01-01", "the flood came", language="en")
    corpus.says(B, "2026-01-01", "the flood went", language="nl")
    corpus.says(C, "2026-01-01", "a dike holds")
    corpus.follow()
    tag(corpus, 1, "news", "city council")
    tag(corpus, 3, "news")
    return corpus


def tag(corpus: Corpus, page: int, *names: str) -> None:
    with corpus.database.write() as session:
        edit(session, page, Wish(tags=tags.Change(tuple(names))))


def urls(client: Client, **params: str) -> list[str]:
    answer = client.get("/api/search", params=params)
    assert answer.status_code == 200, answer.text
    return sorted(result["url"] for result in answer.json()["results"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tag:news", [A, C]),
        ("TAG:News", [A, C]),
        ('tag:"City  Council"', [A]),
        ("tag:news flood", [A]),
        ("flood -tag:news", [B]),
        ("flood NOT tag:news", [B]),
        ("tag:news OR site:b.org", [A, B, C]),
        ("(tag:news OR lang:nl) flood", [A, B]),
        ('tag:news -tag:"city council"', [C]),
        ("-tag:news", [B]),
        ("tag:nothing flood", []),
        ("tag:news at:2026-01-05 flood", [A]),
        ("tag:news from:any", []),
        ("flood AND 'tag:news", []),
    ],
)
@pytest.mark.usefixtures("town")
def test_a_tag_combines_with_every_operator(client: Client, query: str, found: list[str]) -> None:
    assert urls(client, q=query) == found


@pytest.mark.usefixtures("town")
def test_a_tag_is_a_parameter_too(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert urls(client, q="flood", tag="News") == [A]
    assert urls(client, tag="news") == [A, C]
    refused = client.get("/api/search", params={"q": "flood", "tag": "x" * 61})
    assert (refused.status_code, refused.json()["field"]) == (400, "tag")
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    told = CliRunner().invoke(main, ["search", "flood", "--tag", "news", "--json"])
    assert [result["tags"] for result in msgspec.json.decode(told.output)["results"]] == [
        ["city council", "news"]
    ]


def test_a_change_of_tags_is_found_at_once(client: Client, town: Corpus) -> None:
    page = client.get("/search", params={"q": "flood"}).text
    assert urls(client, q="flood tag:new") == []
    tag(town, 2, "new")
    assert urls(client, q="flood tag:new") == [B]
    assert client.get("/search", params={"q": "flood"}).text != page
    assert ">new</a>" in client.get("/search", params={"q": "flood"}).text
    tag(town, 2)
    assert urls(client, q="flood tag:new") == []


@pytest.mark.usefixtures("town")
def test_tags_of_what_is_found_are_counted_and_narrow_the_search(client: Client) -> None:
    found = client.get("/api/search", params={"q": "flood OR dike"}).json()
    assert found["tags"] == [["news", 2], ["city council", 1]]
    page = client.get("/search", params={"q": "flood OR dike"}).text
    assert "tag=city+council" in page
    narrowed = client.get("/search", params={"q": "flood OR dike", "tag": "news"}).text
    assert "#news" in narrowed
    assert ">city council</a>" in narrowed


@pytest.mark.usefixtures("town")
def test_nothing_found_says_whether_the_tag_is_why(client: Client) -> None:
    assert "No page has the tag" in client.get("/search", params={"q": "flood tag:none"}).text
    page = client.get("/search", params={"q": "went tag:news"}).text
    assert "No page with the tag news has" in page
    assert 'href="/search?q=went"' in page


def test_what_can_be_no_tag_is_searched_as_text() -> None:
    query = trie_core.parse("tag:sea,sky")
    assert [note.kind for note in query.notes] == ["not-a-tag"]
    assert query.tags == []


@pytest.mark.parametrize("text", ['tag:"a b" c', "tag:x-y", "-tag:v1.2", 'tag:"a OR b" OR z', "tag:#h"])
def test_a_query_with_a_tag_is_spelled_so_that_it_means_the_same(text: str) -> None:
    query = trie_core.parse(text)
    again = trie_core.parse(str(query))
    assert (str(again), again.tags) == (str(query), query.tags)


def test_random_queries_of_tags_find_what_sets_find(corpus: Corpus) -> None:
    rng = random.Random(20)  # the same corpus each time
    names, words = ["a", "b", "c"], ["sun", "rain", "wind"]
    said: dict[int, tuple[set[str], set[str]]] = {}
    for number in range(30):
        text = {word for word in words if rng.random() < 0.5} | {"day"}
        page = corpus.says(f"https://x.org/{number}", "2026-01-01", " ".join(sorted(text)))
        mine = {name for name in names if rng.random() < 0.4}
        tag(corpus, page, *mine)
        said[page] = (text, mine)
    corpus.follow()
    index = corpus.handle.current()
    with corpus.database.read() as session:
        tagged = read_tags(session)
    for _ in range(200):
        one, two, word = rng.choice(names), rng.choice(names), rng.choice(words)
        with_one, with_two = ({page for page in said if name in said[page][1]} for name in (one, two))
        with_word = {page for page in said if word in said[page][0]}
        for query, expected in (
            (f"{word} AND tag:{one}", with_word & with_one),
            (f"{word} -tag:{one}", with_word - with_one),
            (f"(tag:{one} OR {word}) AND -tag:{two}", (with_one | with_word) - with_two),
        ):
            found = index.search(query, tagged=tagged, limit=50, tags=3)
            assert {hit.page for hit in found.hits} == expected, query
            counts = {name: sum(name in said[page][1] for page in expected) for name in names}
            assert dict(found.tags) == {name: count for name, count in counts.items() if count}
