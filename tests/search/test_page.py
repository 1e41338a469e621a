"""`/search` for people: whole without JavaScript, a fragment for htmx, and never a stranger's markup."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import etree, html

from app.i18n import LANGUAGES
from tests.search.corpus import Corpus

Client = TestClient[Litestar]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
TOOK = re.compile(r"[\d.,]+\u00a0[µm]s")
PAYLOAD = '<img src=x onerror=alert(1)> {{7*7}} " onfocus="x flood'


def get(client: Client, address: str, **params: str) -> html.HtmlElement:
    answer = client.get(address, params=params)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def links(page: html.HtmlElement, text: str) -> str:
    (href,) = {link.get("href") for link in page.iter("a") if (link.text_content() or "").strip() == text}
    return str(href)


@pytest.fixture
def three(corpus: Corpus) -> Corpus:
    """Two pages that say flood, one that said it."""
    corpus.says("https://a.org/1", "2026-01-01", "the flood came", title="One")
    corpus.says("https://b.org/2", "2026-01-02", "flood insurance", title="Two", language="nl")
    corpus.says("https://c.org/3", "2026-01-03", "flood")
    corpus.says("https://c.org/3", "2026-02-03", "drought")
    corpus.says("https://d.org/4", "2026-01-05T13:05:00", "blink")
    corpus.says("https://d.org/4", "2026-01-05T14:05:00", "gone again")
    corpus.follow()
    return corpus


@pytest.mark.usefixtures("three")
def test_a_result_shows_title_address_passage_and_times(client: Client) -> None:
    page = get(client, "/search", q="flood", order="oldest")
    first = page.cssselect("ol.results > li")[0]
    assert first.cssselect("h3 a")[0].get("href") == "https://a.org/1"
    assert first.cssselect(".url")[0].text == "https://a.org/1"
    assert first.cssselect("mark")[0].text == "flood"
    times = [time.get("datetime") for time in first.cssselect("time")]
    assert times == ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"]
    assert "1 version" in first.text_content()
    assert page.cssselect("h1")


@pytest.mark.usefixtures("three")
def test_a_result_of_the_past_says_how_it_ended(client: Client) -> None:
    ever = client.get("/search", params={"q": "flood site:c.org", "from": "any"}).text
    assert "gone between" in ever
    assert "gone between" not in client.get("/search", params={"q": "blink", "from": "any"}).text
    page = html.fromstring(client.get("/search", params={"q": "blink", "from": "any"}).text)
    day = " ".join(map(str, page.itertext()))
    assert "gone on 5 Jan 2026 between 13:05 and 14:05" in " ".join(day.split())
    # Inside a window only the version is known to have ended: the next one may say the same.
    window = client.get("/search", params={"q": "flood site:c.org", "to": "2026-01-31"}).text
    assert "found changed on" in window
    assert "gone between" not in window
    assert "gone between" not in client.get("/search", params={"q": "flood"}).text


@pytest.mark.usefixtures("three")
def test_a_version_that_ended_on_the_day_it_was_last_read_is_told_to_have_changed_on_that_day(
    client: Client,
) -> None:
    page = get(client, "/search", q="blink", to="2026-01-31")
    assert "found changed on 5 Jan 2026" in " ".join(page.cssselect(".since")[0].text_content().split())


@pytest.mark.usefixtures("three")
def test_every_way_of_narrowing_is_a_plain_link(client: Client) -> None:
    page = get(client, "/search", q="flood")
    assert links(page, "any time") == "/search?q=flood&from=any"
    assert links(page, "newest") == "/search?q=flood&order=newest"
    assert links(page, "Dutch 1") == "/search?q=flood&lang=nl"
    assert links(page, "English 1") == "/search?q=flood&lang=en"
    assert links(get(client, "/search", q="flood", lang="nl"), "Dutch ×") == "/search?q=flood"
    assert "Dutch" not in client.get("/search", params={"q": "came"}).text, "one language needs no choice"
    assert links(page, "a.org") == "/search?q=flood&site=a.org"
    assert links(page, "1 more page") == "/search?q=flood&from=any"
    narrowed = get(client, "/search", q="flood", site="a.org", order="newest")
    assert links(narrowed, "a.org ×") == "/search?q=flood&order=newest"
    hidden = {
        field.get("name"): field.get("value") for field in narrowed.cssselect("form.ask input[type=hidden]")
    }
    assert hidden == {"site": "a.org", "order": "newest"}


@pytest.mark.usefixtures("three")
def test_links_stay_in_the_language_of_the_address(client: Client) -> None:
    page = get(client, "/nl/search", q="flood")
    assert page.get("lang") == "nl"
    assert all(
        link.get("href").startswith("/nl/search?")
        for link in page.cssselect("#results .chips a, .ruler a, .cols aside a")
    )
    assert page.cssselect("form.ask")[0].get("action") == "/nl/search"


@pytest.mark.usefixtures("three")
def test_the_ruler_is_sound_svg_without_inline_style(client: Client) -> None:
    text = client.get("/search", params={"q": "flood"}).text
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) == 2
    for picture in pictures:
        etree.fromstring(picture)
    assert "style=" not in text
    assert "onclick" not in text
    page = html.fromstring(text)
    bars = page.cssselect(".ruler a")
    (picture,) = page.cssselect(".ruler svg[data-bins]")
    assert len(bars) == len(picture.get("data-bins", "").split(" ")), "this word was said all the time"
    assert page.cssselect(".ruler .bar.first")
    rows = page.cssselect(".ruler table tbody tr")
    assert [(row.cssselect("td")[2].text or "").strip() for row in rows] == ["3", "2"]
    narrowed = parse_qs(urlsplit(bars[3].get("href", "")).query)
    assert get(client, "/search", **{name: value[0] for name, value in narrowed.items()}) is not None


@pytest.mark.usefixtures("three")
def test_htmx_gets_the_results_alone_and_the_address_to_push(client: Client) -> None:
    answer = client.get("/sv/search", params={"q": "flood", "order": "newest"}, headers=PARTIAL)
    assert "<html" not in answer.text
    assert 'class="results"' in answer.text
    assert answer.headers["HX-Push-Url"] == "/sv/search?q=flood&order=newest"
    assert "HX-Replace-Url" not in answer.headers
    assert "HX-Request-Type" in answer.headers["Vary"]


@pytest.mark.usefixtures("three")
def test_while_typing_the_address_is_replaced_and_means_the_same_without_typing(
    client: Client,
) -> None:
    answer = client.get("/search", params={"q": "insur", "typing": "1"}, headers=PARTIAL)
    assert "insurance" in answer.text
    assert answer.headers["HX-Replace-Url"] == "/search?q=insur*"
    assert "HX-Push-Url" not in answer.headers
    assert "typing" not in answer.text
    opened = client.get("/search?q=insur*", headers=PARTIAL).text
    assert TOOK.sub("", opened) == TOOK.sub("", answer.text)


TYPED = (
    "flood insurance",
    'flood lang:en "flood insurance"',
    "flood after:2026-01-05 before:2026-12",
    "at:2026-06-01T15:00 risk",
    "(flood OR drought) -insurance",
    "I do NOT (like) it",
    "http://a.org/1",
    "see https://a.org/1?utm_source=x now",
    "a.org/1",
    "url:https://a.org/1 flood",
    "title:report site:a.org",
    "lang:dutch flood",
    "wrod~2 C*-algebra insurence",
    "error at:42 git --all; x",
    "&& !!!",
)


@pytest.mark.parametrize("whole", TYPED)
@pytest.mark.usefixtures("three")
def test_the_address_pushed_while_typing_gives_the_same_when_it_is_opened(client: Client, whole: str) -> None:
    for end in range(1, len(whole) + 1):
        typed = client.get("/search", params={"q": whole[:end], "typing": "1"}, headers=PARTIAL)
        address = typed.headers.get("HX-Replace-Url")
        assert (address is None) == (typed.status_code == 204), whole[:end]
        if address is not None:
            opened = client.get(address, headers=PARTIAL)
            assert TOOK.sub("", opened.text) == TOOK.sub("", typed.text), (whole[:end], address)


@pytest.mark.usefixtures("three")
def test_a_paste_that_no_address_can_hold_waits_for_enter(client: Client) -> None:
    paste = " ".join(f"flood{number}" for number in range(400))
    typed = client.get("/search", params={"q": paste, "typing": "1"}, headers=PARTIAL)
    assert (typed.status_code, typed.text) == (204, "")
    entered = client.get("/search", params={"q": paste}, headers=PARTIAL)
    assert entered.headers["HX-Push-Url"] == "true", "the address of the request"


@pytest.mark.usefixtures("three")
def test_an_unfinished_query_keeps_the_last_results_and_a_finished_bad_one_says_where(
    client: Client,
) -> None:
    half = client.get("/search", params={"q": 'flood "ris', "typing": "1"}, headers=PARTIAL)
    assert (half.status_code, half.text) == (204, "")
    asked = {"q": "flood at:2026-02-30"}
    typing = client.get("/search", params={**asked, "typing": "1"}, headers=PARTIAL)
    assert (typing.status_code, typing.text) == (204, "")
    entered = client.get("/search", params=asked, headers=PARTIAL)
    assert entered.status_code == 400
    assert "<html" not in entered.text
    assert entered.headers["HX-Push-Url"] == "/search?q=flood+at%3A2026-02-30"
    lines = html.fromstring(entered.text).cssselect("pre.caret span")
    assert lines[0].text == "flood at:2026-02-30"
    assert lines[1].text == "         ^"


@pytest.mark.parametrize(
    ("typed", "status"), [("flo (", 204), ("(flo", 200), ("flood OR", 200), ("zzz", 200)]
)
@pytest.mark.usefixtures("three")
def test_a_query_that_breaks_off_is_answered_only_where_it_finds_something(
    client: Client,
    typed: str,
    status: int,
) -> None:
    answer = client.get("/search", params={"q": typed, "typing": "1"}, headers=PARTIAL)
    assert answer.status_code == status


@pytest.mark.parametrize("pasted", ["(flood", 'flood "', "flood)", "{flood}", "flood*flood"])
@pytest.mark.usefixtures("three")
def test_what_is_no_query_is_searched_by_its_words(client: Client, pasted: str) -> None:
    answer = client.get("/search", params={"q": pasted})
    assert answer.status_code == 200
    assert "<mark>flood</mark>" in answer.text.lower()


@pytest.mark.usefixtures("three")
def test_an_error_stands_by_its_field_and_the_query_is_still_in_it(client: Client) -> None:
    answer = client.get("/search", params={"q": "flood at:2026-02-30"})
    assert answer.status_code == 400
    page = html.fromstring(answer.text)
    (field,) = page.cssselect("input[name=q]")
    assert field.get("value") == "flood at:2026-02-30"
    assert field.get("aria-invalid") == "true"
    assert page.cssselect("#" + field.get("aria-describedby", ""))
    days = client.get("/search", params={"q": "flood", "from": "2026-02-02", "to": "2026-02-01"})
    assert days.status_code == 400
    assert "before it begins" in days.text


def test_empty_places_teach(client: Client, corpus: Corpus) -> None:
    assert "Add the first page" in client.get("/search").text
    assert "Add the first page" in client.get("/search", params={"q": "flood"}).text
    for number in range(4):
        corpus.says(f"https://a.org/{number}", "2026-01-01", "insurance")
    corpus.says("https://b.org/", "2026-01-01", "flood")
    corpus.says("https://b.org/", "2026-02-01", "drought")
    corpus.follow()
    assert "HUD remembers every word of 5 pages" in client.get("/search").text
    nothing = get(client, "/search", q="insurence", literal="1")
    assert links(nothing, "insurance") == "/search?q=insurance&literal=1"
    past = get(client, "/search", q="flood")
    assert links(past, "1 more page") == links(past, "Search at any time") == "/search?q=flood&from=any"


def test_what_a_page_says_is_never_markup_here(client: Client, corpus: Corpus) -> None:
    corpus.says(
        'https://a.org/"><script>', "2026-01-01", f"{PAYLOAD} <b>flood</b>", title=PAYLOAD, language="<i>"
    )
    corpus.says("javascript://a.org/%0aalert(1)", "2026-01-01", "flood")
    corpus.follow()
    page = get(client, "/search", q="flood")
    results = page.cssselect("ol.results")[0]
    assert not results.cssselect("img, script, b, i")
    assert "{{7*7}}" in results.text_content()
    assert PAYLOAD in results.cssselect("h3")[0].text_content() + results.cssselect("h3")[1].text_content()
    assert not [link for link in page.iter("a") if link.get("href", "").startswith("javascript")]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.usefixtures("three")
def test_naughty_strings_come_back_as_they_were_typed(
    client: Client,
    shared_data: Path,
    language: str,
) -> None:
    strings = json.loads((shared_data / "conformance" / "blns" / "blns.json").read_text())
    # A fifth of the strings in each language: the code is the same, the catalogue is not.
    for naughty in strings[sorted(LANGUAGES).index(language) :: len(LANGUAGES)]:
        answer = client.get(f"/{language}/search", params={"q": naughty})
        assert answer.status_code in (200, 400), naughty
        page = html.document_fromstring(answer.text)
        fields = page.cssselect("form.ask input[name=q]")
        if not fields:
            assert answer.status_code == 400, naughty
            continue
        typed = re.sub("[\r\n]", "", fields[0].get("value", ""))
        assert typed == re.sub("[\r\n]", "", naughty.replace("\0", "")), naughty
        assert not page.cssselect("#results script, #results img")


@pytest.mark.usefixtures("three")
def test_deep_pages_are_bounded_and_say_so(client: Client) -> None:
    assert "Back to the first page" in client.get("/search", params={"q": "flood", "page": "7"}).text
    answer = client.get("/search", params={"q": "flood", "page": "1000"})
    assert answer.status_code == 400
    assert "page 100" in answer.text


def test_a_damaged_index_is_a_pause_and_no_crash(client: Client, three: Corpus) -> None:
    (manifest,) = three.folder.glob("trie-*/manifest")
    manifest.write_bytes(b"no manifest at all")
    answer = client.get("/search", params={"q": "flood"})
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert client.get("/api/search", params={"q": "flood"}).status_code == 503
