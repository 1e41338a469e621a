"""Figures are never overwritten: a second reading revises and withdraws, and any day can be asked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import DAY
from app.db import Database
from app.feeds.feed import Counts
from app.feeds.refused import Refused
from app.tax.figures import figures, places
from app.tax.models import TaxCountry, TaxFigure
from app.tax.revisions import revisions
from tests.search.corpus import at
from tests.tax.answers import answer, country_list, keep, keep_countries, real

FIRST, SECOND = at("2026-02-24"), at("2026-06-30")
FIGURES = {("NLD", 2022): 24.0, ("NLD", 2023): 25.2, ("DEU", 2023): 11.5, ("SWE", 2023): None}


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as made:
        yield made


def known(session: Session, as_of: int | None = None) -> dict[str, dict[int, float]]:
    return figures(session, "total", places(session), as_of=as_of).values


def test_the_same_again_changes_nothing(session: Session) -> None:
    assert keep(session, answer(FIGURES), at=FIRST + DAY) == Counts(new=3)
    assert keep(session, answer(FIGURES), at=FIRST + 2 * DAY) == Counts(same=3)
    assert session.scalar(select(func.count()).select_from(TaxFigure)) == 3


def test_a_second_answer_revises_adds_and_withdraws_and_the_first_can_still_be_asked(
    session: Session,
) -> None:
    keep(session, answer(FIGURES), at=FIRST + DAY)
    later = {("NLD", 2022): 24.0, ("NLD", 2023): 26.1, ("SWE", 2023): 27.0, ("NLD", 2024): 25.0}
    counts = keep(session, answer(later, updated="2026-06-30"), at=SECOND + DAY, number=2)
    assert counts == Counts(new=2, changed=1, same=1, withdrawn=1)
    assert known(session) == {"NLD": {2022: 24.0, 2023: 26.1, 2024: 25.0}, "SWE": {2023: 27.0}}
    assert known(session, SECOND - 1) == {"NLD": {2022: 24.0, 2023: 25.2}, "DEU": {2023: 11.5}}
    assert known(session, FIRST - 1) == {}
    (one,) = revisions(session, "NLD", "total")
    assert (one.year, one.before, one.after, one.at) == (2023, 25.2, 26.1, SECOND)
    (gone,) = revisions(session, "DEU", "total")
    assert (gone.before, gone.after) == (11.5, None)


def test_a_figure_that_was_withdrawn_may_come_back(session: Session) -> None:
    keep(session, answer(FIGURES), at=FIRST)
    keep(session, answer({**FIGURES, ("DEU", 2023): None}, updated="2026-06-30"), at=SECOND)
    back = keep(session, answer(FIGURES, updated="2026-07-30"), at=SECOND + 30 * DAY)
    assert back == Counts(new=1, same=2)
    assert [(one.before, one.after) for one in revisions(session, "DEU", "total")] == [
        (None, 11.5),
        (11.5, None),
    ]


def test_what_changed_under_the_same_day_of_publication_is_known_since_it_was_read(session: Session) -> None:
    keep(session, answer(FIGURES), at=FIRST + DAY)
    keep(session, answer({**FIGURES, ("NLD", 2023): 25.3}), at=FIRST + 5 * DAY)
    assert known(session, FIRST + 5 * DAY - 1)["NLD"][2023] == 25.2
    assert known(session, FIRST + 5 * DAY)["NLD"][2023] == 25.3


def test_an_answer_older_than_what_is_known_is_refused(session: Session) -> None:
    keep(session, answer(FIGURES, updated="2026-06-30"), at=SECOND)
    with pytest.raises(Refused, match="older than the figures"):
        keep(session, answer({**FIGURES, ("NLD", 2023): 1.0}), at=SECOND + DAY)
    assert known(session)["NLD"][2023] == 25.2


def test_an_answer_about_another_indicator_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match=r"about GC\.TAX\.TOTL\.GD\.ZS, not GC\.TAX\.YPKG\.RV\.ZS"):
        keep(session, answer(FIGURES), at=FIRST, feed="worldbank-income")


def test_a_country_that_is_renamed_keeps_its_figures_and_says_how_it_was_called(session: Session) -> None:
    def listed(name: str) -> bytes:
        none = {"id": "", "value": ""}
        return country_list(
            [
                {"id": "NLD", "name": name, "region": {"id": "ECS", "value": "Europe "}, "incomeLevel": none},
                {
                    "id": "WLD",
                    "name": "World",
                    "region": {"id": "NA", "value": "Aggregates"},
                    "incomeLevel": none,
                },
            ]
        )

    keep(session, answer(FIGURES), at=FIRST)
    assert keep_countries(session, listed("Netherlands"), at=FIRST) == Counts(new=1, changed=1)
    assert keep_countries(session, listed("Netherlands"), at=FIRST) == Counts(same=2)
    keep_countries(session, listed("The Netherlands"), at=SECOND)
    row = session.get_one(TaxCountry, "NLD")
    assert (row.name, row.former_name, row.renamed_at) == ("The Netherlands", "Netherlands", SECOND)
    assert (row.region, row.is_group) == ("Europe", False)
    assert session.get_one(TaxCountry, "WLD").is_group
    assert known(session)["NLD"] == {2022: 24.0, 2023: 25.2}


def test_the_real_answer_and_a_second_one_derived_from_it(session: Session) -> None:
    body = real("wb-GC.TAX.TOTL.GD.ZS-2026-02-24.json")
    assert keep(session, body, at=FIRST) == Counts(new=4_123)
    head, rows = json.loads(body)
    head["lastupdated"] = "2026-06-30"
    revised = [row for row in rows if row["value"] is not None][::100]
    for row in revised:
        row["value"] += 0.25
    # A year that comes and one country that goes.
    rows = [row for row in rows if row["countryiso3code"] != "SDN"]
    gone = 7_980 - len(rows)
    head["total"] = len(rows)
    counts = keep(session, json.dumps([head, rows]).encode(), at=SECOND)
    sudan = len(known(session, FIRST)["SDN"])
    inside = sum(row["countryiso3code"] == "SDN" for row in revised)
    assert gone == 30
    assert counts == Counts(
        changed=len(revised) - inside, withdrawn=sudan, same=4_123 - len(revised) + inside - sudan
    )
    assert known(session, SECOND - 1)["SDN"][1999] == pytest.approx(638.7, abs=0.05)
    assert "SDN" not in known(session)
