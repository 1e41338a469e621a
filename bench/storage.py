"""Bytes of a version in the database, how soon any is read, and what it takes to move and to re-read many.

Real pages of about 60 KB with planted changes of 3 % (`bench.planted`), taken in as a reading is. Beside it
stands what HUD stored of the same readings until commit 846ba47: texts in full in the version's row, the body
as a zstd frame of its own, digests as hex. With `BEFORE=FOLDER`, a checkout of that commit with its `.venv`,
its own program writes them down; else plain SQL here does the same, for whoever has no program of then.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import zstandard
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app.clock import DAY
from app.db import Database, migrate
from app.extract import extract_here
from app.pages import bodies, moving, reread, service, texts
from app.pages.legacy_tables import OLD_BODY, OLD_VERSION
from app.pages.models import Page, Version
from app.pages.texts import Text
from app.pages.tools import open_extractor
from bench import planted, taken
from bench.measure import Row, at_most
from bench.taken import HTML as _HTML
from bench.taken import Read

_BEGAN = 1_767_225_600_000_000
_MOST_MIB = 64
_TIMES_SMALLER = 20
_READ_MS = 10


def rows(quick: bool) -> list[Row]:
    """Bytes of a changed version, time of reading any, memory of moving and of re-reading."""
    with tempfile.TemporaryDirectory(prefix="hud-storage-") as place:
        return [
            *_sizes(Path(place), *((4, 64) if quick else (12, 128))),
            *_long_page(Path(place), 600 if quick else 10_000),
        ]


def _sizes(place: Path, count: int, versions: int) -> Iterator[Row]:
    """Page after page is read in turn, as in an installation."""
    chosen = planted.of_size(52_000, 68_000, count)
    histories = [_readings(number, page, versions + 1) for number, page in enumerate(chosen)]
    read = [history[one] for one in range(versions + 1) for history in histories]
    changes = count * versions
    ours, before = (
        (last - first) / changes
        for first, last in (taken.sizes(read, place / "ours.sqlite3"), _sizes_before(read, place))
    )
    what = f"database bytes of a version, {count} pages × {versions} changes of 3 %"
    yield Row(what, ours, before, "before", "B", floor=_TIMES_SMALLER)


def _readings(number: int, page: bytes, count: int) -> list[Read]:
    found = []
    for one, body in enumerate(islice(planted.history(page, number), count)):
        said = extract_here(body, url="https://a.org/", content_type=_HTML["content-type"])
        found.append(Read(number, _BEGAN + one * DAY, body, said))
    return found


def _sizes_before(read: Sequence[Read], place: Path) -> tuple[int, int]:
    """Bytes held after the first and after the last readings, by the program of before if it is at hand."""
    checkout = os.environ.get("BEFORE", "")
    if not checkout:
        return _plain_sizes(read, place / "before.sqlite3")
    readings = place / "readings"
    taken.save(read, readings)
    folder = Path(checkout).resolve()
    files = [taken.__file__, str(readings), str(place / "before.sqlite3")]
    environment = {**os.environ, "PYTHONPATH": str(folder), "HUD_DATA_DIR": str(place / "before")}
    done = subprocess.run(
        [folder / ".venv/bin/python", "-P", *files],
        cwd=folder,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    first, last = json.loads(done.stdout)
    return first, last


@contextmanager
def _database(file: Path) -> Iterator[Database]:
    db = Database(f"sqlite:///{file}")
    try:
        migrate.upgrade(db)
        yield db
    finally:
        db.dispose()


# What HUD stored until commit 846ba47. The indexes are those of its tables too.
_PLAIN_TABLES = (
    "CREATE TABLE b_body (sha256 VARCHAR(64) PRIMARY KEY, size INTEGER NOT NULL, zstd BLOB NOT NULL,"
    " content_type TEXT NOT NULL, first_read BIGINT NOT NULL)",
    "CREATE TABLE b_version (id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL, ordinal INTEGER NOT NULL,"
    " first_read BIGINT NOT NULL, last_read BIGINT NOT NULL, until BIGINT, gone VARCHAR(40),"
    " title TEXT NOT NULL, main TEXT NOT NULL,"
    " rest TEXT NOT NULL, language VARCHAR(12) NOT NULL, digest VARCHAR(64) NOT NULL,"
    " sha256 VARCHAR(64) REFERENCES b_body (sha256), extractor INTEGER NOT NULL, tokenizer INTEGER NOT NULL,"
    " UNIQUE (page_id, ordinal))",
    "CREATE INDEX b_ix ON b_version (sha256)",
    "CREATE TABLE b_reading (id INTEGER PRIMARY KEY, page_id INTEGER NOT NULL, at BIGINT NOT NULL, url TEXT,"
    " status INTEGER, error VARCHAR(40), error_detail TEXT, size INTEGER, elapsed BIGINT, version_id INTEGER"
    " REFERENCES b_version (id), sha256 VARCHAR(64), UNIQUE (page_id, at))",
    "CREATE TABLE b_change (number BIGINT PRIMARY KEY, kind VARCHAR(8) NOT NULL, page_id BIGINT NOT NULL,"
    " ordinal BIGINT NOT NULL)",
)


def _plain_sizes(read: Sequence[Read], file: Path) -> tuple[int, int]:
    with _database(file) as db:
        with db.write() as session:
            for statement in _PLAIN_TABLES:
                session.execute(text(statement))
        first = 0
        for one in read:
            if not first and one.at > _BEGAN:
                first = taken.size(db)
            _take_plainly(db, one)
        return first, taken.size(db)


def _take_plainly(db: Database, read: Read) -> None:
    sha = hashlib.sha256(read.body).hexdigest()
    said, ordinal = read.said, (read.at - _BEGAN) // DAY
    digest = hashlib.sha256(f"{said.title}\0{said.main}".encode()).hexdigest()
    values = {"page": read.page, "at": read.at, "sha": sha, "ordinal": ordinal, "digest": digest}
    values |= {"title": said.title, "main": said.main, "rest": said.rest, "language": said.language}
    values |= {"body": zstandard.compress(read.body), "size": len(read.body), "type": _HTML["content-type"]}
    with db.write() as session:
        for statement in (
            "UPDATE b_version SET until = :at WHERE page_id = :page AND ordinal = :ordinal - 1",
            "INSERT INTO b_body VALUES (:sha, :size, :body, :type, :at)",
            "INSERT INTO b_version (page_id, ordinal, first_read, last_read, title, main, rest, language,"
            " digest, sha256, extractor, tokenizer) VALUES (:page, :ordinal, :at, :at, :title, :main, :rest,"
            " :language, :digest, :sha, 1, 1)",
            "INSERT INTO b_reading (page_id, at, status, size, elapsed, version_id, sha256)"
            " VALUES (:page, :at, 200, :size, 20000, last_insert_rowid(), :sha)",
            "INSERT INTO b_change SELECT 1 + coalesce(max(number), 0), 'put', :page, :ordinal FROM b_change",
        ):
            session.execute(text(statement), values)


def _long_page(place: Path, count: int) -> Iterator[Row]:
    """A page of many versions: moved from where they stood before, any of them read, and all re-read."""
    file = place / "long.sqlite3"
    with _database(file) as db:
        _fill(db, count)
        yield from _at_work("moved from before", _move, file, count)
        yield from _reading(db, count)
        yield from _at_work("re-read", _reread, file, count)


def _fill(db: Database, count: int) -> None:
    """So many versions of a page as they were stored before, in large transactions."""
    with db.write() as session:
        page = service.add(session, "https://a.org/").page.id
    (whole,) = planted.of_size(58_000, 62_000, 1)
    for start, some in _slices(whole, count):
        rows = [_old(page, number, body) for number, body in enumerate(some, start)]
        versions, frames, said = zip(*rows, strict=True)
        with db.write() as session:
            session.execute(insert(Version), versions)
            session.execute(insert(OLD_BODY), frames)
            session.execute(insert(OLD_VERSION), said)


def _old(page: int, number: int, body: bytes) -> tuple[dict[str, object], ...]:
    """The rows of a version, of its body, and of its texts."""
    at, said, sha = _BEGAN + number * DAY, _text(body), hashlib.sha256(body).hexdigest()
    facts: dict[str, object] = {"id": number + 1, "page_id": page, "first_read": at, "last_read": at}
    facts |= {"title": "", "language": "en", "extractor": 1, "tokenizer": 1}
    frame: dict[str, object] = {"sha256": sha, "first_read": at, "zstd": zstandard.compress(body)}
    frame |= {"size": len(body), "content_type": "text/html"}
    full = {"main": said.main, "rest": said.rest, "sha256": sha, "digest": ""}
    return {**facts, "ordinal": number + 1, "digest": b""}, frame, {**facts, "ordinal": number, **full}


def _at_work(what: str, work: Callable[[str, Connection], None], file: Path, count: int) -> Iterator[Row]:
    memory, seconds = _in_a_process(work, file)
    of = f"a page of {count:,} versions {what}"
    yield at_most(f"{of}: memory", memory, _MOST_MIB, "MiB")
    yield Row(f"{of}: processor time of each", 1e3 * seconds / count, 0, "", "ms")


def _slices(page: bytes, count: int, size: int = 200) -> Iterator[tuple[int, list[bytes]]]:
    history = planted.history(page)
    for start in range(0, count, size):
        yield start, list(islice(history, min(size, count - start)))


def _text(body: bytes) -> Text:
    found = extract_here(body, url="https://a.org/", content_type=_HTML["content-type"])
    return Text(found.main, found.rest)


def _reading(db: Database, count: int) -> Iterator[Row]:
    """Processor time of the slowest of many versions of one page, each read in a session of its own."""
    with db.read() as session:
        versions = random.Random(1).sample(session.scalars(select(Version)).all(), min(count, 500))
    slowest = {"text": 0.0, "body": 0.0}
    for version in versions:
        for what, read in (("text", texts.read), ("body", bodies.read)):
            # The best of three: what else the machine does is not the version's fault.
            slowest[what] = max(slowest[what], min(_once(db, read, version) for _ in range(3)))
    of = f"of {count:,} versions of a page of {taken.size(db) / count:,.0f} B each in the database"
    yield at_most(f"text of any {of}", slowest["text"] * 1e3, _READ_MS, "ms")
    yield at_most(f"bytes of any {of}", slowest["body"] * 1e3, _READ_MS, "ms")


def _once(db: Database, read: Callable[[Session, Version], object], version: Version) -> float:
    with db.read() as session:
        session.connection()
        began = time.process_time()
        read(session, version)
        return time.process_time() - began


def _in_a_process(work: Callable[[str, Connection], None], file: Path) -> tuple[float, float]:
    """What the work sends from a process of its own: memory in MiB, and processor seconds."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=work, args=(str(file), theirs))
    child.start()
    # Closed here, its end is seen when the child comes to one.
    theirs.close()
    memory, seconds = ours.recv()
    child.join()
    return memory, seconds


def _move(file: str, pipe: Connection) -> None:
    db = Database(f"sqlite:///{file}")
    page = _only_page(db)
    with _measured(pipe):
        moving.move_page(db, page)
    db.dispose()


def _reread(file: str, pipe: Connection) -> None:
    """Pages are parsed in a process of the extractor's, as everywhere; its memory is bounded by itself."""
    db = Database(f"sqlite:///{file}")
    page = _only_page(db)
    with open_extractor() as extractor:
        extractor.extract(b"<p>Warm.", url="https://a.org/", content_type="text/html", x_robots_tag="")
        with _measured(pipe):
            reread.read_again(db, page, extractor, lambda _: db.write())
    with db.read() as session:
        assert reread.count(session) == 0, "not everything was re-read, so nothing was measured"
    db.dispose()


def _only_page(db: Database) -> int:
    with db.read() as session:
        session.scalar(select(func.count()).select_from(Page))
        return session.scalars(select(Page.id)).one()


@contextmanager
def _measured(pipe: Connection) -> Iterator[None]:
    """Send the most memory above what the process had before the block, in MiB, and its processor seconds."""
    before, began = _status("VmRSS"), time.process_time()
    yield
    pipe.send(((_status("VmHWM") - before) / 1024, time.process_time() - began))


def _status(name: str) -> int:
    """A figure of this process's memory, in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
