"""Reasons why a search does not find a page, what to do about each, and the same as a plain model says."""

from __future__ import annotations

import random
from zoneinfo import ZoneInfo

import msgspec
import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient

from app.cli import main
from app.pages import service, tags
from app.pages.edits import Wish, edit
from app.pages.models import Page
from app.search.request import read
from app.search.tagged import read_tags
from app.search.whynot import Asked, WhyNot, why_not
from app.settings import Settings
from tests.search.corpus import Corpus, at

Client = TestClient[Litestar]
NOW = at("2026-03-01")
A, B = "https://a.org/1", "https://b.org/2"


@pytest.fixture
def town(corpus: Corpus) -> Corpus:
    corpus.says(A, "2026-01-01", "a unicorn was seen", title="Zoo", rest="imprint contact")
    corpus.says(A, "2026-02-01", "the flooding of the harbour", title="Town news", rest="imprint contact")
    corpus.says(B, "2026-01-01", "nothing was said", language="nl")
    corpus.follow()
    with corpus.database.write() as session:
        edit(session, 1, Wish(tags=tags.Change(("sea",))))
    return corpus


def why(corpus: Corpus, page: int = 1, **params: str) -> WhyNot:
    return asked(corpus, params, page)


def asked(corpus: Corpus, params: dict[str, str], page: int = 1) -> WhyNot:
    with corpus.database.read() as session:
        tagged, watched = read_tags(session), session.get_one(Page, page)
        search = Asked.of(read(params), zone=ZoneInfo("UTC"), engine="trie", tagged=tagged, now=NOW)
        return why_not(session, corpus.handle.current(), search, watched)


@pytest.mark.parametrize(
    ("params", "code", "finds"),
    [
        ({"q": "imprint"}, "rest", "?q=imprint+in%3Aall"),
        ({"q": "unicorn"}, "ever", "?q=unicorn&from=any"),
        ({"q": "title:harbour"}, "text", "?q=harbour"),
        ({"q": '"flood"'}, "form", "?q=%22flooding%22"),
        ({"q": "harbuor"}, "spelling", "?q=harbour"),
        ({"q": "zebra"}, "none", None),
        ({"q": "harbour -news"}, "excluded", None),
        ({"q": '"harbour flooding"'}, "apart", "?q=+harbour+flooding+"),
        ({"q": "harbour site:b.org"}, "site", "?q=harbour"),
        ({"q": "harbour", "site": "b.org"}, "site", "?q=harbour"),
        ({"q": "harbour", "lang": "nl"}, "lang", "?q=harbour"),
        ({"q": "harbour tag:land"}, "tag", "?q=harbour"),
        ({"q": "harbour", "tag": "land"}, "tag", "?q=harbour"),
        ({"q": f"harbour url:{B}"}, "url", "?q=harbour"),
        ({"q": "unicorn AND harbour", "from": "any"}, "together", None),
        ({"q": "harbour before:2025-12-01"}, "outside", "?q=harbour&from=any"),
        ({"q": "harbour at:2026-01-15"}, "ever", None),
    ],
)
def test_a_reason_says_what_is_missing_and_what_finds_the_page(
    town: Corpus, params: dict[str, str], code: str, finds: str | None
) -> None:
    found = asked(town, params)
    assert [one.code for one in found.reasons] == [code], found.reasons
    request = found.reasons[0].request
    assert finds is None or (request is not None and request.link() == finds)
    assert found.reasons[0].finds == (request is not None)
    if request is not None:
        assert asked(town, {"q": request.q, "from": request.from_}).found


def test_each_of_several_reasons_leads_to_what_is_left(town: Corpus) -> None:
    first, second = why(town, q='"flood" tag:land').reasons
    assert [(first.code, first.finds), (second.code, second.finds)] == [("form", False), ("tag", False)]
    assert first.request is not None
    assert [one.code for one in why(town, q=first.request.q).reasons] == ["tag"]


def test_what_is_found_says_where(town: Corpus) -> None:
    found = why(town, q="harbour tag:sea")
    assert (found.found, found.place, found.reasons) == (True, 1, [])


def test_pages_without_words_say_why(town: Corpus) -> None:
    with town.database.write() as session:
        new = service.add(session, "https://c.org/").page
        failed = service.add(session, "https://d.org/").page
        failed.error = "robots"
        ids = new.id, failed.id
    assert [one.code for one in why(town, ids[0], q="x").reasons] == ["never"]
    (reason,) = why(town, ids[1], q="x").reasons
    assert (reason.code, reason.detail) == ("failed", "robots")
    page = town.says("https://e.org/", "2026-02-01", "words")
    assert [one.code for one in why(town, page, q="words").reasons] == ["not-indexed"]
    town.is_gone(B, "2026-02-20")
    town.follow()
    (reason,) = why(town, 2, q="nothing").reasons
    assert (reason.code, reason.detail, reason.request is not None) == ("gone", "404", True)


@pytest.mark.usefixtures("town")
def test_the_screen_the_api_and_the_command_tell_the_same(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get("/pages/1/why", params={"q": "unicorn"}).text
    assert "The page said unicorn at another time" in page
    assert 'href="/search?q=unicorn&amp;from=any"' in page
    assert "/pages/1/why" in client.get("/pages/1").text
    assert client.get("/pages/1/why").status_code == 200
    assert client.get("/pages/1/why", params={"q": "x at:2026-02-30"}).status_code == 400
    assert client.get("/pages/99/why", params={"q": "x"}).status_code == 404
    told = client.get("/api/pages/1/why", params={"q": "unicorn"}).json()
    assert (told["found"], told["reasons"][0]["code"]) == (False, "ever")
    assert told["reasons"][0]["search"] == "q=unicorn&from=any"
    assert client.get("/api/pages/1/why", params={"q": "harbour"}).json()["place"] == 1
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    output = CliRunner().invoke(main, ["search", "unicorn", "--why", A, "--json"]).output
    assert msgspec.json.decode(output)["reasons"] == told["reasons"]
    assert "result 1" in CliRunner().invoke(main, ["search", "harbour", "--why", A]).output
    assert CliRunner().invoke(main, ["search", "x", "--why", "https://no.org/"]).exit_code == 1


@pytest.mark.usefixtures("town")
def test_a_search_of_an_address_that_finds_nothing_leads_to_the_reasons(client: Client) -> None:
    page = client.get("/search", params={"q": f"zebra url:{A}"}).text
    assert 'href="/pages/1/why?q=zebra"' in page


def test_random_searches_of_random_pages_agree_with_a_plain_model(corpus: Corpus) -> None:
    rng = random.Random(7)  # the same pages each time
    words = ["apple", "berry", "cherry", "dune", "elm"]
    days = ["2026-01-01", "2026-01-10", "2026-01-20"]
    said: dict[int, list[tuple[set[str], set[str]]]] = {}
    for number in range(20):
        for day in days[: rng.randint(1, 3)]:
            main, rest = ({word for word in words if rng.random() < 0.5} for _ in range(2))
            page = corpus.says(
                f"https://x.org/{number}", day, " ".join(["x", *sorted(main)]), rest=" ".join(sorted(rest))
            )
            said.setdefault(page, []).append((main, rest))
    corpus.follow()
    for page, versions in said.items():
        for _ in range(10):
            needed = set(rng.sample(words, rng.randint(1, 3)))
            barred = set(rng.sample(words, rng.randint(0, 1))) - needed
            ever = rng.random() < 0.5
            # What only changed the rest keeps the main text it had.
            query = " AND ".join([*sorted(needed), *(f"NOT {word}" for word in sorted(barred))])
            found = asked(corpus, {"q": query, "from": "any" if ever else ""}, page)
            looked = versions if ever else versions[-1:]
            assert found.found == any(needed <= main and not barred & main for main, _ in looked), query
            expected = set()
            for word in needed:
                if any(word in main for main, _ in looked):
                    continue
                if any(word in rest for _, rest in looked):
                    expected.add((word, "rest"))
                else:
                    expected.add((word, "ever" if any(word in main for main, _ in versions) else "none"))
            expected |= {(word, "excluded") for word in barred if all(word in main for main, _ in looked)}
            if not found.found and not expected:
                expected = {("", "together")}
            told = {(one.part, one.code) for one in found.reasons}
            assert told == (set() if found.found else expected), (query, versions)
