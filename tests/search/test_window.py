"""Parameters and operators say the same things about time, and intersect."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trie_core
from app.charts.calendar import span
from app.search.errors import SearchError
from app.search.window import EARLIEST, LATEST, Window, resolve

UTC = ZoneInfo("UTC")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Asked(NamedTuple):
    """A parsed query, as far as time goes."""

    text: str = ""
    after: str | None = None
    before: str | None = None
    at: str | None = None


def window(asked: Asked = Asked(), *, from_: str = "", to: str = "", at: str = "") -> Window:  # noqa: B008
    return resolve(asked, from_=from_, to=to, at=at, zone=UTC)


maybe_day = st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)).map(date.isoformat)


@given(maybe_day, maybe_day, maybe_day, maybe_day)
def test_a_window_is_the_intersection_of_all_that_was_said(
    after: str | None, before: str | None, from_: str | None, to: str | None
) -> None:
    starts = [day for day in (after, from_) if day]
    ends = [day for day in (before, to) if day]
    asked = Asked(f"x after:{after} before:{before}", after, before)
    if starts and ends and max(starts) > min(ends):
        with pytest.raises(SearchError):
            window(asked, from_=from_ or "", to=to or "")
        return
    found = window(asked, from_=from_ or "", to=to or "")
    if not starts and not ends:
        assert found.is_now
        return
    assert found.between == (
        span(max(starts), UTC)[0] if starts else EARLIEST,
        span(min(ends), UTC)[1] if ends else LATEST,
    )


def test_nothing_said_is_the_present_and_any_is_ever() -> None:
    assert window().is_now
    assert window(from_="any") == Window(ever=True)
    assert not window(from_="any").is_now
    assert window(from_="any", to="2026-01-31") == window(to="2026-01-31")
    assert window(Asked("after:2026-01-31", after="2026-01-31"), from_="any").ever is False


def test_at_is_the_end_of_its_day_in_the_readers_zone() -> None:
    found = resolve(Asked("at:2026-03-01", at="2026-03-01"), from_="", to="", at="", zone=AMSTERDAM)
    assert found.at == span("2026-03-01", AMSTERDAM)[1]
    assert found == resolve(Asked(), from_="", to="", at="2026-03-01", zone=AMSTERDAM)


def test_a_reversed_window_points_at_the_operator_or_names_the_field() -> None:
    text = "flood after:2026-02-02 before:2026-02-01"
    with pytest.raises(SearchError) as caught:
        window(Asked(text, "2026-02-02", "2026-02-01"))
    assert caught.value.position == text.index("before:")
    with pytest.raises(SearchError) as caught:
        window(from_="2026-02-02", to="2026-02-01")
    assert (caught.value.field, caught.value.position) == ("to", None)


def test_a_day_that_is_none_points_at_its_operator() -> None:
    with pytest.raises(SearchError) as caught:
        window(Asked("flood AFTER:2026-02-30", after="2026-02-30"))
    assert caught.value.position == 6


def test_one_day_is_a_window_and_a_skipped_one_is_empty_without_being_an_error() -> None:
    assert window(from_="2026-02-01", to="2026-02-01").between == span("2026-02-01", UTC)
    skipped = resolve(
        Asked(), from_="2011-12-30", to="2011-12-30", at="", zone=ZoneInfo("Pacific/Apia")
    ).between
    assert skipped is not None
    assert skipped[0] == skipped[1] + 1


def test_two_days_to_stand_at_are_one_too_many() -> None:
    with pytest.raises(SearchError, match="one moment only"):
        window(Asked("at:2026-03-01", at="2026-03-01"), at="2026-03-02")
    assert window(Asked("at:2026-03-01", at="2026-03-01"), at="2026-03-01").at is not None


def test_operators_take_a_time_a_month_and_a_year() -> None:
    query = trie_core.parse("x after:2026-11 before:2026-12-25T15:00+01:00")
    assert resolve(query, from_="", to="", at="", zone=AMSTERDAM).between == (
        span("2026-11-01", AMSTERDAM)[0],
        span("2026-12-25T14:00", UTC)[1],
    )
    query = trie_core.parse("x at:2025")
    assert resolve(query, from_="", to="", at="", zone=UTC).at == span("2025-12-31", UTC)[1]


def test_a_widened_operator_is_still_found_in_its_query() -> None:
    query = trie_core.parse("flood after:2026-11 before:2025")
    with pytest.raises(SearchError) as caught:
        resolve(query, from_="", to="", at="", zone=UTC)
    assert caught.value.position == query.text.index("before:")
