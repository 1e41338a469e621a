"""Pages that scripts draw: no version of theirs, a state of their own in every list."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from app.cli import main
from app.db import Database
from app.extract import MAX_TEXT
from app.pages import listing
from app.pages.choice import Choice
from app.settings import Settings
from tests.pages.history import page_of, readings, versions
from tests.pages.site import Answer, Site
from tests.pages.test_timeline import added, read_again

Crawl = Callable[[], int]
SHELLS = {
    "scripts": "<title>Harbour</title><div id=root>Loading…</div><script src=/app.js></script>",
    "challenge": "<title>Just a moment...</title><h1>Checking your browser</h1><script>_cf_chl_opt</script>",
    "consent": "<title>Harbour</title><p>We use cookies.</p><button>Accept all</button><script>x()</script>",
}


@pytest.mark.parametrize("code", SHELLS)
def test_shell_between_two_good_readings_makes_no_version(
    code: str, database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The harbour is closed for repairs.", title="Harbour"))
    good = site.answers["/a"]
    crawl()
    site.answers["/a"] = Answer(SHELLS[code].encode())
    read_again(database, page_id, crawl)
    read_again(database, page_id, crawl)
    page = page_of(database, page_id)
    assert (page.error, page.title, page.doubt) == (code, "Harbour", None)
    site.answers["/a"] = good
    read_again(database, page_id, crawl)
    (version,) = versions(database, page_id)
    assert [reading.error for reading in readings(database, page_id)] == [None, code, code, None]
    assert (version.until, page_of(database, page_id).error) == (None, None)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, {"CF-Mitigated": "challenge"}),
        (503, {"cf-mitigated": "challenge"}),
        (405, {"x-amzn-waf-action": "captcha"}),
    ],
)
def test_error_that_is_a_check_of_the_browser_is_named(
    status: int, headers: dict[str, str], database: Database, site: Site, crawl: Crawl
) -> None:
    site.answers["/a"] = Answer(b"<title>Just a moment...</title>", status, headers)
    page_id = added(database, site.base + "/a")
    crawl()
    assert page_of(database, page_id).error == "challenge"


def test_pages_drawn_by_scripts_are_listed_apart(
    database: Database, site: Site, crawl: Crawl, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {}
    for code, body in SHELLS.items():
        site.answers[f"/{code}"] = Answer(body.encode())
        ids[code] = added(database, f"{site.base}/{code}")
    added(database, site.base + "/missing")
    added(database, site.page("/good", "The harbour is open."))
    crawl()
    with database.read() as session:
        found = listing.listing(session, Choice(state="scripts"))
        assert {row.page.id for row in found.rows} == set(ids.values())
        assert (found.counts["scripts"], found.counts["failing"], found.counts[""]) == (3, 4, 5)
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    answer = CliRunner().invoke(main, ["pages", "list", "--state", "scripts", "--json"])
    assert {row["error"] for row in json.loads(answer.stdout)} == set(SHELLS)
    text = CliRunner().invoke(main, ["pages", "list", "--state", "scripts"]).stdout
    assert text.count("Watch its feed") + text.count("or watch its feed") >= 3


def test_length_of_a_text_that_is_cut_is_told_until_it_is_short_again(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "words of the town, " * 120_000))
    crawl()
    page = page_of(database, page_id)
    assert page.error is None
    assert MAX_TEXT < (page.whole_text or 0) < MAX_TEXT + 400_000
    with database.read() as session:
        row = listing.row(session, page_id)
    assert row is not None
    assert row.as_dict()["whole_text"] == page.whole_text
    site.page("/a", "few words")
    read_again(database, page_id, crawl)
    assert page_of(database, page_id).whole_text is None
