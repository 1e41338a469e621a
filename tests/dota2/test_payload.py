"""Answers of OpenDota in all their forms: kept, mapped or refused, each on purpose."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.dota2 import payload
from app.dota2.payload import HeroRow
from app.feeds.feed import Parsed
from app.feeds.refused import Refused
from tests.dota2.answers import body, hero, november, real


def refusal(parse: Callable[[bytes], Parsed], answer: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        parse(answer)
    return caught.value


def the_one(**fields: Any) -> HeroRow:
    (row,) = payload.heroes(body(hero() | fields)).rows
    assert isinstance(row, HeroRow)
    return row


def without(*names: str) -> HeroRow:
    row = {name: value for name, value in hero().items() if name not in names}
    (found,) = payload.heroes(body(row)).rows
    assert isinstance(found, HeroRow)
    return found


def test_a_hero_has_games_and_wins_by_rank_and_professionally() -> None:
    row = the_one()
    assert (row.id, row.name, row.label, row.attribute) == (2, "axe", "Axe", "str")
    assert (row.brackets, row.pro, row.unranked) == ([(1_000, 500)] * 8, (40, 22, 7), None)


def test_counts_that_are_left_out_are_none_played() -> None:
    assert without("pro_pick", "pro_win", "pro_ban").pro == (0, 0, 0)
    assert without("pro_ban").pro == (40, 22, 0)
    assert the_one(**{"8_pick": None, "8_win": None}).brackets[7] == (0, 0)


def test_games_without_a_rank_are_kept_apart_and_make_no_rate() -> None:
    # OpenDota tells of no wins of them, so a rate would be 0 %.
    row = the_one(null_pick=2_213_690, null_win=0)
    assert (row.unranked, sum(games for games, _ in row.brackets)) == (2_213_690, 8_000)


def test_a_name_that_is_missing_is_made_from_the_other_one() -> None:
    assert the_one(name="npc_dota_hero_void_spirit", localized_name=None).label == "Void Spirit"
    assert without("localized_name").label == "Axe"


@pytest.mark.parametrize(("given", "kept"), [("all", "all"), ("int", "int"), ("cha", ""), ("", "")])
def test_the_attribute_all_is_known_and_one_that_is_not_is_left_empty(given: str, kept: str) -> None:
    assert the_one(primary_attr=given).attribute == kept


def test_more_wins_than_games_are_kept_as_they_were_told() -> None:
    assert the_one(**{"8_pick": 3, "8_win": 5}).brackets[7] == (3, 5)


def test_columns_that_are_new_change_nothing() -> None:
    assert the_one(turbo_picks=9, pub_pick_trend=[1, 2], img="/x.png") == the_one()


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"id": None}, "[1]"),
        ({"name": None}, "[1]"),
        ({"name": "npc_dota_hero_../x"}, "[1]"),
        ({"name": "roshan"}, "[1]"),
        ({"id": "2"}, "[1].id"),
        ({"roles": "Carry"}, "[1].roles"),
        ({"3_pick": "many"}, "[1].3_pick"),
        ({"3_win": -1}, "[1].3_win"),
        ({"id": 1}, "[1]"),
    ],
)
def test_what_is_no_hero_refuses_the_whole_answer_with_its_place(fields: dict[str, Any], where: str) -> None:
    assert refusal(payload.heroes, body(hero(1, "antimage"), hero() | fields)).where == where


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b'{"error":"rate limit exceeded"}', "OpenDota answered with an error: rate limit exceeded"),
        (b"<!DOCTYPE html>", "no JSON"),
        (b"[]", "holds nothing"),
        (b"[1]", "expected form"),
        (b'{"heroes":[]}', "expected form"),
    ],
)
@pytest.mark.parametrize("what", ["heroes", "patches", "matches", "teams"])
def test_what_is_no_answer_is_refused_in_words(what: str, answer: bytes, words: str) -> None:
    assert words in str(refusal(getattr(payload, what), answer))


def test_a_match_has_a_number_beyond_32_bits_and_may_lack_names_and_scores() -> None:
    parsed = payload.matches(
        body({"match_id": 8_123_456_789, "start_time": 1_700_000_000, "radiant_name": None})
    )
    (row,) = parsed.rows
    assert isinstance(row, payload.MatchRow)
    assert (row.id, row.at, row.radiant, row.dire_score) == (8_123_456_789, 1_700_000_000_000_000, "", None)
    assert refusal(payload.matches, body({"match_id": "8123"})).where == "[0].match_id"


def test_a_patch_has_a_time_and_one_without_is_refused() -> None:
    parsed = payload.patches(body({"name": "7.41", "date": "2026-03-24T00:50:59.580Z", "id": 60}))
    assert parsed.rows == [payload.PatchRow("7.41", 1_774_313_459_000_000)]
    assert refusal(payload.patches, body({"name": "7.41", "date": "soon"})).where == "[0].date"


def test_a_team_may_have_no_name_and_no_match() -> None:
    row = {"team_id": 1, "rating": 1029.03, "wins": 3, "losses": 1, "last_match_time": None, "name": None}
    (team,) = payload.teams(body(row)).rows
    assert isinstance(team, payload.TeamRow)
    assert (team.name, team.last_match_at) == ("", None)
    assert refusal(payload.teams, body({**row, "rating": None})).where == "[0].rating"


@pytest.mark.parametrize(
    ("name", "heroes", "never_picked"), [("web-heroStats_.json", 116, 6), ("heroStats-2020-04.json", 117, 0)]
)
def test_the_real_heroes_of_2018_and_april_2020(name: str, heroes: int, never_picked: int) -> None:
    rows = [row for row in payload.heroes(real(name)).rows if isinstance(row, HeroRow)]
    assert len(rows) == heroes
    assert sum(row.pro[0] == 0 for row in rows) == never_picked
    assert all(row.brackets[3][0] > 0 for row in rows)


def test_the_real_heroes_of_november_2020_lack_names_and_an_element_that_is_no_hero_is_refused() -> None:
    assert refusal(payload.heroes, real("heroStats-2020-11.json")).where == "[0]"
    rows = [row for row in payload.heroes(november()).rows if isinstance(row, HeroRow)]
    nameless = [row["id"] for row in json.loads(november()) if "localized_name" not in row]
    assert (len(rows), len(nameless)) == (119, 2)
    assert all(row.label for row in rows)
    assert all(row.unranked is not None for row in rows)


def test_the_real_patches_matches_and_teams() -> None:
    assert len(payload.patches(real("dotaconstants-patch.json")).rows) == 61
    matches = payload.matches(real("web-proMatches_.json")).rows
    assert len(matches) == 100
    assert all(isinstance(row, payload.MatchRow) and row.id > 2**31 for row in matches)
    teams = [row for row in payload.teams(real("web-teams_.json")).rows if isinstance(row, payload.TeamRow)]
    assert len(teams) == 1_000
    assert any(not row.name for row in teams)
