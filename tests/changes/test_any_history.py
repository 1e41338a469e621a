"""Any history of a page: diffs lead from any version to any other, and since is what a plain model says."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from app.changes.compare import Wish, compare
from app.changes.script import lines
from app.changes.standing import standing_of
from app.db import Database
from app.pages.ordinals import version_by_ordinal
from app.settings import Settings
from app.text import SEEING, Since, sentence_hashes
from tests import soak
from tests.changes.model import history, since
from tests.changes.saying import page_that_said
from tests.pages.history import versions as versions_of

IN_DATABASE = 8
"""Each eighth history is written down as readings are, and asked for as people ask."""
HISTORIES = soak.times("histories of pages held against a model", 100, 1_000)


@pytest.mark.soak
def test_diffs_and_since_are_those_of_the_model(database: Database, settings: Settings) -> None:
    chance = random.Random(18)
    for number in range(HISTORIES):
        said = _distinct(history(chance, chance.randrange(2, 9)))
        _check_core(said)
        if number % IN_DATABASE:
            continue
        page_id = page_that_said(database, [None if one is None else "\n".join(one) for one in said])
        _check_since(database, page_id, said)
        _check_diffs(database, settings, page_id, said, chance)


def _check_core(said: list[list[str] | None]) -> None:
    """The same without what is written down: since over all versions, and the script of each change."""
    last = said[-1]
    assert last is not None
    known = Since(sentence_hashes("\n".join(last), "en"))
    for older in said[-2::-1]:
        known.older(sentence_hashes("\n".join(older or ()), "en"))
    for text, (first, start, away) in zip(last, known.found(), strict=True):
        newest = len(said) - 1
        until = None if away is None else newest - away
        assert (newest - first, newest - start, until) == since(said, text)
    for older, newer in pairwise(said):
        made = lines("\n".join(older or ()), "\n".join(newer or ()), "en", SEEING)
        assert [line.as_was() for line in made if line.older] == (older or [])
        assert [line.as_is() for line in made if line.newer] == (newer or [])


def _distinct(said: list[list[str] | None]) -> list[list[str] | None]:
    """Without versions that say what the one before says: they are none."""
    made = [one for one, before in zip(said, [["?"], *said[:-1]], strict=True) if one != before and one != []]
    # A last one without a sentence is left out, and the day before it the page may have been gone.
    return made[: max(number for number, one in enumerate(made, 1) if one is not None)]


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
