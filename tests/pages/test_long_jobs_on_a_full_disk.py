"""The disk fills up while a long job works on a page's past: one clear line, nothing lost, and on it goes."""

from __future__ import annotations

import random
import shutil
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from app.cli import main
from app.clock import HOUR
from app.db import Database
from app.extract import EXTRACTOR_VERSION, extract_here
from app.pages import reread, service, texts, timeline
from app.pages.models import Version
from tests import disks

BEGUN = 1_780_000_000_000_000
VERSIONS = 20


@pytest.fixture
def past(small_disk: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A page on a small disk, all of whose versions an older extractor read; and no room beside it."""
    monkeypatch.setenv("HUD_DATA_DIR", str(small_disk / "var"))
    (small_disk / "var").mkdir(mode=0o700)
    shutil.copy(migrated, small_disk / "var" / "hud.sqlite3")
    db = Database(f"sqlite:///{small_disk / 'var' / 'hud.sqlite3'}")
    chance = random.Random(1)
    with db.write() as session:
        page = service.add(session, "https://example.org/").page
        for number in range(VERSIONS):
            words = ("".join(chance.choices(string.ascii_lowercase, k=9)) for _ in range(2_000))
            body = f"<html lang=en><title>T</title><main><p>{' '.join(words)}</p></main>".encode()
            read = extract_here(body, url="https://example.org/", content_type="text/html")
            timeline.keep(session, page, body, read, BEGUN + number * HOUR, "text/html")
        session.execute(update(Version).values(extractor=EXTRACTOR_VERSION - 1))
    # Somebody reads: the database's own files are there when the disk fills up.
    with db.read() as session:
        assert session.scalars(select(Version.id)).first() is not None
        disks.fill(small_disk)
        yield db
    db.dispose()


def said(db: Database) -> list[str]:
    with db.read() as session:
        rows = session.scalars(select(Version).order_by(Version.first_read)).all()
        found = texts.read_many(session, rows)
    return [found[row.id].main for row in rows]


def hud(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_re_reading_on_a_full_disk_is_one_line_and_loses_nothing(past: Database, small_disk: Path) -> None:
    before = said(past)
    full = hud("reread")
    assert full.exit_code == 1
    assert full.stdout == ""
    (line,) = full.stderr.splitlines()
    assert "full" in line
    assert said(past) == before
    disks.make_room(small_disk)
    done = hud("reread")
    assert (done.exit_code, done.stdout) == (0, f"{VERSIONS} versions re-read\n")
    assert said(past) == before
    with past.read() as session:
        assert reread.count(session) == 0
