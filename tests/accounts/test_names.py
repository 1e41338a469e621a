"""Names that cannot be seen, or that look like another's, are refused."""

from __future__ import annotations

import pytest

from app.accounts import service
from app.accounts.names import NameRefused, clean_name, looks, name_key
from app.clock import now
from app.db import Database


@pytest.mark.parametrize(
    "name", ["Ann", "Ελένη", "Иван Петров", "王小明", "Åsa Öberg", "J. O'Neil", "user-7"]
)
def test_names_of_every_script_are_taken(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "--",
        "Ann\u200b",
        "\u202eennA",
        "A\u00adnn",
        "Ann\u3164",
        "Ann\x07",
        "ann@x.org",
        "\ue000",
        "Mаrie",
    ],
)
def test_what_readers_cannot_tell_apart_is_refused(name: str) -> None:
    with pytest.raises(NameRefused):
        clean_name(name)


def test_a_name_whose_key_would_not_fit_the_table_is_refused() -> None:
    with pytest.raises(NameRefused):
        clean_name("\ufdfa" * 20)


def test_blanks_and_case_make_no_other_name() -> None:
    assert clean_name("  Marie   Elise ") == "Marie Elise"
    assert name_key("MARIE\u00a0elise") == name_key("Marie Elise")


@pytest.mark.parametrize(("one", "other"), [("ace", "асе"), ("MAPIO", "МАРІО"), ("nikoy", "ΝΙΚΟΥ")])
def test_a_name_that_looks_like_another_s_is_taken_already(
    any_database: Database, one: str, other: str
) -> None:
    assert looks(one) == looks(other)
    with any_database.write() as session:
        service.create(session, one, "x", "admin", now())
    with pytest.raises(service.NameTaken), any_database.write() as session:
        service.create(session, other, "x", "reader", now())
