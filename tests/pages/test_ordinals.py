"""Ordinals: given once, never another version's, and the ways to name a version."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from app.clock import DAY
from app.db import Database
from app.pages.models import Page, Version
from app.pages.ordinals import BadName, lead, named_version, next_ordinal, version_by_ordinal


def instant(written: str) -> int:
    return int(datetime.fromisoformat(written).timestamp() * 1_000_000)


def page_with(session: Session, *begins: str) -> int:
    """A page with a version from each of these times on."""
    page = Page(url="https://a.org/", site="a.org", added_at=0, every=DAY)
    session.add(page)
    session.flush()
    for number, begin in enumerate(begins, 1):
        at = instant(begin)
        session.add(Version(page_id=page.id, ordinal=number, first_read=at, last_read=at))
        session.flush()
    return page.id


def test_number_of_a_joined_version_leads_to_the_one_that_holds_it(database: Database) -> None:
    with database.write() as session:
        page = page_with(session, "2026-01-01T00:00Z", "2026-01-02T00:00Z", "2026-01-03T00:00Z")
        for joined, into in ((3, 2), (2, 1)):
            session.delete(version_by_ordinal(session, page, joined))
            session.flush()
            lead(session, page, joined, into)
        held = [version_by_ordinal(session, page, number) for number in (1, 2, 3)]
        assert [version and version.ordinal for version in held] == [1, 1, 1]
        assert next_ordinal(session, page) == 4


@pytest.mark.parametrize("number", [0, -1, 4, 2**31, 10**19])
def test_number_that_was_never_given_names_nothing(number: int, database: Database) -> None:
    with database.write() as session:
        page = page_with(session, "2026-01-01T00:00Z", "2026-01-02T00:00Z", "2026-01-03T00:00Z")
        assert version_by_ordinal(session, page, number) is None


@pytest.mark.parametrize(
    ("name", "ordinal"),
    [
        ("1", 1),
        (" 2 ", 2),
        ("3", None),
        ("2026", None),
        ("99999999999999999999999", None),
        ("2026-02-01", 1),
        ("2026-02-02", 2),
        ("2026-02-02T08:59:59", 1),
        ("2026-02-02T09:00", 2),
        ("2026-02-02T10:00+01:00", 2),
        ("2026-02-02T09:00:00.000000Z", 2),
        ("2025-12-31", None),
        ("9999-12-31", 2),
        ("0001-01-01", None),
    ],
)
def test_number_day_or_time_names_a_version(name: str, ordinal: int | None, database: Database) -> None:
    with database.write() as session:
        page = page_with(session, "2026-01-05T12:00Z", "2026-02-02T09:00Z")
        found = named_version(session, page, name)
        assert (found and found.ordinal) == ordinal


def test_day_ends_where_its_zone_says(database: Database) -> None:
    with database.write() as session:
        page = page_with(session, "2026-01-05T12:00Z", "2026-02-02T02:00Z")
        found = [
            named_version(session, page, "2026-02-01", ZoneInfo(zone)) for zone in ("UTC", "America/New_York")
        ]
        assert [version and version.ordinal for version in found] == [1, 2]


@pytest.mark.parametrize(
    "name",
    ["", "x", "next", "1.5", "0x1", "٣", "2026-13-01", "2026-02-30", "-", "--", "1-", "2026-01-01" * 9],
)
def test_what_names_no_version_is_refused(name: str, database: Database) -> None:
    with database.write() as session:
        page = page_with(session, "2026-01-05T12:00Z")
        with pytest.raises(BadName):
            named_version(session, page, name)
