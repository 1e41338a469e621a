"""`/api/series` and its picture and table, as programs and people ask for them."""

from __future__ import annotations

import csv
import io
from collections import Counter

import msgspec
import pytest
from lxml import etree

from app.series.routes import ApiSeries
from app.settings import Settings
from tests.search.corpus import Corpus, at
from tests.series.conftest import Client
from tests.web.site import running

DAY_1, DAY_2 = (f"2026-03-0{n}T00:00:00.000000Z" for n in (1, 2))


@pytest.fixture
def told(corpus: Corpus) -> Corpus:
    """Two pages that change on some days of March, and a guide."""
    corpus.says("https://a.org/", "2026-03-01T10:00", "flood")
    corpus.says("https://b.org/", "2026-03-01T23:30", "flood and storm")
    corpus.says("https://a.org/", "2026-03-02T10:00", "calm")
    corpus.says("https://a.org/", "2026-03-05T10:00", "calm again")
    corpus.says("https://a.org/", "2026-03-05T11:00", "calm again", rest="another menu")
    corpus.says("/guide/", "2026-03-05T10:00", "flood")
    return corpus


def asked(client: Client, *keys: str, **more: str) -> list[ApiSeries]:
    answer = client.get("/api/series", params={"s": list(keys), **more})
    assert answer.status_code == 200, answer.text
    assert [list(one) for one in answer.json()] == [["key", "label", "unit", "kind", "points"]] * len(
        set(keys)
    )
    return msgspec.json.decode(answer.content, type=list[ApiSeries])


def values(series: ApiSeries) -> list[float | None]:
    return [value for _, value in series.points]


@pytest.mark.usefixtures("told")
def test_new_versions_are_counted_by_the_day_without_minor_ones_and_the_guide(client: Client) -> None:
    (found,) = asked(client, "pages:", to="2026-03-06")
    assert (found.key, found.unit, found.kind) == ("pages:", "versions", "count")
    assert found.points == [
        (f"2026-03-0{n}T00:00:00.000000Z", count) for n, count in enumerate((2, 1, 0, 0, 1, 0), start=1)
    ]


@pytest.mark.usefixtures("told")
def test_a_day_of_the_zone_holds_what_was_read_on_it(client: Client) -> None:
    (found,) = asked(client, "pages:b.org", tz="Europe/Amsterdam", to="2026-03-03")
    # Half past eleven at night in UTC is the next day there.
    assert found.points == [("2026-03-01T23:00:00.000000Z", 1), ("2026-03-02T23:00:00.000000Z", 0)]


@pytest.mark.usefixtures("told")
def test_longer_steps_lose_no_version(client: Client) -> None:
    (days,) = asked(client, "pages:")
    for step in ("week", "month", "year"):
        (longer,) = asked(client, "pages:", step=step)
        assert sum(value or 0 for value in values(longer)) == sum(value or 0 for value in values(days)) == 4


@pytest.mark.usefixtures("told")
def test_pages_that_say_a_word_are_those_that_a_search_of_that_day_finds(client: Client) -> None:
    (found,) = asked(client, "word:flood", to="2026-03-03")
    assert values(found) == [2, 2, 1], "one stopped saying it in the course of the second day"
    for day, count in found.points:
        window = {"q": "flood", "from": day[:10], "to": day[:10]}
        assert client.get("/api/search", params=window).json()["total"] == count


@pytest.mark.usefixtures("told")
def test_as_of_a_day_nothing_later_is_known(client: Client) -> None:
    for key in ("pages:", "word:storm", "word:calm"):
        (whole,) = asked(client, key)
        (then,) = asked(client, key, as_of="2026-03-02T12:00")
        assert then.points == whole.points[:2]
        assert asked(client, key, as_of="2026-02-28")[0].points == []


@pytest.mark.usefixtures("told")
def test_a_series_without_data_has_no_points(client: Client) -> None:
    found = asked(client, "word:neverseen", "pages:")
    assert [one.key for one in found] == ["word:neverseen", "pages:"]
    assert found[0].points == []
    assert asked(client, "pages:", **{"from": "2027", "to": "2027"})[0].points == []


def test_an_installation_without_pages_has_series_without_points(client: Client) -> None:
    assert [one.points for one in asked(client, "pages:", "word:flood")] == [[], []]


REFUSED = [
    ("", 400, "s"),
    ("s=", 400, "s"),
    ("s=nobody:x", 404, None),
    ("s=flood", 404, None),
    ("s=pages:nowhere.org", 404, None),
    ("s=word:", 404, None),
    ("s=pages:&s=nobody:x", 404, None),
    ("s=word:flood+after:2026-01-01", 400, "s"),
    ("s=pages:&step=hour", 400, "step"),
    ("s=pages:&from=yesterday", 400, "from"),
    ("s=pages:&from=2026-03&to=2026-02", 400, "to"),
    ("s=pages:&as_of=x", 400, "as_of"),
    ("s=pages:&tz=Nowhere/There", 400, "tz"),
    ("s=pages:&tz=%E2%80%8B", 400, "tz"),
    ("s=" + "x" * 300, 400, "s"),
    ("&".join(f"s=word:{n}" for n in range(101)), 400, "s"),
]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("form", ["", ".csv", ".svg"])
def test_what_cannot_be_answered_says_what_to_do(client: Client, form: str) -> None:
    for query, status, field in REFUSED:
        answer = client.get(f"/api/series{form}?{query}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json().get("field")) == (status, field), query
        assert answer.json()["detail"]


def test_a_period_of_too_many_steps_is_refused_and_a_longer_step_is_answered(
    client: Client, corpus: Corpus
) -> None:
    corpus.says("https://a.org/", "1980-01-01", "flood")
    corpus.follow()
    for key in ("pages:", "word:flood"):
        assert client.get("/api/series", params={"s": key}).status_code == 400
        assert len(asked(client, key, step="month")[0].points) == 555


@pytest.mark.usefixtures("told")
def test_the_same_key_twice_is_one_series(client: Client) -> None:
    assert [one.key for one in asked(client, "pages:", "pages:")] == ["pages:"]


@pytest.mark.usefixtures("told")
def test_the_csv_has_every_point_with_its_unit(client: Client) -> None:
    answer = client.get("/api/series.csv", params={"s": ["pages:", "word:flood"], "to": "2026-03-02"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert Counter(row["series"] for row in rows) == {"New versions (versions)": 2, "flood (pages)": 2}
    assert [row["value"] for row in rows] == ["2", "1", "2", "2"]
    assert rows[0]["time"] == DAY_1
    assert rows[1]["time"] == DAY_2


@pytest.mark.usefixtures("told")
def test_the_picture_is_an_svg_of_its_own(client: Client) -> None:
    answer = client.get("/api/series.svg", params={"s": "word:flood"})
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert etree.fromstring(answer.content)[0].text == "flood"


def test_members_only_closes_all_forms(settings: Settings) -> None:
    with running(settings, public="none") as client:
        for form in ("", ".csv", ".svg"):
            assert client.get(f"/api/series{form}?s=pages:").status_code == 401


def test_without_the_search_words_are_no_series(settings: Settings) -> None:
    with running(msgspec.structs.replace(settings, apps=frozenset({"pages"}))) as client:
        assert client.get("/api/series?s=pages:").status_code == 200
        assert client.get("/api/series?s=word:flood").status_code == 404


def test_answer_is_kept_until_what_it_is_made_of_changes_or_its_last_step_ends(
    client: Client, told: Corpus
) -> None:
    def hits(path: str) -> int:
        found: int = client.app.state.hud.pages.stats.table()[path].get("hit", 0)
        return found

    for _ in range(2):
        (found,) = asked(client, "pages:", to="2026-03-06")
        table = client.get("/api/series.csv", params={"s": "pages:", "to": "2026-03-06"}).text
        assert (values(found)[-1], table.count("\r\n")) == (0, 7)
    assert (hits("/api/series"), hits("/api/series.csv")) == (1, 1)
    told.says("https://c.org/", "2026-03-06T10:00", "rain")
    (found,) = asked(client, "pages:", to="2026-03-06")
    assert values(found)[-1] == 1
    (before,) = asked(client, "pages:")
    client.app.state.hud.clock = lambda: at("2026-03-21T00:01")
    (after,) = asked(client, "pages:")
    assert len(after.points) == len(before.points) + 1
