"""Lists taken in bit by bit: counted, cancelled, killed; with everybody else served meanwhile."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import event, func, select, text, update

from app import jobs
from app.cli import main
from app.clock import DAY, HOUR
from app.db import Database
from app.jobs.models import Job
from app.net.guard import Guard, attach
from app.pages import imports, service
from app.pages.import_models import ImportRefusal, PageImport
from app.pages.imports import CHUNK, Imported
from app.pages.models import Page
from app.settings import Settings
from tests.pages.test_import_lists import BOOKMARKS, OPML
from tests.soak import times
from tests.web.site import running, signed_in
from tests.workers.processes import end, environment, until

KILLS = times("kills during an import", 2, 40)


def taken(db: Database, urls: list[str]) -> Imported:
    done = Imported()
    for part in imports.take_in_all(db, urls):
        done.count(part)
    return done


def begin(db: Database, urls: list[str], every: int = DAY) -> int:
    with db.write() as session:
        return imports.begin(session, urls, every)


def lease(db: Database) -> jobs.Lease:
    """The import's job, whatever else is due."""
    while True:
        with db.write() as session:
            (found,) = jobs.lease(session, limit=1, owner="test")
        if found.actor == "import":
            return found


def progress(db: Database, import_id: int) -> imports.Progress:
    with db.read() as session:
        found = imports.progress(session, import_id)
    assert found is not None
    return found


def count(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Page)) or 0


def due(db: Database) -> int:
    """How many pages are asked to be read."""
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.actor == "crawl")) or 0


def test_one_bad_address_keeps_no_other_away(any_database: Database) -> None:
    urls = ["https://a.example/", "http://[", "b.example", "https://a.example/", "https://B.example/#part"]
    done = taken(any_database, urls)
    assert (done.new, done.known, [url for url, _ in done.refused]) == (2, 2, ["http://["])
    with any_database.read() as session:
        assert session.scalars(select(Page.url).order_by(Page.id)).all() == [
            "https://a.example/",
            "https://b.example/",
        ]
    assert due(any_database) == 2


def test_page_that_is_there_already_is_not_touched(any_database: Database) -> None:
    with any_database.write() as session:
        page = service.add(session, "https://a.example/", every=HOUR).page
        page.state = "stopped"
        jobs.cancel(session, f"page:{page.id}")
    done = taken(any_database, ["https://a.example/"])
    assert (done.new, done.known) == (0, 1)
    with any_database.read() as session:
        found = session.scalars(select(Page)).one()
        assert (found.state, found.every) == ("stopped", HOUR)
    assert due(any_database) == 0


def test_list_is_taken_in_by_few_statements(database: Database) -> None:
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    taken(database, [f"https://host{number}.example/" for number in range(CHUNK)])
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(asked) < 15, asked


def test_others_write_while_nine_thousand_addresses_are_taken_in(database: Database) -> None:
    import_id = begin(database, [f"https://host{number % 3_000}.example/{number}" for number in range(9_000)])
    held = lease(database)
    worker = threading.Thread(target=imports.carry_on, args=(database, held))
    worker.start()
    seen: set[int] = set()
    while worker.is_alive():
        with database.write() as session:
            seen.add(session.scalar(select(PageImport.done).where(PageImport.id == import_id)) or 0)
            session.execute(text("UPDATE change_counter SET value = value"))
    worker.join()
    # Each number is a transaction of another writer between two parts of the list.
    assert len(seen - {0, 9_000}) >= 5, sorted(seen)
    done = progress(database, import_id)
    assert (done.state, done.done, done.new, done.known, done.refused) == ("done", 9_000, 9_000, 0, 0)
    assert (count(database), due(database)) == (9_000, 9_000)


def test_cancelled_import_ends_between_two_parts(database: Database) -> None:
    import_id = begin(database, [f"https://host.example/{number}" for number in range(10 * CHUNK)])
    held = lease(database)
    lost: list[jobs.LeaseLost] = []

    def work() -> None:
        try:
            imports.carry_on(database, held)
        except jobs.LeaseLost as error:
            lost.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    until(lambda: progress(database, import_id).done)
    with database.write() as session:
        assert imports.cancel(session, import_id)
    worker.join()
    done = progress(database, import_id)
    assert lost
    assert done.state == "cancelled"
    assert 0 < done.done < done.total
    assert done.new == done.done == count(database)
    with database.write() as session:
        assert not imports.cancel(session, import_id)
        assert not imports.retry(session, import_id)


def test_what_has_ended_is_removed_after_some_days(database: Database) -> None:
    finished, stopped = begin(database, ["http://["]), begin(database, ["http://]"])
    imports.carry_on(database, lease(database))
    with database.write() as session:
        imports.cancel(session, stopped)
    assert {progress(database, one).state for one in (finished, stopped)} == {"done", "cancelled"}
    with database.write() as session:
        assert jobs.lease(session, limit=9) == []
        assert (jobs.next_look_in(session) or 0) > 6 * DAY
        session.execute(update(Job).values(due=0))
        session.execute(text("UPDATE lane SET look_at = 0"))
    for _ in range(2):
        imports.carry_on(database, lease(database))
    with database.read() as session:
        for table in (PageImport, ImportRefusal, Job):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_one_that_was_set_aside_goes_on_where_it_was(database: Database) -> None:
    import_id = begin(database, ["https://a.example/", "https://b.example/"])
    held = lease(database)
    with database.write() as session:
        session.execute(update(Job).values(attempts=jobs.ATTEMPTS))
        jobs.fail(session, held, code="error", detail="", retry_us=0)
    assert progress(database, import_id).set_aside == "error"
    with database.write() as session:
        assert imports.retry(session, import_id)
    assert progress(database, import_id).set_aside == ""
    imports.carry_on(database, lease(database))
    assert progress(database, import_id).state == "done"


def test_progress_gives_an_import_its_attempts_back(database: Database) -> None:
    begin(database, [f"https://host.example/{number}" for number in range(2 * CHUNK)])
    held = lease(database)
    with database.write() as session:
        session.execute(update(Job).values(attempts=jobs.ATTEMPTS))
        jobs.advance(session, held)
    with database.read() as session:
        assert session.scalar(select(Job.attempts)) == 1


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
    worker = start()
    try:
        until(lambda: progress(database, import_id).state == "done", 60)
    finally:
        end(worker, signal.SIGKILL)
    done = progress(database, import_id)
    assert (done.done, done.new, done.known, done.refused) == (len(urls) + 1, len(urls), 0, 1), seed
    assert count(database) == len(urls), seed


def test_shell_imports_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUD_DATA_DIR", str(tmp_path / "var"))
    listed = tmp_path / "bookmarks.html"
    listed.write_bytes(BOOKMARKS)
    result = CliRunner().invoke(main, ["pages", "import", str(listed)])
    assert (result.exit_code, result.output) == (0, "2 new, 0 there already, 0 refused\n")
    again = CliRunner().invoke(main, ["pages", "import", "-"], input="https://a.example/?x=1&y=2\nhttp://[\n")
    assert again.exit_code == 0
    assert "0 new, 1 there already, 1 refused" in again.output
    empty = CliRunner().invoke(main, ["pages", "import", "-"], input="")
    assert empty.exit_code == 1
    assert empty.output == "The list contains no addresses.\n"
    often = CliRunner().invoke(main, ["pages", "import", "--every", "1m", str(listed)])
    assert (often.exit_code, often.output) == (
        1,
        "--every: Choose an interval from five minutes to one year.\n",
    )


@pytest.fixture
def editor(database: Database, settings: Settings) -> Iterator[TestClient[Litestar]]:
    assert database.url == settings.database
    with running(settings) as client:
        signed_in(client, "editor")
        client.headers.update({"Sec-Fetch-Site": "same-origin"})
        yield client


@pytest.fixture
def work(database: Database) -> Callable[[], None]:
    """Takes in one list that was asked for, as a worker does."""
    attach(database, Guard())

    def run() -> None:
        imports.carry_on(database, lease(database))

    return run


def test_editor_pastes_a_list_and_sees_what_becomes_of_it(
    editor: TestClient[Litestar], database: Database, work: Callable[[], None]
) -> None:
    assert "/pages/import" in editor.get("/pages/").text
    asked = editor.post("/pages/import", data={"list": OPML.decode() + "\n", "every": "7d"})
    assert asked.url.path.startswith("/pages/import/")
    assert "0 of 2 addresses" in asked.text
    assert 'hx-trigger="every 1s"' in asked.text
    assert count(database) == 0
    work()
    here = asked.url.path
    part = editor.get(here, headers={"HX-Request-Type": "partial"}).text
    assert part.lstrip().startswith('<div id="import"')
    assert "hx-get" not in part
    assert "2 added, 0 already watched, 0 rejected" in part
    assert part.strip() in editor.get(here).text
    with database.read() as session:
        assert set(session.scalars(select(Page.every))) == {7 * DAY}
    assert here in editor.get("/pages/import").text


def test_refused_addresses_are_shown_with_their_reasons(
    editor: TestClient[Litestar], work: Callable[[], None]
) -> None:
    mixed = [
        "http://[<b>",
        "https://a.example/",
        "http://10.0.0.1/",
        "http://a.example:25/",
        "http://localhost/",
    ]
    here = editor.post("/pages/import", data={"list": "\n".join(mixed)}).url.path
    work()
    shown = editor.get(here).text
    assert "1 added, 0 already watched, 4 rejected" in shown
    assert "http://[&lt;b&gt;" in shown
    assert shown.count("private network") == 2
    assert shown.count("This port is not used for web pages") == 1
    many = editor.post("/pages/import", data={"list": "\n".join(f"http://[{n}" for n in range(150))}).url.path
    work()
    assert "http://[99<" in editor.get(many).text
    assert "http://[149<" in editor.get(f"{many}?page=2").text


def test_editor_cancels_and_tries_again(editor: TestClient[Litestar], database: Database) -> None:
    here = editor.post("/pages/import", data={"list": "https://a.example/"}).url.path
    held = lease(database)
    with database.write() as session:
        session.execute(update(Job).values(attempts=jobs.ATTEMPTS))
        jobs.fail(session, held, code="error", detail="", retry_us=0)
    assert f"{here}/retry" in editor.get(here).text
    assert f"{here}/retry" not in editor.post(f"{here}/retry").text
    assert "cancelled after 0 of 1" in editor.post(f"{here}/cancel").text
    assert editor.get("/pages/import/999").status_code == 404
    assert editor.get(f"{here}?page=0").status_code == 404


def test_form_keeps_what_cannot_be_read(editor: TestClient[Litestar]) -> None:
    answer = editor.post("/pages/import", data={"list": "<rss>nothing</rss>"})
    assert answer.status_code == 422
    assert "&lt;rss&gt;nothing" in answer.text
    assert editor.post("/pages/import", data={}).status_code == 422


def test_reader_imports_nothing(database: Database, settings: Settings) -> None:
    import_id = begin(database, ["https://a.example/"])
    with running(settings) as client:
        signed_in(client, "reader")
        client.headers.update({"Sec-Fetch-Site": "same-origin"})
        assert client.get("/pages/import").status_code == 403
        assert client.post("/pages/import", data={"list": "https://a.example/"}).status_code == 403
        assert client.get(f"/pages/import/{import_id}").status_code == 403
        assert client.post(f"/pages/import/{import_id}/cancel").status_code == 403
        assert "/pages/import" not in client.get("/pages/").text
