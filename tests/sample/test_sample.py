"""The sample: written as readings are, never read from a server, left out of figures, gone by one click."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import DAY, now
from app.db import Database
from app.jobs.models import Job
from app.pages import service as pages
from app.pages import texts
from app.pages.cards import figure
from app.pages.models import Page, PageText, Reading, Version
from app.pages.series import NewVersions
from app.sample import service
from app.sample.cli import sample
from app.sample.story import Change, Story, states
from app.sample.town import SITE, STORIES, WEEKS
from app.settings import Settings
from tests.web.site import running, signed_in

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        assert service.add(session) == len(STORIES) == 12
    return database


def test_every_change_of_every_story_is_a_version(filled: Database) -> None:
    with filled.read() as session:
        for story in STORIES:
            page = session.scalars(select(Page).where(Page.url.endswith(f".example{story.path}"))).one()
            found = session.scalars(
                select(Version).where(Version.page_id == page.id).order_by(Version.first_read)
            ).all()
            assert len(found) == len(list(states(story))), story.path
            assert found[0].first_read == page.added_at
            assert found[-1].until is None
            assert all(version.language == story.language for version in found if not version.gone)


def test_it_ends_now_and_lasts_forty_weeks(filled: Database) -> None:
    with filled.read() as session:
        first, last = session.execute(select(func.min(Reading.at), func.max(Reading.at))).one()
    assert (WEEKS - 1) * 7 * DAY < last - first < WEEKS * 7 * DAY + DAY
    assert now() - DAY < last <= now()


def test_what_the_sample_is_for_is_in_it(filled: Database) -> None:
    """A flood, a changed price, a page that goes, a promise that disappears, a sentence that comes back."""
    with filled.read() as session:
        kinds = session.scalars(select(Version.gone).where(Version.gone.is_not(None))).all()
        assert kinds == ["404"]
        assert session.scalar(select(func.count()).select_from(Version).where(Version.minor)) == 1
        said = {path: _said(session, path) for path in ("/", "/harbour/dues", "/pool")}
    assert ["flood" in text.lower() for text in said["/"]].count(True) > 0
    assert ["£2.40" in said["/harbour/dues"][0], "£2.65" in said["/harbour/dues"][-1]] == [True, True]
    outer = ["outer berth" in text for text in said["/harbour/dues"]]
    assert outer[0]
    assert outer[-1]
    assert not all(outer)
    assert "The new pool opens" in said["/pool"][0]
    assert "new pool" not in said["/pool"][-1]


def _said(session: Session, path: str) -> list[str]:
    page = session.scalars(select(Page.id).where(Page.url == f"https://{SITE}{path}")).one()
    rows = session.scalars(select(Version).where(Version.page_id == page).order_by(Version.first_read)).all()
    found = texts.read_many(session, rows)
    return [found[row.id].main for row in rows if row.id in found]


def test_no_server_is_ever_asked_for_it(filled: Database) -> None:
    with filled.write() as session:
        ids = list(session.scalars(select(Page.id)))
        assert session.scalar(select(func.count()).select_from(Job)) == 0
        assert pages.read_now(session, ids) == 0
        assert pages.set_state(session, ids, "active") == 0
        assert session.scalar(select(func.count()).select_from(Job)) == 0


def test_it_counts_in_no_figure_and_no_series(filled: Database) -> None:
    with filled.read() as session:
        assert figure(session).pages == figure(session).versions == 0
        assert NewVersions().describe(session, SITE) is None


def test_it_is_added_once_and_removed_whole(filled: Database) -> None:
    with filled.write() as session:
        assert service.add(session) == 0
        assert service.remove(session) == len(STORIES)
        for table in (Page, Version, Reading, PageText):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert not service.is_there(session)
        assert service.add(session) == len(STORIES)


def test_a_change_of_what_a_page_does_not_say_is_refused() -> None:
    story = Story(
        path="/", language="en", title="A", text=[["One."]], changes=[Change(week=1, drop=["Two."])]
    )
    with pytest.raises(ValueError, match="Two"):
        list(states(story))


def test_an_editor_loads_and_removes_it_by_a_button(database: Database, settings: Settings) -> None:
    assert database.url == settings.database
    with running(settings) as client:
        assert "Load the sample" not in client.get("/").text
        assert client.post("/sample/add", headers=SAME_ORIGIN, follow_redirects=False).status_code != 303
        signed_in(client, "editor")
        assert "Load the sample" in client.get("/").text
        assert "Things to try" in client.post("/sample/add", headers=SAME_ORIGIN).text
        assert "The sample is loaded" in client.get("/").text
        page = client.get("/pages/1")
        assert "never read from a server" in page.text
        assert "Check now" not in page.text
        assert "Load the sample" in client.post("/sample/remove", headers=SAME_ORIGIN).text


def test_the_command_says_what_it_did(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database.url == settings.database
    monkeypatch.setenv("HUD_DATA_DIR", str(settings.data_dir))
    runner = CliRunner()
    outputs = [runner.invoke(sample, [what]).output for what in ("add", "add", "remove", "remove")]
    assert outputs == [
        f"12 pages over {WEEKS} weeks added\n",
        "The sample is there already.\n",
        "12 pages removed\n",
        "There is no sample.\n",
    ]
