"""Pages of Dota 2, their files and their series."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from lxml import html

from app.clock import DAY
from app.dota2 import counts, store
from app.settings import Settings
from tests.dota2.answers import body, hero, keep, november, real
from tests.search.corpus import at
from tests.web.site import running, signed_in

Client = TestClient[Litestar]
FIRST = at("2020-11-20")


@pytest.fixture
def client(settings: Settings) -> Iterator[Client]:
    """An installation with the pages and nothing read yet."""
    with running(settings) as made:
        made.headers["Sec-Fetch-Site"] = "same-origin"
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An installation of which the tests read alone, so they share it."""
    with running(Settings(data_dir=tmp_path_factory.mktemp("dota2") / "var")) as made:
        yield _fill(made)


@pytest.fixture
def filled(client: Client) -> Client:
    """The same for a test that writes."""
    return _fill(client)


def _fill(client: Client) -> Client:
    """Three heroes at three readings, with a patch between, matches and teams."""
    with client.app.state.hud.db.write() as session:
        keep(
            session,
            "patches",
            body(
                {"name": "7.27", "date": "2020-06-28T00:00:00Z"},
                {"name": "7.28", "date": "2020-11-22T00:00:00Z"},
            ),
            at=FIRST,
        )
        for day, wins in ((0, 500), (1, 510), (3, 560)):
            axe = hero() | {"5_win": wins, "null_pick": 77}
            odd = hero(3, "bane", **{f"{rank}_pick": 0 for rank in range(1, 9)} | {"8_pick": 3, "8_win": 5})
            keep(
                session,
                "heroes",
                body(axe, odd, hero(4, "void_spirit", localized_name=None)),
                at=FIRST + day * DAY,
            )
        match = {
            "match_id": 8_123_456_789,
            "start_time": 1_606_000_000,
            "duration": 1_800,
            "radiant_win": True,
        }
        named = {
            "radiant_name": "<b>Bold</b>",
            "league_name": "Harbour Cup",
            "radiant_score": 30,
            "dire_score": 12,
        }
        keep(session, "matches", body(match | named), at=FIRST)
        team = {"rating": 1_500.4, "wins": 30, "losses": 10, "last_match_time": 1_606_000_000}
        keep(
            session,
            "teams",
            body(
                {"team_id": 1, "name": "Quay", **team}, {"team_id": 2, "name": "", **team, "rating": 1_600.0}
            ),
            at=FIRST,
        )
    return client


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text[:2_000]
    return " ".join(" ".join(map(str, html.fromstring(response.text).itertext())).split())


def test_before_anything_is_read_the_pages_teach_and_an_editor_begins(client: Client) -> None:
    assert "Here a list of all heroes will show" in text(client, "/dota2/")
    assert "Here the newest professional matches" in text(client, "/dota2/matches")
    assert "Here the teams" in text(client, "/dota2/teams")
    assert client.get("/dota2/heroes/axe").status_code == 404
    assert client.post("/dota2/feeds").status_code == 401
    signed_in(client, "editor")
    assert client.post("/dota2/feeds", follow_redirects=False).status_code == 303
    assert "OpenDota is being asked for the first data" in text(client, "/dota2/")


def test_heroes_are_listed_with_rate_interval_and_a_minimum_of_games(shared: Client) -> None:
    page = text(shared, "/dota2/")
    assert "Void Spirit 50.0 % 48.9–51.1 %" in page
    assert "Axe 50.8 % 49.7–51.8 %" in page
    # One with hardly a game is named, and not compared.
    assert "1 hero has too few games to be compared Bane 0 games" in page
    assert "patch 7.28, 22 Nov 2020" in page
    assert "3 heroes have too few games" in text(shared, "/dota2/?least=10000")
    assert "Axe" in text(shared, "/dota2/?in=7&sort=name")


def test_more_wins_than_games_have_no_rate_and_the_page_says_why(shared: Client) -> None:
    assert "Bane 3 games; OpenDota tells of more wins than games, so no rate is shown" in text(
        shared, "/dota2/?in=8&least=1"
    )
    page = text(shared, "/dota2/heroes/bane?in=8")
    assert "OpenDota tells of more wins than games" in page
    assert "166" not in page


def test_professional_games_have_bans_of_all_matches(shared: Client) -> None:
    # 120 picks are 12 matches, and 7 bans of them 58.3 %; 40 picks of 12 matches cannot be.
    page = text(shared, "/dota2/?in=pro&sort=ban")
    assert "Ban rate" in page
    assert "Axe 55.0 % 39.8–69.3 % – 58.3 % 40" in page


def test_a_hero_is_shown_by_rank_over_time_and_by_patch(shared: Client) -> None:
    page = text(shared, "/dota2/heroes/axe")
    for words in ("Strength", "Melee", "Initiator · Durable", "Games won by rank", "3 readings"):
        assert words in page
    # The last reading before the patch and the last one since, never added up.
    assert "7.28 22 Nov 2020 23 Nov 2020 50.8 %" in page
    assert "7.27 28 Jun 2020 21 Nov 2020 50.1 %" in page
    assert "77 more games were played without a rank" in page
    assert "7.28" in shared.get("/dota2/heroes/axe?as=svg").text
    assert shared.get("/dota2/heroes/nobody").status_code == 404


def test_every_chart_is_answered_as_picture_table_and_json_with_its_source(shared: Client) -> None:
    for address in ("/dota2.{}", "/dota2/heroes/axe?as={}", "/dota2/heroes/axe/ranks?as={}"):
        for form in ("svg", "csv", "json"):
            answered = shared.get(address.format(form))
            assert answered.status_code == 200
            for word in ("OpenDota", "OpenDota API", "%"):
                assert word in answered.text, (address, form)
    assert "Games won,Axe,50.75," in shared.get("/dota2.csv").text


def test_each_reading_is_a_point_of_the_series(shared: Client) -> None:
    (told,) = shared.get("/api/series?s=dota2:axe:win").json()
    assert (told["unit"], told["kind"], told["label"]) == ("%", "ratio", "Axe: games won (All ranks)")
    assert [value for _, value in told["points"]] == [50.0, 50.125, None, 50.75]
    (then,) = shared.get("/api/series?s=dota2:axe:win:5&as_of=2020-11-21").json()
    assert [value for _, value in then["points"]] == [50.0, 51.0]
    (bans,) = shared.get("/api/series?s=dota2:axe:ban").json()
    assert bans["points"][-1][1] == 7
    # More wins than games: missing, not 167 %.
    (odd,) = shared.get("/api/series?s=dota2:bane:win:8").json()
    assert {value for _, value in odd["points"]} == {None}
    for key in ("dota2:nobody:win", "dota2:axe", "dota2:axe:kills", "dota2:axe:win:9", "dota2:axe:ban:3"):
        assert shared.get(f"/api/series?s={key}").status_code == 404, key


def test_matches_and_teams_are_listed_with_names_alone(shared: Client) -> None:
    page = shared.get("/dota2/matches")
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page.text
    for words in ("30–12", "Harbour Cup", "no name"):
        assert words in text(shared, "/dota2/matches")
    teams = text(shared, "/dota2/teams")
    assert teams.index("1 no name") < teams.index("2 Quay")
    assert "2 Quay" in text(shared, "/dota2/teams?sort=name")
    for address in ("/dota2/", "/dota2/heroes/axe", "/dota2/matches", "/dota2/teams"):
        assert not html.fromstring(shared.get(address).text).findall(".//img")


@pytest.mark.parametrize(
    "address",
    ["/dota2/?in=9", "/dota2/?sort=x", "/dota2/?least=-1", "/dota2/teams?sort=x", "/dota2/matches?page=x"],
)
def test_what_cannot_be_chosen_is_a_400(shared: Client, address: str) -> None:
    assert shared.get(address).status_code == 400


def test_a_team_that_is_no_longer_told_of_leaves_the_list_and_matches_stay(filled: Client) -> None:
    with filled.app.state.hud.db.write() as session:
        one = {"team_id": 1, "name": "Quay", "rating": 1.0, "wins": 0, "losses": 0}
        assert keep(session, "teams", body(one), at=FIRST + DAY).withdrawn == 1
        other = {"match_id": 8_123_456_790, "start_time": 1_606_000_100}
        assert keep(session, "matches", body(other), at=FIRST + DAY).new == 1
    assert "no name" not in text(filled, "/dota2/teams")
    assert "Harbour Cup" in text(filled, "/dota2/matches")


def test_only_the_newest_matches_are_kept(filled: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_MATCHES", 3)
    rows = [{"match_id": number, "start_time": 1_700_000_000 + number} for number in range(1, 7)]
    with filled.app.state.hud.db.write() as session:
        keep(session, "matches", body(*rows), at=FIRST)
    assert "Harbour Cup" not in text(filled, "/dota2/matches")


def test_the_real_readings_follow_one_another(client: Client) -> None:
    with client.app.state.hud.db.write() as session:
        keep(session, "patches", real("dotaconstants-patch.json"), at=FIRST)
        keep(session, "heroes", real("web-heroStats_.json"), at=at("2018-08-30"))
        keep(session, "heroes", real("heroStats-2020-04.json"), at=at("2020-04-15"))
        told = keep(session, "heroes", november(), at=FIRST)
        assert told.new == 2
        keep(session, "matches", real("web-proMatches_.json"), at=FIRST)
        keep(session, "teams", real("web-teams_.json"), at=FIRST)
        axe = next(one for one in counts.heroes(session).values() if one.name == "axe")
        assert len(counts.history(session, axe.id)) == 3
    assert "119 heroes" in text(client, "/dota2/")
    assert "PSG.LGD" in text(client, "/dota2/teams")
    assert "page 1 of 2" in text(client, "/dota2/matches")
