"""History on a page's own screen: the strip of time, the changes with their first words, and the choice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from app.clock import DAY
from app.db import Database
from app.pages import history
from app.pages.headline import headline
from app.pages.history import Step
from app.pages.history_screen import ROWS
from app.pages.strip import SLOTS, Place, Strip, strip
from app.pages.summary import FORM, Summary
from app.settings import Settings
from tests.pages.site import Answer, Site
from tests.pages.test_minor_versions import with_links
from tests.pages.test_timeline import added, read_again
from tests.web.site import running

Crawl = Callable[[], int]
START = 1_700_000_000_000_000


@pytest.fixture
def nobody(database: Database, settings: Settings) -> Iterator[TestClient[Litestar]]:
    assert database.url == settings.database
    with running(settings) as client:
        yield client


@pytest.fixture
def page_id(database: Database, site: Site, crawl: Crawl) -> int:
    """Seen first, changed in three sentences and its title, gone, back with a minor change."""
    page_id = added(database, site.page("/a", "The pool opens at nine. Dogs may come.", title="Pool 2026"))
    crawl()
    site.page("/a", "The pool opens at ten. Entry is free.", title="Pool <2027>")
    read_again(database, page_id, crawl)
    site.answers["/a"] = Answer(b"", 404)
    read_again(database, page_id, crawl)
    read_again(database, page_id, crawl)
    site.page("/a", "The pool is closed.", title="Pool <2027>")
    read_again(database, page_id, crawl)
    return page_id


def entries(html: str) -> list[str]:
    """The entries of the list of changes as text, newest first."""
    found = re.findall(r'<li id="v\d+">.*?(?=<li id="v|</ol>)', html, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", entry).split()) for entry in found]


def test_each_change_is_told_in_a_sentence_with_its_first_words(
    nobody: TestClient[Litestar], page_id: int
) -> None:
    html = nobody.get(f"/pages/{page_id}").text
    back, gone, changed, first = entries(html)
    assert "First seen" in first
    assert "+1 sentence, −1, 2 changed, title changed" in changed
    assert "Title: Pool 2026 Pool &lt;2027&gt;" in changed
    assert "+ Entry is free." in changed
    assert "− Dogs may come." in changed
    assert "Gone" in gone
    assert "Back after" in back
    assert "The pool is closed." in back


def test_the_strip_has_a_mark_for_each_version_that_leads_to_its_entry(
    nobody: TestClient[Litestar], page_id: int
) -> None:
    html = nobody.get(f"/pages/{page_id}").text
    drawn = html[html.index('<svg class="history"') : html.index("</section>", html.index("<svg"))]
    links = re.findall(r'<a href="#(v\d+)"', drawn)
    assert links == ["v1", "v2", "v3", "v4"]
    assert all(f'<li id="{link}"' in html for link in links)
    assert drawn.count('class="new"') == 2  # and in the key below
    assert 'class="cross"' in drawn
    assert 'class="back"' in drawn


def test_a_reader_chooses_what_is_shown(nobody: TestClient[Litestar], page_id: int) -> None:
    path = f"/pages/{page_id}"
    assert [len(entries(nobody.get(f"{path}?show={show}").text)) for show in ("large", "title", "away")] == [
        2,
        1,
        2,
    ]
    # The strip stays whole, and leads to the whole list.
    assert 'href="?page=1#v1"' in nobody.get(f"{path}?show=title").text
    assert nobody.get(f"{path}?show=nonsense").status_code == 404


def test_minor_versions_are_folded_and_counted_in_no_choice(
    database: Database, site: Site, crawl: Crawl, nobody: TestClient[Litestar]
) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    with_links(site, 1)
    read_again(database, page_id, crawl)
    html = nobody.get(f"/pages/{page_id}").text
    assert "1 minor change outside the main text" in html
    assert '<svg class="history" role="group"' not in html  # one version alone has no strip
    with database.read() as session:
        steps = history.steps(session, page_id)
    assert [(step.minor, step.before) for step in steps] == [(False, None), (True, 1)]
    assert set(history.counts(steps).values()) == {1, 0}


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        (None, "Changed"),
        (Summary(FORM, kept=3), "White space changed"),
        (Summary(FORM, added=1), "+1 sentence"),
        (Summary(FORM, added=1_200, removed=9), "+1,200 sentences, −9"),
        (Summary(FORM, removed=2), "−2 sentences"),
        (Summary(FORM, changed=1), "1 sentence changed"),
        (Summary(FORM, moved=2), "2 sentences moved"),
        (
            Summary(FORM, removed=1, changed=2, moved=3, title=True),
            "−1 sentence, 2 changed, 3 moved, title changed",
        ),
        (Summary(FORM, title=True), "Title changed"),
    ],
)
def test_a_headline_says_what_happened_to_the_sentences(summary: Summary | None, said: str) -> None:
    assert headline(summary) == said


def step(ordinal: int, at: int, *, added: int = 1, gone: bool = False) -> Step:
    return Step(
        id=ordinal,
        ordinal=ordinal,
        first_read=at,
        last_read=at,
        until=None,
        gone=gone,
        minor=False,
        before=ordinal - 1 or None,
        is_back=False,
        added=added,
        removed=0,
        is_large=False,
        has_new_title=False,
        flaps=False,
    )


def drawn(steps: list[Step], last: int) -> Strip:
    found = strip(steps, lambda ordinal: f"#v{ordinal}", Place(START, last, ZoneInfo("UTC"), "en"))
    assert found is not None
    return found


@pytest.mark.parametrize("count", [2, SLOTS, SLOTS + 1, 3_000])
def test_very_many_versions_share_marks_and_none_is_lost(count: int) -> None:
    steps = [step(number + 1, START + number * DAY) for number in range(count)]
    found = drawn(steps, START + count * DAY)
    assert 2 <= len(found.marks) <= SLOTS
    told = sum(
        int(number.replace(",", ""))
        for mark in found.marks
        for number in re.findall(r"\+([\d,]+)$", mark.title)
    )
    assert told + ("first seen" in found.marks[0].title) == count
    places = [float(mark.x.rstrip("%")) for mark in found.marks]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < 100


def test_all_at_one_moment_or_after_the_newest_check_stays_inside() -> None:
    found = drawn([step(1, START), step(2, START), step(3, START + DAY)], START)
    assert all(0 <= float(mark.x.rstrip("%")) <= 100 for mark in found.marks)


def test_the_list_comes_in_parts_to_which_the_strip_leads(
    database: Database, site: Site, crawl: Crawl, nobody: TestClient[Litestar]
) -> None:
    page_id = added(database, site.page("/a", "Word 0."))
    crawl()
    for number in range(ROWS):
        site.page("/a", f"Word {number + 1}.")
        read_again(database, page_id, crawl)
    first, second = (nobody.get(f"/pages/{page_id}?page={number}").text for number in (1, 2))
    assert (len(entries(first)), len(entries(second))) == (ROWS, 1)
    assert 'href="?page=2#v1"' in first
    assert 'href="#v1"' in second
