"""An installation with 7,000 real pages and a hundred people, made without crawling and kept to be copied.

Pages take the way of every page from extraction on, only their bytes come from a folder; building it takes
two minutes, and every benchmark of the web needs the very same one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.passwords import hash_password
from app.clock import DAY, MINUTE, now
from app.db import Database, migrate
from app.db.follower import catch_up
from app.extract import EXTRACTOR_VERSION, ExtractError, extract_here
from app.guide.ingest import ingest
from app.net.fetch import Fetched
from app.pages import reading, service, texts
from app.pages.links import schedule
from app.pages.models import Page, Version
from app.pages.seen import Seen
from app.rowcache import open_database
from app.search.engine import ENGINES
from app.settings import Settings
from app.text import TOKENIZER_VERSION
from bench.load.plan import people
from bench.load.queries import pairs
from bench.sites import LARGE, data_dir, pages, sites

PAGES = 7_000
QUERIES = 60_000
MIGRATIONS = Path(migrate.__file__).with_name("migrations")
RECIPE = 1
"""Goes up when this file makes something else of the same pages."""

_SPARE = 200
_CHUNK = 200
_HTML = {"content-type": "text/html; charset=utf-8"}


@contextmanager
def lend() -> Iterator[Path]:
    """A copy of the installation's data folder, which is the caller's to change and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hud-load-") as scratch:
        copy = Path(scratch, "var")
        shutil.copytree(kept() / "var", copy, symlinks=True)
        yield copy


def kept() -> Path:
    """Where it lies, with its queries; built at the first call, and when what it is made with changed."""
    home = data_dir() / "installations" / _key()
    home.parent.mkdir(parents=True, exist_ok=True)
    with (home.parent / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
                made = Path(scratch, "made")
                print(f"making an installation of {PAGES:,} pages, once: it takes some minutes", flush=True)
                build(Settings(data_dir=made / "var"), _sources())
                (made / "queries").write_text("\n".join(pairs(_texts(made / "var"), QUERIES)))
                made.rename(home)
    return home


def never_seen() -> list[str]:
    """Different queries, each to be asked once."""
    return (kept() / "queries").read_text().splitlines()


def build(settings: Settings, found: Sequence[tuple[str, Path]], wanted: int = PAGES) -> None:
    """Make an installation of the first `wanted` pages that have text, given as (address, file)."""
    db = open_database(settings)
    try:
        migrate.upgrade(db)
        ingest(db, settings)
        _read(db, found, wanted)
        with db.write() as session:
            _join(session)
        catch_up(db, settings)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.dispose()


def _read(db: Database, found: Sequence[tuple[str, Path]], wanted: int) -> None:
    began = now() - wanted * MINUTE
    done = 0
    for start in range(0, len(found), _CHUNK):
        with db.write() as session:
            for url, path in found[start : start + _CHUNK]:
                if done < wanted and _add(session, url, path.read_bytes(), began + done * MINUTE):
                    done += 1
        print(f"\r{done:,} of {wanted:,} pages read", end="\n" if done == wanted else "", flush=True)
    if done < wanted:
        raise ValueError(f"{wanted} pages wanted, but only {done} of {len(found)} have text")


def _add(session: Session, url: str, body: bytes, at: int) -> bool:
    """Watch a page and write down its first reading, as a worker would have; False when it has no text."""
    try:
        text = extract_here(body, url=url, content_type=_HTML["content-type"])
    except ExtractError:
        return False
    if not text.main:
        return False
    page = service.add(session, url).page
    seen = Seen(at, Fetched(url, 200, _HTML, body, (), False, 20_000), text)
    if text.noindex or reading.record(session, page, seen) is None:
        raise ValueError(f"{url} does not want to be kept")
    _rest(session, page)
    return True


def _rest(session: Session, page: Page) -> None:
    """Nothing is due while the web is measured."""
    service.set_state(session, page.id, "paused")
    page.state = "active"
    schedule(session, page, due=now() + 366 * DAY)


def _texts(folder: Path) -> list[str]:
    db = Database(Settings(data_dir=folder).database)
    try:
        with db.read() as session:
            every = session.scalars(select(Version).order_by(Version.id))
            return [texts.read(session, version).main for version in every]
    finally:
        db.dispose()


def _join(session: Session) -> None:
    # Their one password is hashed once: a hundred times would take half a minute.
    hashed = {password: hash_password(password) for password in {row["password"] for row in people()}}
    for row in people():
        person = accounts.create(session, row["name"], hashed[row["password"]], "reader", now())
        person.time_zone, person.language = row["zone"], row["language"]


def _sources() -> list[tuple[str, Path]]:
    homes = {site.root: site.name for site in sites(LARGE)}
    found = []
    for path in pages(PAGES + _SPARE, packages=LARGE):
        root = next(root for root in homes if path.is_relative_to(root))
        found.append((f"https://{homes[root]}.example/{path.relative_to(root).as_posix()}", path))
    return found


def _key() -> str:
    made_with = [
        RECIPE,
        PAGES,
        people(),
        EXTRACTOR_VERSION,
        TOKENIZER_VERSION,
        ENGINES["trie"].version,
        ScriptDirectory(str(MIGRATIONS)).get_current_head(),
        [f"{site.name} {site.version} {site.sha256}" for site in sites(LARGE)],
    ]
    return hashlib.sha256(json.dumps(made_with).encode()).hexdigest()[:16]
