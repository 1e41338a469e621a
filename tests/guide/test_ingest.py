"""The guide is read like any page, in five languages, and only when it says something new."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.db import Database, changes
from app.guide.ingest import ingest
from app.i18n import LANGUAGES
from app.pages import texts
from app.pages.models import Page, Version
from app.pages.texts import Text
from app.settings import Settings
from app.text import words


def text_of(database: Database, version: Version) -> str:
    with database.read() as session:
        return texts.read(session, version).main


def pages(database: Database) -> dict[str, Version]:
    with database.read() as session:
        rows = session.execute(select(Page.url, Version).join(Version, Version.page_id == Page.id))
        return {url: version for url, version in rows}  # noqa: C416  # rows are no pairs


def test_every_language_is_a_built_in_page_of_its_own(database: Database, settings: Settings) -> None:
    assert ingest(database, settings) == len(LANGUAGES)
    found = pages(database)
    assert set(found) == {"/guide/", "/nl/guide/", "/sv/guide/", "/nb/guide/", "/fr/guide/"}
    assert {url: version.language for url, version in found.items()} == {
        "/guide/": "en",
        "/nl/guide/": "nl",
        "/sv/guide/": "sv",
        "/nb/guide/": "nb",
        "/fr/guide/": "fr",
    }
    with database.read() as session:
        assert all(page.builtin and page.site == "hud" for page in session.scalars(select(Page)))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("/guide/", {"time", "machine", "version", "robots"}),
        ("/nl/guide/", {"tijdmachine", "versie", "tijdlijn"}),
        ("/sv/guide/", {"tidsmaskin", "version", "tidslinjen"}),
        ("/nb/guide/", {"tidsmaskin", "versjon", "tidslinjen"}),
        ("/fr/guide/", {"machine", "temps", "version", "eau"}),
    ],
)
def test_the_text_is_main_text_and_the_menu_is_not(
    database: Database, settings: Settings, url: str, said: set[str]
) -> None:
    ingest(database, settings)
    version = pages(database)[url]
    text = text_of(database, version)
    main = words(text)
    assert said <= set(main)
    assert 500 < len(main) < 1_000
    assert "Main" not in text.splitlines()[0]
    assert version.title


def test_a_second_start_changes_nothing(database: Database, settings: Settings) -> None:
    ingest(database, settings)
    with database.read() as session:
        before = changes.latest(session)
    assert ingest(database, settings) == 0
    with database.read() as session:
        assert changes.latest(session) == before


def test_another_address_of_the_installation_is_no_new_guide(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    ingest(database, settings)
    moved = Settings(data_dir=tmp_path / "var", base_url="https://hud.example.org")
    assert ingest(database, moved) == 0


def test_what_a_guide_said_before_stays_a_version(database: Database, settings: Settings) -> None:
    ingest(database, settings)
    with database.write() as session:
        old = session.scalars(select(Version).join(Page).where(Page.url == "/nl/guide/")).one()
        old.text_number = texts.keep(session, old.page_id, Text("Wat de handleiding vroeger zei."), "nl")
        old.digest, old.body_number = b"older", None
    assert ingest(database, settings) == 1
    with database.read() as session:
        query = select(Version).join(Page).where(Page.url == "/nl/guide/").order_by(Version.first_read)
        first, second = session.scalars(query)
    assert first.until == second.first_read
    assert "tijdmachine" in text_of(database, second)
