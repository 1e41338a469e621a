"""Any history of a page: diffs lead from any version to any other, and since is what a plain model says."""

from __future__ import annotations

import random

import pytest

from app.changes.compare import Wish, compare
from app.changes.standing import standing_of
from app.db import Database
from app.pages.ordinals import version_by_ordinal
from app.settings import Settings
from tests import soak
from tests.changes.model import history, since
from tests.changes.saying import page_that_said
from tests.pages.history import versions as versions_of

HISTORIES = soak.times("histories of pages held against a model", 100, 1_000)


@pytest.mark.soak
def test_diffs_and_since_are_those_of_the_model(database: Database, settings: Settings) -> None:
    chance = random.Random(18)
    for _ in range(HISTORIES):
        said = _distinct(history(chance, chance.randrange(2, 9)))
        page_id = page_that_said(database, [None if one is None else "\n".join(one) for one in said])
        _check_since(database, page_id, said)
        _check_diffs(database, settings, page_id, said, chance)


def _distinct(said: list[list[str] | None]) -> list[list[str] | None]:
    """Without versions that say what the one before says: they are none."""
    return [one for one, before in zip(said, [["?"], *said[:-1]], strict=True) if one != before and one != []]


def _check_since(database: Database, page_id: int, said: list[list[str] | None]) -> None:
    rows = versions_of(database, page_id)
    last = said[-1]
    assert last is not None
    with database.read() as session:
        found = standing_of(session, rows[-1])
    assert [one.text for one in found] == last
    at = {row.ordinal: number for number, row in enumerate(rows)}
    assert len(rows) == len(said)
    for one in found:
        until = None if one.until_version is None else at[one.until_version]
        assert (at[one.first_version], at[one.since_version], until) == since(said, one.text)
        assert (one.first_ever, one.since) == (
            rows[at[one.first_version]].first_read,
            rows[at[one.since_version]].first_read,
        )


def _check_diffs(
    database: Database, settings: Settings, page_id: int, said: list[list[str] | None], chance: random.Random
) -> None:
    older, newer = sorted(chance.sample(range(len(said)), 2))
    rows = versions_of(database, page_id)
    wish = Wish(older=str(rows[older].ordinal), newer=str(rows[newer].ordinal))
    with database.read() as session:
        assert version_by_ordinal(session, page_id, rows[older].ordinal) is not None
        found = compare(session, page_id, wish, settings, "reader")
    (main,) = (section.lines for section in found.sections if section.part == "main")
    assert [line.as_was() for line in main if line.older] == (said[older] or [])
    assert [line.as_is() for line in main if line.newer] == (said[newer] or [])
    before, after = set(said[older] or []), set(said[newer] or [])
    for line in main:
        if line.kind == "kept":
            assert line.as_was() == line.as_is()
        elif line.kind in ("added", "back"):
            assert line.as_is() in after - before
            earlier = {text for one in said[:older] for text in one or ()}
            assert (line.kind == "back") == (line.as_is() in earlier)
        elif line.kind == "removed":
            assert line.as_was() in before - after
        elif line.kind == "moved" and all(piece.kind == "same" for piece in line.both):
            assert line.as_is() in before & after
