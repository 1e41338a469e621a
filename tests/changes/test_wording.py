"""Words of a changed sentence: each carries its own dates, through all that the sentence was before."""

from __future__ import annotations

from collections.abc import Sequence

from app.changes.standing import standing_of
from app.changes.wording import title_of, words_of
from app.clock import DAY
from app.db import Database
from app.pages.timeline import standing
from tests.changes.saying import BEGAN, page_that_said

STAYS = "Mind the tide."


def day(at: int) -> int:
    return (at - BEGAN) // DAY


def told(database: Database, mains: Sequence[str | None], number: int = 1) -> list[tuple[str, int, int]]:
    """The words of a sentence of the newest version: since which day, and on which day first ever."""
    page_id = page_that_said(database, mains)
    with database.read() as session:
        version = standing(session, page_id)
        assert version is not None
        found = words_of(session, version, standing_of(session, version)[number - 1])
    return [(word.text.strip(), day(word.since), day(word.first_ever)) for word in found]


def said(*sentences: str | None) -> list[str | None]:
    return [None if one is None else f"{one}\n{STAYS}" for one in sentences]


def test_a_word_that_was_changed_is_as_old_as_the_change(database: Database) -> None:
    found = told(database, said("Boats pay two pounds a metre.", "Boats pay three pounds a metre."))
    assert found == [
        ("Boats", 0, 0),
        ("pay", 0, 0),
        ("three", 1, 1),
        ("pounds", 0, 0),
        ("a", 0, 0),
        ("metre.", 0, 0),
    ]


def test_dates_are_followed_through_several_changes(database: Database) -> None:
    found = told(
        database,
        said(
            "Boats pay two pounds.",
            "Boats pay two pounds a metre.",
            "All boats pay two pounds a metre.",
            "All boats pay three pounds a metre.",
        ),
    )
    assert [since for _, since, _ in found] == [2, 2, 0, 3, 0, 1, 1]


def test_a_word_that_came_back_says_when_it_was_there_first(database: Database) -> None:
    found = told(
        database,
        said(
            "The office is open from nine daily.",
            "The office is open from ten daily.",
            "The office is open from nine daily.",
        ),
    )
    assert ("nine", 2, 0) in found


def test_a_sentence_with_too_few_words_of_another_is_new(database: Database) -> None:
    found = told(database, said("Boats pay two pounds.", "Ferries cost nothing this year."))
    assert {since for _, since, _ in found} == {1}


def test_a_sentence_that_moved_and_changed_keeps_its_words(database: Database) -> None:
    before = "Boats pay two pounds a metre.\nFar from it.\nMind the tide."
    after = "Far from it.\nMind the tide.\nBoats pay three pounds a metre."
    found = told(database, [before, after], 3)
    assert [since for _, since, _ in found] == [0, 0, 1, 0, 0, 0]


def test_a_page_that_was_gone_said_nothing_meanwhile(database: Database) -> None:
    found = told(database, [*said("Boats pay two pounds."), None, *said("Boats pay two pounds.")])
    assert {(since, first) for _, since, first in found} == {(2, 0)}


def test_a_title_has_dates_and_its_words_too(database: Database) -> None:
    titles = ["Harbour dues of 2025", "Harbour dues of 2026", "Harbour dues of 2026"]
    page_id = page_that_said(database, ["Open.", "Open now.", "Open."], titles=titles)
    with database.read() as session:
        version = standing(session, page_id)
        assert version is not None
        stands, words = title_of(session, version)
    assert (day(stands.since), day(stands.first_ever), stands.back) == (1, 1, False)
    assert [(word.text.strip(), day(word.since)) for word in words] == [
        ("Harbour", 0),
        ("dues", 0),
        ("of", 0),
        ("2026", 1),
    ]


def test_a_title_that_came_back_says_so(database: Database) -> None:
    page_id = page_that_said(database, ["Open."] * 3, titles=["Harbour", "Closed today", "Harbour"])
    with database.read() as session:
        version = standing(session, page_id)
        assert version is not None
        stands, _ = title_of(session, version)
    assert (day(stands.since), day(stands.first_ever), stands.back) == (2, 0, True)
