"""Lists taken in bit by bit: counted, cancelled, killed; with everybody else served meanwhile."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable

import pytest
from sqlalchemy import event, func, select, text, update

from app import jobs
from app.clock import DAY, HOUR
from app.db import Database
from app.jobs.models import Job, LongJob
from app.net.guard import Guard, attach
from app.pages import service as pages
from app.pages.imports import mending, service
from app.pages.imports.item import Item, item, refused
from app.pages.imports.models import ImportLine, ImportPart, PageImport
from app.pages.imports.sitemaps import Sitemaps
from app.pages.imports.work import CHUNK, carry_on, forget
from app.pages.models import Page, PageTag
from app.settings import Settings
from tests.soak import times
from tests.workers.processes import end, environment, until

KILLS = times("kills during an import", 2, 40)
HOST = "https://host.example"


def begin(db: Database, items: Iterable[Item | str], every: int = DAY) -> int:
    found = [one if isinstance(one, Item) else item(one) for one in items]
    with db.write() as session:
        return service.begin(session, service.packed(found), every)


def lease(db: Database, actor: str = service.ACTOR) -> jobs.Lease:
    with db.write() as session:
        lane = jobs.long.LANE if actor == service.ACTOR else ""
        (found,) = jobs.lease(session, limit=1, owner="test", actor=actor, only=lane)
    return found


def work(db: Database, settings: Settings) -> None:
    """The whole work of the import that comes next, as a worker does it."""
    take(db, settings, lease(db))


def take(db: Database, settings: Settings, held: jobs.Lease) -> None:
    """The same of the import of a lease."""
    sitemaps = Sitemaps(settings)

    def turn(db: Database, job: jobs.Long) -> None:
        carry_on(db, job, sitemaps)

    assert jobs.take_turn(db, held, turn, turn_s=600)
    sitemaps.close()


def progress(db: Database, import_id: int) -> service.Progress:
    with db.read() as session:
        found = service.progress(session, import_id)
    assert found is not None
    return found


def figures(db: Database, import_id: int) -> tuple[str, int, int, int, int]:
    found = progress(db, import_id)
    return found.state, found.done, found.new, found.known, found.refused


def verdicts(db: Database, import_id: int) -> list[tuple[str, str]]:
    with db.read() as session:
        return [(one.given, one.verdict) for one in service.lines(session, import_id)]


def count(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Page)) or 0


def due(db: Database) -> int:
    """How many pages are asked to be read."""
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.actor == "crawl")) or 0


def test_each_line_has_its_verdict_and_a_bad_one_keeps_no_other_away(
    any_database: Database, settings: Settings
) -> None:
    lines = ["https://a.example/", "http://[", "b.example", "https://a.example/#x", "https://B.example/#part"]
    import_id = begin(any_database, [*lines, refused("harbour", "no address", place=6)])
    work(any_database, settings)
    assert figures(any_database, import_id) == ("done", 6, 2, 2, 2)
    assert verdicts(any_database, import_id) == [
        ("https://a.example/", "new"),
        ("http://[", "refused"),
        ("b.example", "new"),
        ("https://a.example/#x", "known"),
        ("https://B.example/#part", "known"),
        ("harbour", "refused"),
    ]
    with any_database.read() as session:
        assert set(session.scalars(select(Page.url))) == {"https://a.example/", "https://b.example/"}
        linked = {one.given: one.page_id for one in service.lines(session, import_id)}
    assert linked["https://a.example/"] == linked["https://a.example/#x"] is not None
    assert due(any_database) == 2


def test_page_that_is_there_already_is_not_touched(any_database: Database, settings: Settings) -> None:
    with any_database.write() as session:
        page = pages.add(session, "https://a.example/", every=HOUR).page
        page.state = "stopped"
        jobs.cancel(session, f"page:{page.id}")
    import_id = begin(any_database, [item("https://a.example/", title="A", tags=["t"])])
    work(any_database, settings)
    assert figures(any_database, import_id)[2:4] == (0, 1)
    with any_database.read() as session:
        found = session.scalars(select(Page)).one()
        assert (found.state, found.every, found.given_title) == ("stopped", HOUR, None)
        assert session.scalars(select(PageTag)).all() == []
    assert due(any_database) == 0


def test_title_folder_and_tags_are_kept_with_the_page_and_go_with_it(
    any_database: Database, settings: Settings
) -> None:
    begin(
        any_database,
        [
            item("https://a.example/", title="A", folder="News / Local", tags=["t1", "t2", "t1"]),
            item("https://a.example/#again", title="Other", tags=["t3"]),
            item("https://b.example/"),
        ],
    )
    work(any_database, settings)
    with any_database.write() as session:
        found = session.execute(select(Page.given_title, Page.folder).order_by(Page.url)).all()
        assert [tuple(row) for row in found] == [("A", "News / Local"), (None, None)]
        assert session.scalars(select(PageTag.tag).order_by(PageTag.tag)).all() == [
            "local",
            "news",
            "t1",
            "t2",
        ]
        pages.remove(session, [one.id for one in session.scalars(select(Page))])
    with any_database.read() as session:
        assert session.scalars(select(PageTag)).all() == []


def test_list_is_taken_in_by_few_statements(database: Database, settings: Settings) -> None:
    import_id = begin(
        database, [item(f"https://host{number}.example/", tags=["t"]) for number in range(CHUNK)]
    )
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    work(database, settings)
    event.remove(database.engine, "before_cursor_execute", note)
    assert figures(database, import_id)[2] == CHUNK
    assert len(asked) < 50, asked


def test_others_write_while_nine_thousand_addresses_are_taken_in(
    database: Database, settings: Settings
) -> None:
    urls = [f"https://host{number % 3_000}.example/{number}" for number in range(9_000)]
    import_id = begin(database, urls)
    worker = threading.Thread(target=work, args=(database, settings))
    worker.start()
    seen: set[int] = set()
    while worker.is_alive():
        with database.write() as session:
            seen.add(session.scalar(select(PageImport.done).where(PageImport.id == import_id)) or 0)
            session.execute(text("UPDATE change_counter SET value = value"))
    worker.join()
    # Each number is a transaction of another writer between two parts of the list.
    assert len(seen - {0, 9_000}) >= 5, sorted(seen)
    assert figures(database, import_id) == ("done", 9_000, 9_000, 0, 0)
    assert (count(database), due(database)) == (9_000, 9_000)
    with database.read() as session:
        assert session.scalars(select(ImportPart.first)).all() == []
        assert session.scalar(select(LongJob.done)) == 9_000


def test_cancelled_import_ends_between_two_parts(database: Database, settings: Settings) -> None:
    import_id = begin(database, [f"{HOST}/{number}" for number in range(20 * CHUNK)])
    worker = threading.Thread(target=work, args=(database, settings))
    worker.start()
    until(lambda: progress(database, import_id).done)
    with database.write() as session:
        assert service.cancel(session, import_id)
    worker.join()
    done = progress(database, import_id)
    assert done.state == "cancelled"
    assert 0 < done.done < done.total
    assert done.new == done.done == count(database)
    with database.write() as session:
        assert not service.cancel(session, import_id)
        assert not service.retry(session, import_id)
        assert [one.state for one in jobs.long.listing(session)] == ["cancelled"]


def test_cancelled_in_the_list_of_jobs_it_is_over_too(database: Database, settings: Settings) -> None:
    import_id = begin(database, [HOST])
    with database.write() as session:
        assert jobs.long.end(session, service.key_of(import_id)) == "ended"
    assert progress(database, import_id).state == "cancelled"
    del settings


def test_what_has_ended_is_forgotten_after_some_weeks(any_database: Database, settings: Settings) -> None:
    db = any_database
    finished = begin(db, [f"http://[{number}" for number in range(1_500)])
    work(db, settings)
    stopped = begin(db, ["http://]"])
    with db.write() as session:
        service.cancel(session, stopped)
    assert {progress(db, one).state for one in (finished, stopped)} == {"done", "cancelled"}
    with db.write() as session:
        assert jobs.lease(session, limit=9) == []
        assert (jobs.next_look_in(session) or 0) > 29 * DAY
        session.execute(update(Job).values(due=0))
        session.execute(text("UPDATE lane SET look_at = 0"))
    for _ in range(2):
        forget(db, lease(db, service.FORGET))
    with db.read() as session:
        for table in (PageImport, ImportLine, ImportPart, Job):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_one_that_was_quarantined_goes_on_where_it_was(database: Database, settings: Settings) -> None:
    import_id = begin(database, ["https://a.example/", "https://b.example/"])
    held = lease(database)
    with database.write() as session:
        session.execute(update(Job).values(attempts=jobs.ATTEMPTS))
        jobs.fail(session, held, code="error", detail="", retry_us=0)
    assert progress(database, import_id).quarantined
    with database.write() as session:
        assert service.retry(session, import_id)
    assert not progress(database, import_id).quarantined
    work(database, settings)
    assert progress(database, import_id).state == "done"


def test_addresses_that_were_meant_are_watched_with_one_answer(
    any_database: Database, settings: Settings
) -> None:
    db = any_database
    attach(db, Guard())
    lines = [
        item("http//a.example/", title="A", folder="F", tags=["t"]),
        item("http//10.0.0.1/"),
        item("x y"),
    ]
    import_id = begin(db, [*lines, *(f"https;//b.example/{number}" for number in range(CHUNK + 5))])
    work(db, settings)
    assert figures(db, import_id)[2:] == (0, 0, CHUNK + 8)
    assert mending.mend(db, import_id, 0) == 1
    assert mending.mend(db, import_id, 2) == 0
    with db.read() as session:
        page = session.scalars(select(Page)).one()
        assert (page.url, page.given_title, page.folder) == ("http://a.example/", "A", "F")
        assert sorted(session.scalars(select(PageTag.tag))) == ["f", "t"]
    assert mending.mend(db, import_id) == CHUNK + 6
    assert mending.mend(db, import_id) == 0
    assert figures(db, import_id) == ("done", CHUNK + 8, CHUNK + 6, 0, 2)
    with db.read() as session:
        left = service.lines(session, import_id, verdict="refused")
        assert ["HUD_CRAWL_ALLOW" in one.reason for one in left] == [True, False]


def test_how_far_reading_is_follows_the_pages(database: Database, settings: Settings) -> None:
    import_id = begin(database, [f"{HOST}/{number}" for number in range(5)])
    work(database, settings)
    with database.write() as session:
        one, two, three, *_ = session.scalars(select(Page).order_by(Page.id))
        one.last_read = two.last_read = 1
        two.error = three.error = "dns"
    with database.read() as session:
        assert service.read(session, import_id) == service.Read(read=1, failing=2, waiting=2)


def test_a_list_of_a_hundred_thousand_lines_takes_bounded_memory(database: Database) -> None:
    made = (
        item(f"https://host{number % 100}.example/{number}", title="x" * 100) for number in range(100_000)
    )
    sizes = [len(data) for _, data in service.packed(made)]
    # No part holds more than a thousandth or so of what a list may be.
    assert len(sizes) == 100
    assert max(sizes) < 40_000
    del database


WORKER = """
from app.settings import load
from app.pages.actors import crawl, imports
from workers.stop import stop_event
from workers.worker import embedded
embedded(load(), {"import": imports, "crawl": crawl}, 2, stop_event())
"""


@pytest.mark.soak
def test_killed_between_any_two_parts_it_goes_on_and_doubles_nothing(
    database: Database, settings: Settings
) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    parts = 3 * KILLS + 1
    # One host that refuses connections: the worker reads a page beside the import now and then.
    urls = [f"http://127.0.0.1:9999/{number}" for number in range(parts * CHUNK)]
    import_id = begin(database, [*urls, "http://["])

    def start() -> subprocess.Popen[str]:
        here = environment(settings, HUD_CRAWL_ALLOW="127.0.0.1")
        return subprocess.Popen([sys.executable, "-c", WORKER], env=here, text=True)

    def reach(goal: int) -> None:
        until(lambda: progress(database, import_id).done >= min(goal, len(urls)))

    for _ in range(KILLS):
        goal = progress(database, import_id).done + chance.randint(1, 3) * CHUNK
        worker = start()
        reach(goal)
        end(worker, signal.SIGKILL)
        now = progress(database, import_id)
        assert now.new == count(database), seed
        with database.read() as session:
            lines = list(session.scalars(select(ImportLine.number).order_by(ImportLine.number)))
        assert lines == list(range(now.done)), seed
    worker = start()
    try:
        until(lambda: progress(database, import_id).state == "done", 60)
    finally:
        end(worker, signal.SIGKILL)
    done = progress(database, import_id)
    assert (done.done, done.new, done.known, done.refused) == (len(urls) + 1, len(urls), 0, 1), seed
    assert count(database) == len(urls), seed
