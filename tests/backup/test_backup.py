"""Backups from both databases, restored into both: everything is there, in a new life, or nothing has
changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, select

from app.backup import making, restoring, rows
from app.backup.archive import Reader, Writer
from app.backup.errors import BackupError, Damaged
from app.db import Database, changes
from app.db.installation import life_of, name_of
from app.db.migrate import newest
from app.pages.models import Page
from app.rowcache import fetch
from app.settings import Settings
from tests.backup.worlds import World, hear, settled
from tests.services import Memcached
from tests.soak import times

Other = Callable[[str], Settings]
KINDS = ["sqlite", "postgresql"]


@pytest.fixture
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Other]:
    """Empty installations to restore into, of the kind asked for."""
    with ExitStack() as stack:
        yield lambda kind: stack.enter_context(settled(request, kind, tmp_path / f"other_{kind}"))


@contextmanager
def opened(settings: Settings) -> Iterator[World]:
    """The installation as the next start finds it."""
    made = World(settings)
    try:
        yield made
    finally:
        made.database.dispose()


def filled(world: World, pages: int = 6) -> None:
    """Pages with histories, one of which was found from a page with a higher number."""
    for number in range(pages):
        world.corpus.says(f"https://a.org/{number}", "2026-01-02", f"flood {number} \u00e9\u4e16")
        world.corpus.says(f"https://a.org/{number}", "2026-01-03", f"drought {number}")
        world.corpus.is_same(f"https://a.org/{number}", "2026-01-04")
    with world.database.write() as session:
        first, last = (
            session.scalars(select(Page).where(Page.url == f"https://a.org/{number}")).one()
            for number in (0, pages - 1)
        )
        first.root_id = last.id
    world.corpus.follow()


def told(db: Database) -> dict[str, list[object]]:
    """All that a backup carries, but which life it is and which backups there are."""
    with db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in rows.rows(connection, table)]
            for table in rows.carried()
            if table.name not in ("installation", "backup_made")
        }


def _quietly(_rows: int) -> None:
    """Nobody looks on."""


def names(db: Database) -> tuple[str, str]:
    with db.read() as session:
        return name_of(session), life_of(session)


@pytest.mark.parametrize("kind", KINDS)
def test_restored_database_holds_everything_in_a_new_life(
    world: World, other: Other, tmp_path: Path, kind: str
) -> None:
    filled(world)
    file = tmp_path / "hud.backup"
    making.make(world.database, file)
    before, name = told(world.database), names(world.database)
    settings = other(kind)
    restoring.restore(settings, file, str)
    with opened(settings) as there:
        assert told(there.database) == before
        assert names(there.database)[0] == name[0]
        assert names(there.database)[1] not in ("", name[1])
        # New rows get numbers of their own.
        there.corpus.says("https://a.org/new", "2026-01-05", "rain")
        there.corpus.follow()
        index = there.corpus.handle.current()
        assert (len(index.history("drought", all=True)), len(index.history("rain", all=True))) == (6, 1)


def test_tables_have_the_same_digests_in_both_databases(world: World, other: Other, tmp_path: Path) -> None:
    filled(world)
    made = making.make(world.database, tmp_path / "first")
    for kind in KINDS:
        settings = other(kind)
        restoring.restore(settings, tmp_path / "first", str)
        with opened(settings) as there:
            again = making.make(there.database, tmp_path / kind)
        but_life = {name: kept for name, kept in again.tables.items() if name != "installation"}
        assert but_life == {name: kept for name, kept in made.tables.items() if name != "installation"}


@pytest.mark.parametrize("kind", KINDS)
def test_migrate_data_moves_everything_to_postgresql(
    world: World, other: Other, tmp_path: Path, kind: str
) -> None:
    filled(world)
    settings = other(kind)
    if kind == "sqlite":
        with pytest.raises(BackupError, match="PostgreSQL"):
            restoring.move(world.database, Database(settings.database), tmp_path, _quietly, _quietly)
        return
    with opened(settings) as there:
        restoring.move(world.database, there.database, tmp_path, lambda _: None, lambda _: None)
        assert told(there.database) == told(world.database)
    assert not list(tmp_path.glob(".hud-backup-*"))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_restored_over_pages(world: World, other: Other, tmp_path: Path, kind: str) -> None:
    filled(world)
    file = tmp_path / "hud.backup"
    making.make(world.database, file)
    settings = other(kind)
    with opened(settings) as there:
        there.corpus.says("https://b.org/", "2026-01-02", "mine")
        before = told(there.database)
    with pytest.raises(BackupError, match="people or pages"):
        restoring.restore(settings, file, str)
    with opened(settings) as there:
        assert told(there.database) == before


def test_nothing_is_restored_into_a_file_that_is_open(world: World, other: Other, tmp_path: Path) -> None:
    file = tmp_path / "hud.backup"
    making.make(world.database, file)
    settings = other("sqlite")
    with opened(settings) as there, there.database.read() as session:
        session.execute(select(Page)).all()
        with pytest.raises(BackupError, match="stop HUD"):
            restoring.restore(settings, file, str)
        assert session.execute(select(Page)).all() == []


def test_no_file_is_overwritten(world: World, tmp_path: Path) -> None:
    file = tmp_path / "hud.backup"
    file.write_text("precious")
    with pytest.raises(BackupError, match="is there already"):
        making.make(world.database, file)
    assert file.read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hud.backup", "one"]


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)  # the archive of PostgreSQL is the same
@pytest.mark.parametrize("passphrase", ["", "a long one"])
def test_damaged_or_cut_archives_are_refused_and_change_nothing(
    world: World, other: Other, tmp_path: Path, passphrase: str
) -> None:
    filled(world)
    file, wrong = tmp_path / "hud.backup", tmp_path / "wrong"
    making.make(world.database, file, passphrase=passphrase, secret=b"key")
    settings, whole, chance = other("sqlite"), file.read_bytes(), random.Random(7)
    assert settings.database_file is not None
    before = settings.database_file.read_bytes()
    cuts = [whole[: chance.randrange(len(whole))] for _ in range(times("cuts of a backup", 10, 200))]
    for data in [*cuts, b"", b"PK"]:
        wrong.write_bytes(data)
        with pytest.raises(BackupError):
            restoring.restore(settings, wrong, lambda: passphrase)
    for _ in range(times("bytes of a backup changed", 20, 500)):
        place = chance.randrange(len(whole))
        wrong.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
        )
        try:
            with closing(Reader(wrong, lambda: passphrase)) as reader:
                reader.verify(lambda _: None)
                secret = reader.secret()
        except BackupError:
            continue
        # What was changed says nothing: a date or a mark of the container.
        assert secret == b"key"
    assert settings.database_file.read_bytes() == before


def test_encrypted_archive_needs_its_passphrase(world: World, tmp_path: Path) -> None:
    filled(world, 2)
    file = tmp_path / "hud.backup"
    word = "open sesame"
    making.make(world.database, file, passphrase=word, secret=b"the secret")
    data = file.read_bytes()
    assert b"the secret" not in data
    assert b"flood" not in data
    with pytest.raises(Damaged, match="passphrase"):
        Reader(file, lambda: word[:-1])
    with closing(Reader(file, lambda: word)) as reader:
        assert reader.secret() == b"the secret"


def test_archive_of_a_newer_schema_is_refused_in_words(world: World, other: Other, tmp_path: Path) -> None:
    file, newer = tmp_path / "hud.backup", tmp_path / "newer"
    made = making.make(world.database, file)
    _with_manifest(file, newer, {"schema": "9999", "hud": "7.0"})
    with pytest.raises(BackupError, match=r"made by HUD 7\.0 with a newer database"):
        restoring.restore(other("sqlite"), newer, str)
    assert made.schema == newest()


@pytest.mark.parametrize("kind", KINDS)
def test_archive_of_an_older_schema_is_brought_to_the_newest(
    world: World, other: Other, tmp_path: Path, kind: str
) -> None:
    filled(world)
    file, older = tmp_path / "hud.backup", tmp_path / "older"
    making.make(world.database, file)
    # As the HUD of before would have written it: without what the last migration has added.
    _as_of(file, older, "0023", gone={"backup_made"}, columns={"installation": {"life"}, "change": {"mark"}})
    settings = other(kind)
    restoring.restore(settings, older, str)
    with opened(settings) as there:
        with there.database.read() as session:
            assert changes.latest(session) == 18
            assert len(session.scalars(select(Page)).all()) == 6
        there.corpus.follow()
        assert len(there.corpus.handle.current().history("drought", all=True)) == 6


@pytest.mark.parametrize("kind", KINDS)
def test_memcached_shows_nothing_that_was_never_restored(
    request: pytest.FixtureRequest, tmp_path: Path, memcached_server: Memcached, kind: str
) -> None:
    memcached_server.flush()
    servers = (memcached_server.address,)
    file = tmp_path / "hud.backup"
    with settled(request, kind, tmp_path / "one", memcached=servers) as settings:
        with opened(settings) as world:
            filled(world)
            making.make(world.database, file)
            world.corpus.says("https://a.org/0", "2026-01-06", "lost", title="lost")
            hear(world.database)
            with world.database.read() as session:
                page = fetch(session, Page, url="https://a.org/0")
                assert page is not None
                assert page.title == "lost"
            _emptied(world.database)
        restoring.restore(settings, file, str)
        with opened(settings) as world:
            hear(world.database)
            with world.database.read() as session:
                page = fetch(session, Page, url="https://a.org/0")
                assert page is not None
                assert page.title != "lost"


def _emptied(db: Database) -> None:
    """Past HUD, so that memcached hears nothing of it."""
    with db.engine.connect().execution_options(hud_write=True) as connection:
        connection.execute(delete(Page))
        connection.commit()


def _with_manifest(source: Path, target: Path, changed: dict[str, object]) -> None:
    with closing(Reader(source, str)) as reader, target.open("wb") as file:
        writer = Writer(file)
        for name, kept in reader.manifest.tables.items():
            writer.table(name, kept.columns, reader.table(name), lambda _: None)
        writer.finish(msgspec.structs.replace(reader.manifest, **changed))


def _as_of(source: Path, target: Path, schema: str, *, gone: set[str], columns: dict[str, set[str]]) -> None:
    with closing(Reader(source, str)) as reader, target.open("wb") as file:
        writer, tables = Writer(file), {}
        for name, kept in reader.manifest.tables.items():
            if name in gone:
                continue
            there = [place for place, one in enumerate(kept.columns) if one not in columns.get(name, ())]
            less = ([row[place] for place in there] for row in reader.table(name))
            left = tuple(kept.columns[place] for place in there)
            tables[name] = writer.table(name, left, less, lambda _: None)
        writer.finish(msgspec.structs.replace(reader.manifest, schema=schema, tables=tables))
