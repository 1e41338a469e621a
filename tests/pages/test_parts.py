"""Parts of a page that editors choose: what is read with them, now and before, and how that is taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import HOUR
from app.db import Database
from app.extract import BadSelector, Parts, check_parts
from app.pages import parts, reread
from app.pages.models import Page, PageBody
from app.pages.reading import Tools
from app.pages.reread_models import Draft
from app.pages.service import add, read_now
from tests.pages.history import page_of, pass_time, readings, said, versions
from tests.pages.rereading import news
from tests.pages.site import Answer, Site

Crawl = Callable[[], int]
NEWS = Parts("#news", ".ad")


def shown(site: Site, news: str, ad: str, *, notice: str = "Office open.") -> str:
    site.answers["/"] = Answer(
        f"<!doctype html><html lang=en><title>Town</title><main><h1>Town</h1><p>{notice}</p>"
        f"<div id=news><p>{news}</p><p class=ad>{ad}</p></div></main>".encode()
    )
    return site.base + "/"


@pytest.fixture
def page_id(database: Database, site: Site, crawl: Crawl) -> int:
    """A page of which now the news change, now the advertisement, now both."""
    seen = [("Rain.", "Buy tea."), ("Rain.", "Buy rope."), ("Sun.", "Buy rope."), ("Sun.", "Buy soap.")]
    url = shown(site, *seen[0])
    with database.write() as session:
        made = add(session, url, every=HOUR).page.id
    crawl()
    for news_, ad in seen[1:]:
        shown(site, news_, ad)
        read_on(database, made, crawl)
    return made


def read_on(database: Database, page_id: int, crawl: Crawl) -> None:
    pass_time(database, page_id, HOUR)
    with database.write() as session:
        read_now(session, page_id)
    assert crawl()


def choose(database: Database, page_id: int, wish: Parts) -> bool:
    with database.write() as session:
        return parts.choose(session, page_id, wish)


def again(database: Database, page_id: int, tools: Tools) -> None:
    reread.read_again(database, page_id, tools.extractor, lambda _more: database.write())


def lives(database: Database, page_id: int) -> list[tuple[int, int, bool, str]]:
    """Ordinal, beginning, whether it is minor, and main text of each version."""
    rows = versions(database, page_id)
    return [
        (row.ordinal, row.first_read, row.minor, text.main)
        for row, text in zip(rows, said(database, page_id), strict=True)
    ]


def test_past_is_read_with_the_choice_and_nothing_begins_by_it(
    database: Database, page_id: int, tools: Tools
) -> None:
    before = lives(database, page_id)
    assert len(before) == 4
    told = len(news(database))
    assert choose(database, page_id, NEWS)
    again(database, page_id, tools)
    after = lives(database, page_id)
    assert [one[:2] for one in after] == [one[:2] for one in before]
    assert [one[2:] for one in after] == [(False, "Rain."), (True, "Rain."), (False, "Sun."), (True, "Sun.")]
    assert len(news(database)) == told + 1
    assert {row.parts for row in versions(database, page_id)} == {page_of(database, page_id).parts} == {1}
    assert page_of(database, page_id).versions == 2


def test_taking_it_back_restores_all_that_was_there(database: Database, page_id: int, tools: Tools) -> None:
    before = lives(database, page_id)
    ends = [(row.until, row.last_read, row.digest, row.summary) for row in versions(database, page_id)]
    choose(database, page_id, NEWS)
    again(database, page_id, tools)
    assert choose(database, page_id, Parts())
    again(database, page_id, tools)
    assert lives(database, page_id) == before
    assert [
        (row.until, row.last_read, row.digest, row.summary) for row in versions(database, page_id)
    ] == ends
    assert {row.parts for row in versions(database, page_id)} == {0}


def test_new_readings_use_the_choice(
    database: Database, page_id: int, site: Site, crawl: Crawl, tools: Tools
) -> None:
    choose(database, page_id, NEWS)
    again(database, page_id, tools)
    shown(site, "Sun.", "Buy jam.", notice="Office closed.")
    read_on(database, page_id, crawl)
    assert len(versions(database, page_id)) == 4
    shown(site, "Snow.", "Buy jam.")
    read_on(database, page_id, crawl)
    assert lives(database, page_id)[-1][2:] == (False, "Snow.")


def test_a_short_past_is_read_before_the_next_reading_without_waiting_for_the_job(
    database: Database, page_id: int, site: Site, crawl: Crawl
) -> None:
    choose(database, page_id, NEWS)
    shown(site, "Snow.", "Buy jam.")
    read_on(database, page_id, crawl)
    assert [one[3] for one in lives(database, page_id)] == ["Rain.", "Rain.", "Sun.", "Sun.", "Snow."]


def test_a_page_without_the_chosen_part_says_so_and_keeps_what_it_said(
    database: Database, page_id: int, site: Site, crawl: Crawl, tools: Tools
) -> None:
    choose(database, page_id, NEWS)
    again(database, page_id, tools)
    site.answers["/"] = Answer(
        b"<!doctype html><title>Town</title><main><p>All is new here today.</p></main>"
    )
    read_on(database, page_id, crawl)
    assert page_of(database, page_id).error == "no-part"
    assert readings(database, page_id)[-1].error == "no-part"
    assert [one[3] for one in lives(database, page_id)][-1] == "Sun."
    choose(database, page_id, Parts())
    assert page_of(database, page_id).error is None


def test_the_same_choice_again_changes_nothing(database: Database, page_id: int) -> None:
    assert choose(database, page_id, NEWS)
    assert not choose(database, page_id, NEWS)
    choose(database, page_id, Parts("main"))
    choose(database, page_id, NEWS)
    assert page_of(database, page_id).parts == 1


class Stopped(Exception):
    """The process ends here."""


def stop_at(database: Database, page_id: int, tools: Tools, at: int) -> bool:
    """Re-read the page, and end before this of its transactions; whether there were so many."""
    steps = 0

    def step(_more: int) -> AbstractContextManager[Session]:
        nonlocal steps
        steps += 1
        if steps == at:
            raise Stopped
        return database.write()

    try:
        reread.read_again(database, page_id, tools.extractor, step)
    except Stopped:
        return True
    return False


def test_a_crash_before_any_step_loses_nothing(
    database: Database, page_id: int, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reread, "SLICE", 2)
    whole = lives(database, page_id)
    for wish, expected in ((NEWS, ["Rain.", "Rain.", "Sun.", "Sun."]), (Parts(), [one[3] for one in whole])):
        choose(database, page_id, wish)
        before = [one[3] for one in lives(database, page_id)]
        for at in (1, 2, 3, 1):
            assert stop_at(database, page_id, tools, at)
            # Either what was there or what is to be there, and nothing between them.
            assert [one[3] for one in lives(database, page_id)] in (before, expected)
        assert not stop_at(database, page_id, tools, 99)
        assert [one[3] for one in lives(database, page_id)] == expected
    assert lives(database, page_id) == whole


def test_drafts_of_another_choice_are_not_put_in_force(
    database: Database, page_id: int, tools: Tools
) -> None:
    choose(database, page_id, NEWS)
    assert stop_at(database, page_id, tools, 2)
    before = lives(database, page_id)
    assert "Buy" in before[0][3]
    choose(database, page_id, Parts("h1"))
    again(database, page_id, tools)
    assert {one[3] for one in lives(database, page_id)} == {"Town"}
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_bad_selectors_are_refused_with_their_place() -> None:
    with pytest.raises(BadSelector) as caught:
        check_parts(Parts("div > > p"))
    assert (caught.value.field, caught.value.place) == ("only", 7)
    with pytest.raises(BadSelector):
        check_parts(Parts(without="p::before"))
    with pytest.raises(BadSelector):
        check_parts(Parts("a" * 2_000))


def test_preview_tells_what_is_kept_and_dropped(database: Database, page_id: int, tools: Tools) -> None:
    with database.read() as session:
        page = session.get_one(Page, page_id)
        stored = parts.newest_body(session, page_id)
    assert stored is not None
    found = parts.preview(page, *stored, NEWS, tools.extractor)
    assert (found.kept, found.dropped, found.sample, found.error) == (1, 5, "Sun.", "")
    assert parts.preview(page, *stored, Parts("#nothing"), tools.extractor).error == "no-part"


def test_bodies_of_all_versions_stay(database: Database, page_id: int, tools: Tools) -> None:
    def bodies() -> int:
        with database.read() as session:
            return session.scalar(select(func.count()).select_from(PageBody)) or 0

    before = bodies()
    choose(database, page_id, NEWS)
    again(database, page_id, tools)
    assert bodies() == before


def test_what_is_left_out_of_all_of_it_leaves_the_rest_in_order(
    database: Database, page_id: int, tools: Tools
) -> None:
    choose(database, page_id, Parts(without=".ad, h1"))
    again(database, page_id, tools)
    assert [one[3] for one in lives(database, page_id)] == [
        "Office open.\nRain.",
        "Office open.\nRain.",
        "Office open.\nSun.",
        "Office open.\nSun.",
    ]
