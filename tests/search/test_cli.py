"""`hud search`, `hud words` and `hud index`, as a person and as a script read them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.clock import iso
from app.search import place
from app.settings import Settings
from tests.search.corpus import Corpus, at


@pytest.fixture
def hud(settings: Settings, monkeypatch: pytest.MonkeyPatch, corpus: Corpus) -> CliRunner:
    """The command line of this test's own installation."""
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    corpus.says("https://a.org/1", "2026-01-01", "flood and dike and flood", title="Water")
    corpus.says("https://b.org/2", "2026-01-02", "flood", title="Two")
    corpus.says("https://b.org/2", "2026-02-02", "drought", title="Two")
    corpus.follow()
    return CliRunner()


def run(hud: CliRunner, *args: str) -> Result:
    return hud.invoke(main, list(args))


def test_a_search_is_told_in_lines(hud: CliRunner) -> None:
    answer = run(hud, "search", "flood")
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("1 page in ")
    assert "Water\n  https://a.org/1" in answer.output
    assert "1 more said this before" in answer.output


def test_json_is_the_answer_of_the_api(hud: CliRunner) -> None:
    answer = run(hud, "search", "flood", "--from", "any", "--order", "oldest", "--json")
    body = json.loads(answer.output)
    assert list(body) == [
        *("query", "total", "most", "shown_for", "took_us", "did_you_mean", "ruler", "sites", "before"),
        "results",
    ]
    assert [result["url"] for result in body["results"]] == ["https://a.org/1", "https://b.org/2"]
    assert json.loads(run(hud, "search", "flood", "--site", "b.org", "--json").output)["total"] == 0


def test_a_search_stands_at_a_day_or_a_time_of_day_in_a_zone(hud: CliRunner) -> None:
    def urls(*options: str) -> list[str]:
        answer = run(hud, "search", "flood", "--json", *options)
        assert answer.exit_code == 0, answer.output
        return [result["url"] for result in json.loads(answer.output)["results"]]

    assert urls("--at", "2026-01-01") == ["https://a.org/1"]
    assert urls("--at", "2026-01-02", "--order", "oldest") == ["https://a.org/1", "https://b.org/2"]
    assert urls("--at", "2025-12-31") == []
    assert urls("--at", "2026-01-01T01:00", "--tz", "Europe/Amsterdam") == ["https://a.org/1"]
    assert urls("--at", "2026-01-01T00:30", "--tz", "Europe/Amsterdam") == []


def test_options_that_cannot_be_are_wrong_usage(hud: CliRunner) -> None:
    for options in (["--order", "random"], ["--at", "noon"], ["--tz", "Mars/Olympus"], ["--page", "0"]):
        answer = run(hud, "search", "flood", *options)
        assert (answer.exit_code, answer.stdout) == (2, ""), options


def test_nothing_found_is_said_on_stderr(hud: CliRunner) -> None:
    answer = run(hud, "search", "flood", "--site", "nowhere.example")
    assert answer.exit_code == 0
    assert "No page was found." in answer.stderr
    assert answer.stdout.startswith("0 pages in ")
    assert "over 2 pages" in answer.stdout


def test_nothing_found_is_explained(hud: CliRunner) -> None:
    told = run(hud, "search", "drought site:a.org").stderr.splitlines()
    assert told[1:] == [
        "No page of a.org has “drought”; 1 page of another site has it.",
        "Search all sites and languages: 1 page: drought",
    ]
    told = run(hud, "search", "title:dike").stderr.splitlines()
    assert told[1:] == ["“dike” is in no title, but in the text of 1 page."]


def test_a_repair_is_said_once(hud: CliRunner) -> None:
    out = run(hud, "search", "fluod").stdout
    assert out.startswith("No page has “fluod”. Showing results for “flood”.\n1 page in ")
    assert "Did you mean" not in out
    assert "Did you mean: flood" in run(hud, "search", "flodde").output


def test_some_of_the_words_are_told_of_as_such(hud: CliRunner) -> None:
    out = run(hud, "search", "dike drought").stdout
    assert out.startswith("No page has all words, 2 pages have some of them: in ")
    assert "more" not in out


def test_a_pasted_address_names_the_page_that_is_watched(hud: CliRunner) -> None:
    out = run(hud, "search", "see http://a.org/1").stdout
    assert out.startswith("HUD watches this page: Water\n  https://a.org/1\n  1 version, ")
    assert "doesn't watch the page at https://a.org/9" in run(hud, "search", "https://a.org/9").stderr


def test_a_language_is_named_and_one_that_is_none_is_wrong_usage(hud: CliRunner) -> None:
    assert json.loads(run(hud, "search", "flood", "--lang", "english", "--json").output)["total"] == 1
    answer = run(hud, "search", "flood", "--lang", "klingon")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "klingon" in answer.stderr


def test_a_bad_query_is_wrong_usage_with_a_caret(hud: CliRunner) -> None:
    answer = run(hud, "search", "water at:2026-02-30")
    assert answer.exit_code == 2
    assert answer.stderr.endswith("  water at:2026-02-30\n           ^\n")
    assert run(hud, "search", "flood", "--from", "someday").exit_code == 2
    assert run(hud, "search").exit_code == 2


def test_words_have_a_first_a_last_and_a_curve(hud: CliRunner) -> None:
    (flood,) = json.loads(run(hud, "words", "Flood", "--json").output)
    assert flood == {
        "word": "flood",
        "first_seen": iso(at("2026-01-01")),
        "last_seen": iso(at("2026-01-02")),
        "gone_by": None,
        "pages": 1,
        "count": 2,
        "series": [
            ["2026-01-01T00:00:00.000000Z", 2],
            ["2026-01-02T00:00:00.000000Z", 3],
            ["2026-02-02T00:00:00.000000Z", 2],
        ],
    }
    assert "on 1 page now, 2 times" in run(hud, "words", "flood").output
    shown = run(hud, "words", "drought", "nowhere")
    assert "drought: first seen 2026-02-02 00:00:00Z" in shown.output
    assert "nowhere: never seen" in shown.output
    assert run(hud, "words", "!!").exit_code == 2


def test_a_word_that_vanished_is_gone_by_the_reading_that_missed_it(hud: CliRunner, corpus: Corpus) -> None:
    corpus.says("https://a.org/1", "2026-03-01", "nothing more", title="Water")
    corpus.follow()
    (dike,) = json.loads(run(hud, "words", "dike", "--json").output)
    assert (dike["last_seen"], dike["gone_by"], dike["count"]) == (
        iso(at("2026-01-01")),
        iso(at("2026-03-01")),
        0,
    )


def test_the_index_is_built_counted_and_checked(hud: CliRunner) -> None:
    assert json.loads(run(hud, "index", "build", "--json").stdout) == {"pages": 2}
    counted = json.loads(run(hud, "index", "stats", "--json").output)
    assert (counted["pages"], counted["versions"]) == (2, 3)
    assert "is sound" in run(hud, "index", "verify").output


def test_a_damaged_index_is_one_line_and_exit_code_1(hud: CliRunner, corpus: Corpus) -> None:
    build = place.current(corpus.folder)
    assert build is not None
    for segment in build.glob("*.seg"):
        segment.write_bytes(segment.read_bytes()[:-20])
    for command in (["index", "verify"], ["search", "flood"]):
        # In a process of its own, because this one has the sound files mapped.
        answer = subprocess.run(
            [sys.executable, "-c", "from app.cli import main; main()", *command],
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 1
        assert len(answer.stderr.strip().splitlines()) == 1
        assert "hud index build" in answer.stderr
    assert run(hud, "index", "build").exit_code == 0
    assert run(hud, "search", "flood").exit_code == 0
