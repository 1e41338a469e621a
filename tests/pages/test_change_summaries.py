"""Summaries and sentence hashes as readings leave them beside the versions."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import update

from app.db import Database
from app.pages import summaries, texts
from app.pages.frames import pack
from app.pages.models import PageText, Version
from app.pages.summary import FORM, Summary, from_json
from app.text import Hashes, sentence_hashes
from tests.pages.history import versions
from tests.pages.site import Answer, Site
from tests.pages.test_minor_versions import with_links
from tests.pages.test_timeline import added, read_again

Crawl = Callable[[], int]


def summed_up(database: Database, page_id: int) -> list[Summary | None]:
    return [from_json(version.summary) for version in versions(database, page_id)]


def test_each_version_has_the_summary_of_its_change(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "The pool opens at nine. Dogs may come."))
    crawl()
    site.page("/a", "The pool opens at ten. Dogs may come. Entry is free.")
    read_again(database, page_id, crawl)
    first, second = summed_up(database, page_id)
    assert first is None
    assert second is not None
    assert (second.added, second.changed, second.removed, second.title) == (1, 1, 0, False)
    assert second.first_added == ("Entry is free.",)
    assert second.first_changed == ("The pool opens at ten.",)


def test_a_minor_version_has_the_summary_of_its_rest(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "The same words."))
    crawl()
    with_links(site, 1)
    read_again(database, page_id, crawl)
    _, minor = summed_up(database, page_id)
    assert minor is not None
    assert (minor.form, minor.added, minor.removed) == (FORM, 1, 0)
    assert "more of this" in minor.first_added[0]


def test_a_gone_version_has_none_and_the_next_is_compared_with_the_one_before(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The pool opens at nine."))
    crawl()
    site.answers["/a"] = Answer(b"", 404)
    read_again(database, page_id, crawl)
    read_again(database, page_id, crawl)
    site.page("/a", "The pool opens at nine. Entry is free.")
    read_again(database, page_id, crawl)
    _, gone, back = versions(database, page_id)
    assert (gone.gone, gone.summary) == ("404", None)
    summary = from_json(back.summary)
    assert summary is not None
    assert summary.first_added == ("Entry is free.",)


def test_sentences_are_kept_beside_the_text_and_made_anew_when_they_are_not(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The pool opens at nine. Dogs may come."))
    crawl()
    (version,) = versions(database, page_id)
    with database.read() as session:
        text = texts.read(session, version)
        expected = Hashes(
            sentence_hashes(text.main, version.language), sentence_hashes(text.rest, version.language)
        )
        assert texts.sentences(session, version) == expected
    with database.write() as session:
        session.execute(update(PageText).values(sentences=pack(b"")))
    with database.read() as session:
        assert texts.sentences(session, version) == expected


def test_a_damaged_text_costs_the_summary_and_not_the_reading(
    database: Database, site: Site, crawl: Crawl
) -> None:
    page_id = added(database, site.page("/a", "The pool opens at nine."))
    crawl()
    with database.write() as session:
        session.execute(update(PageText).values(data=b"no frame"))
    site.page("/a", "The pool opens at ten.")
    read_again(database, page_id, crawl)
    _, second = versions(database, page_id)
    assert second.summary is None
    with database.read() as session:
        assert "opens at ten" in texts.read(session, second).main


def test_all_are_summed_up_anew_as_they_were(database: Database, site: Site, crawl: Crawl) -> None:
    page_id = added(database, site.page("/a", "The pool opens at nine."))
    crawl()
    for number in range(3):
        with_links(site, number, f"The pool opens at {number}. Entry is free.")
        read_again(database, page_id, crawl)
    with_links(site, 9, "The pool opens at 2. Entry is free.")
    read_again(database, page_id, crawl)
    before = [version.summary for version in versions(database, page_id)]
    assert len(set(before)) == len(before) == 5
    with database.write() as session:
        session.execute(update(Version).values(summary=None))
    with database.write() as session:
        summaries.renew(session, page_id)
    assert [version.summary for version in versions(database, page_id)] == before
