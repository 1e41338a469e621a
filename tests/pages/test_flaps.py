"""Flapping passages: what is learnt of them, what is said of each change, and where that shows."""

from __future__ import annotations

from click.testing import CliRunner
from sqlalchemy import select

from app.changes.latest import Choice, latest
from app.cli import main
from app.db import Database
from app.pages import flapping, listing
from app.pages.choice import Choice as Wanted
from app.pages.models import Page, Version
from app.text import sentence_hashes
from tests.changes.saying import page_that_said

QUOTES = ("All is well.", "Nothing is lost.", "The tide turns.")


def board(number: int, *, news: str = "", box: str = "", gulls: str = "many gulls") -> str:
    """A page with a counter between sentences that stand still, and a box below it."""
    return "\n".join(
        part
        for part in (
            "The harbour is open.",
            news,
            f"So far {number} people came to see {gulls}.",
            "Boats pay at the office.",
            box,
            "Mind the steps.",
        )
        if part
    )


def quiet(database: Database, page_id: int) -> list[bool]:
    """Of each version, whether nothing but what flaps changed with it."""
    with database.read() as session:
        mine = select(Version.flaps).where(Version.page_id == page_id)
        return list(session.scalars(mine.order_by(Version.first_read)))


def page_of(database: Database, page_id: int) -> Page:
    with database.read() as session:
        return session.get_one(Page, page_id)


def told(database: Database, page_id: int) -> list[int]:
    """The versions that the list of changes has, oldest first."""
    with database.read() as session:
        changes = latest(session, Choice(), lines=100).changes
        return sorted(change.ordinal for change in changes if change.page == page_id)


def test_a_counter_flaps_after_three_changes(database: Database) -> None:
    page_id = page_that_said(database, [board(number) for number in range(8)])
    assert quiet(database, page_id) == [False] * 4 + [True] * 4
    assert page_of(database, page_id).flaps
    assert told(database, page_id) == [2, 3, 4]


def test_a_page_that_changes_twice_in_ten_readings_does_not_flap(database: Database) -> None:
    page_id = page_that_said(database, [board(number // 5) for number in range(15)])
    assert not page_of(database, page_id).flaps
    assert quiet(database, page_id) == [False] * 3


def test_a_rotating_box_flaps(database: Database) -> None:
    page_id = page_that_said(database, [board(1, box=QUOTES[number % 3]) for number in range(12)])
    assert all(quiet(database, page_id)[5:])
    assert page_of(database, page_id).flaps


def test_a_place_where_something_else_stands_each_time_flaps(database: Database) -> None:
    names = ("Anna", "Bert", "Carin", "Daan", "Eva", "Finn", "Gerd", "Hugo")
    page_id = page_that_said(database, [board(1, box=f"{name} was here.") for name in names])
    assert quiet(database, page_id) == [False] * 4 + [True] * 4


def test_a_list_that_grows_at_its_top_does_not_flap(database: Database) -> None:
    news = [f"Story {name} broke." for name in "abcdefghijkl"]
    grown = ["\n".join(["Latest news:", *news[:number][::-1], "Mind the steps."]) for number in range(1, 12)]
    page_id = page_that_said(database, grown)
    assert not any(quiet(database, page_id))
    # The same where the list keeps its length.
    cut = ["\n".join(["Latest news:", *news[at : at + 4][::-1], "Mind the steps."]) for at in range(8)]
    assert not any(quiet(database, page_that_said(database, cut)))


def test_a_real_change_beside_what_flaps_is_told(database: Database) -> None:
    said = [board(number) for number in range(6)]
    said += [board(6, news="The bridge is closed."), board(7, news="The bridge is closed.")]
    page_id = page_that_said(database, said)
    assert quiet(database, page_id)[4:] == [True, True, False, True]
    assert 7 in told(database, page_id)


def test_what_flaps_and_changes_in_another_way_is_told(database: Database) -> None:
    said = [board(number) for number in range(6)] + [board(6, gulls="no gull")]
    page_id = page_that_said(database, said)
    assert quiet(database, page_id)[-2:] == [True, False]


def test_what_flaps_and_is_gone_for_good_is_told(database: Database) -> None:
    said = [board(number) for number in range(6)]
    page_id = page_that_said(
        database, [*said, "The harbour is open.\nBoats pay at the office.\nMind the steps."]
    )
    assert quiet(database, page_id)[-2:] == [True, False]


def test_a_sentence_that_went_from_beside_what_flaps_is_told(database: Database) -> None:
    said = [board(number, box=f"Box {'abcdefgh'[number]} here.") for number in range(7)]
    page_id = page_that_said(database, [*said, said[-1].replace("Mind the steps.", "")])
    assert quiet(database, page_id)[-2:] == [True, False]


def test_what_stands_still_for_ten_readings_is_told_again(database: Database) -> None:
    said = [board(number) for number in range(6)] + [board(5)] * 9 + [board(9)]
    page_id = page_that_said(database, said)
    assert quiet(database, page_id)[-2:] == [True, False]
    assert not page_of(database, page_id).flaps


def test_a_title_that_counts_flaps(database: Database) -> None:
    titles = [f"({number}) Harbour" for number in range(6)] + ["(7) Closed"]
    page_id = page_that_said(database, [board(1)] * 7, titles=titles)
    assert quiet(database, page_id) == [False] * 4 + [True] * 2 + [False]


def test_a_damaged_text_hinders_no_reading(database: Database) -> None:
    page_id = page_that_said(database, [board(number) for number in range(5)])
    with database.write() as session:
        for version in session.scalars(select(Version).where(Version.page_id == page_id)):
            version.text_number = 99
    with database.read() as session:
        assert not flapping.flaps_by(session, page_id, 2**62)


def test_passages_are_named_and_counted(database: Database) -> None:
    page_id = page_that_said(database, [board(number) for number in range(6)])
    with database.read() as session:
        assert [one.text for one in flapping.passages(session, page_id)] == [
            "So far 5 people came to see many gulls."
        ]
        assert listing.counts(session, Wanted())["flapping"] == 1
        assert [row.page.id for row in listing.listing(session, Wanted(state="flapping")).rows] == [page_id]


def test_a_choice_for_the_site_takes_the_place_of_that_of_its_pages(database: Database) -> None:
    first, second = (page_that_said(database, [board(1)]) for _ in range(2))

    def left_out() -> list[bool]:
        with database.read() as session:
            return [flapping.is_quiet(session, session.get_one(Page, one)) for one in (first, second)]

    def choose(page_id: int, *, out: bool, site: bool) -> None:
        with database.write() as session:
            assert flapping.leave_out(session, page_id, out=out, site=site)

    choose(first, out=True, site=False)
    assert left_out() == [True, False]
    choose(first, out=True, site=True)
    choose(second, out=False, site=False)
    assert left_out() == [True, False]
    choose(second, out=False, site=True)
    assert left_out() == [False, False]


def test_shell_names_what_flaps(database: Database, hud: CliRunner) -> None:
    def shown(arguments: list[str]) -> str:
        return hud.invoke(main, arguments, catch_exceptions=False).stdout

    page_id = page_that_said(database, [board(number) for number in range(6)])
    assert "So far 5 people" in shown(["pages", "show", str(page_id)])
    assert str(page_id) in shown(["pages", "list", "--state", "flapping"])
    shown(["pages", "edit", str(page_id), "--quiet"])
    assert page_of(database, page_id).quiet


def test_hashes_and_keys_are_of_the_same_sentences() -> None:
    text = "Open at 9. Nr. 4 is here.\n12:30\nSo far 3,000 came. On 3 May 2026 it ends."
    found = flapping.said("", text, "en")
    assert len(found.hashes) == len(found.keys) == len(sentence_hashes(text, "en")) // 8
