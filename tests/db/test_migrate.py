"""The migrations make exactly the tables of the models, and carry what is there along, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import zstandard
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.orm import Session, load_only

from app import jobs
from app.db import Database
from app.db.migrate import config, metadata, state, upgrade
from app.pages import bodies, texts
from app.pages.frames import pack
from app.pages.imports import service
from app.pages.imports.sitemaps import Sitemaps
from app.pages.imports.work import carry_on
from app.pages.models import PageBody, Reading, Version
from app.settings import Settings
from tests.killing import kill_everywhere
from tests.services import empty

LAST_WITH_A_WAY_BACK = "0011"
"""Later ones have moved texts to where the program of before does not look for them."""


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of before people had e-mail addresses, with one person in it."""
    url = f"sqlite:///{tmp_path / 'hud.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        empty(url)
    db = Database(url)
    _to(db, "0003")
    with db.write() as session:
        session.execute(
            text(
                "INSERT INTO person (name, name_key, password, role, created_at)"
                " VALUES ('Ann', 'ann', 'hash', 'admin', 1)"
            )
        )
        session.execute(
            text("INSERT INTO session (digest, person_id, created_at, last_used) VALUES ('d', 1, 1, 1)")
        )
    yield db
    db.dispose()
    if not db.is_sqlite:
        empty(url)


def _to(db: Database, revision: str, *, back: bool = False) -> None:
    with db.engine.connect().execution_options(hud_write=True) as connection:
        made = config(db)
        made.attributes["connection"] = connection
        (command.downgrade if back else command.upgrade)(made, revision)
        connection.commit()


def test_the_migrations_make_what_the_models_say(any_database: Database) -> None:
    with any_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata()) == []


def test_people_of_before_are_carried_along_and_back(old: Database) -> None:
    _to(old, LAST_WITH_A_WAY_BACK)
    _to(old, "0003", back=True)
    with old.read() as session:
        assert session.execute(text("SELECT name, role FROM person")).one() == ("Ann", "admin")
        assert session.execute(text("SELECT digest FROM session")).one() == ("d",)
    upgrade(old)
    with old.read() as session:
        row = session.execute(text("SELECT name, looks, email, pending_email, disabled_at FROM person")).one()
        assert tuple(row) == ("Ann", "ann", None, "", None)
        assert session.execute(text("SELECT browser, place FROM session")).one() == ("", "")


def test_pages_of_before_count_as_editors_and_know_how_far_they_are_from_their_root(old: Database) -> None:
    rows = [(1, 3, None, 0), (2, 2, 1, 1), (3, 0, 1, 3), (4, 0, None, 0)]
    with old.write() as session:
        for page_id, depth, root, _ in rows:
            session.execute(
                text(
                    "INSERT INTO page (id, url, site, builtin, state, added_at, every, depth, page_limit,"
                    " root_id, title, versions, failures)"
                    " VALUES (:id, :url, 'a', :no, 'active', 1, 1, :depth, 0, :root, '', 0, 0)"
                ),
                {"id": page_id, "url": f"{page_id}", "no": False, "depth": depth, "root": root},
            )
    _to(old, LAST_WITH_A_WAY_BACK)
    _to(old, "0006", back=True)
    with old.read() as session:
        assert session.execute(text("SELECT count(*) FROM page WHERE root_id = 1")).scalar_one() == 2
    upgrade(old)
    with old.read() as session:
        found = session.execute(text("SELECT id, depth, root_id, clicks FROM page ORDER BY id")).all()
        assert [tuple(row) for row in found] == rows
        origins = session.execute(text("SELECT origin, reviewed_at FROM page")).all()
        assert {tuple(row) for row in origins} == {("editor", None)}


SHA, DIGEST = sha256(b"body").hexdigest(), sha256(b"Sea\0high").hexdigest()


def _with_versions(old: Database) -> None:
    """Bring it to the last revision with texts in rows, with a page of two versions, of which one is gone."""
    _to(old, LAST_WITH_A_WAY_BACK)
    page = (
        "INSERT INTO page (id, url, site, builtin, state, added_at, every, depth, page_limit, title,"
        " versions, failures) VALUES (7, 'https://a.org/', 'a.org', :no, 'active', 1, 1, 0, 0, 'Sea', 2, 0)"
    )
    body = (
        "INSERT INTO body (sha256, size, zstd, content_type, first_read)"
        " VALUES (:sha, 4, :zstd, 'text/html', 10)"
    )
    version = (
        "INSERT INTO version (id, page_id, ordinal, first_read, last_read, until, gone, title, main, rest,"
        " language, digest, sha256, extractor, tokenizer) VALUES (:id, 7, :ordinal, :first, :last, :until,"
        " :gone, :title, :main, :rest, :lang, :digest, :sha, 1, 2)"
    )
    reading = "INSERT INTO reading (page_id, at, status, version_id, sha256) VALUES (7, :at, 200, :id, :sha)"
    change = "INSERT INTO change (number, kind, page_id, ordinal) VALUES (:number, :kind, :page, :ordinal)"
    said = {"title": "Sea", "main": "high", "rest": "menu", "lang": "en", "digest": DIGEST, "sha": SHA}
    none = {"title": "", "main": "", "rest": "", "lang": "", "digest": "", "sha": None}
    with old.write() as session:
        session.execute(text(page), {"no": False})
        session.execute(text(body), {"sha": SHA, "zstd": zstandard.compress(b"body")})
        first = {"id": 31, "ordinal": 0, "first": 10, "last": 15, "until": 20, "gone": None}
        second = {"id": 32, "ordinal": 1, "first": 20, "last": 25, "until": None, "gone": "404"}
        session.execute(text(version), [first | said, second | none])
        session.execute(text(reading), [{"at": 10, "id": 31, "sha": SHA}, {"at": 20, "id": 32, "sha": None}])
        changes = [(1, "put", 7, 0), (2, "put", 7, 1), (3, "touch", 7, 1), (4, "delete", 8, 0)]
        names = ("number", "kind", "page", "ordinal")
        session.execute(text(change), [dict(zip(names, row, strict=True)) for row in changes])


def test_versions_of_before_have_ordinals_from_one_and_say_what_they_said(old: Database) -> None:
    _with_versions(old)
    upgrade(old)
    with old.read() as session:
        versions = session.scalars(select(Version).order_by(Version.ordinal)).all()
        assert [(v.id, v.ordinal, v.first_read, v.last_read, v.until, v.gone) for v in versions] == [
            (31, 1, 10, 15, 20, None),
            (32, 2, 20, 25, None, "404"),
        ]
        one, gone = versions
        assert (one.title, one.language, one.digest.hex()) == ("Sea", "en", DIGEST[:32])
        assert (one.extractor, one.tokenizer, one.minor, one.incomplete) == (1, 2, False, False)
        assert texts.read(session, one) == texts.Text("high", "menu")
        assert bodies.read(session, one) == bodies.StoredBody(b"body", "text/html", bytes.fromhex(SHA))
        assert bodies.digests(session, [31, 32]) == {31: bytes.fromhex(SHA)}
        assert texts.read(session, gone) == texts.NOTHING
        assert bodies.read(session, gone) is None
        rows = session.execute(select(Reading.at, Reading.version_id, Reading.sha256).order_by(Reading.at))
        assert [tuple(row) for row in rows] == [(10, 31, bytes.fromhex(SHA)), (20, 32, None)]
        told = session.execute(text("SELECT number, kind, page_id, at FROM change ORDER BY number")).all()
        assert [tuple(row) for row in told] == [
            (1, "put", 7, 10),
            (2, "put", 7, 20),
            (3, "touch", 7, 20),
            (4, "delete", 8, 0),
        ]
    with old.write() as session:
        session.add(Version(page_id=7, ordinal=3, first_read=30, last_read=30))
    with pytest.raises(RuntimeError, match="Restore a copy"):
        _to(old, LAST_WITH_A_WAY_BACK, back=True)


Told = tuple[list[tuple[int, int, str, str]], list[tuple[int | None, str | None]]]
"""Versions by id, ordinal (from 1) and texts; readings by version and digest."""


def _said_before(session: Session) -> Told:
    versions = session.execute(text("SELECT id, ordinal + 1, main, rest FROM version ORDER BY id"))
    readings = session.execute(text("SELECT version_id, sha256 FROM reading ORDER BY at"))
    return [(row[0], row[1], row[2], row[3]) for row in versions], [(row[0], row[1]) for row in readings]


def _said(session: Session) -> Told:
    # What was added by later migrations is not there yet.
    early = load_only(Version.ordinal, Version.page_id, Version.text_number, Version.gone)
    versions = session.scalars(select(Version).options(early).order_by(Version.id)).all()
    said = [(row.id, row.ordinal, texts.read(session, row)) for row in versions]
    readings = session.execute(select(Reading.version_id, Reading.sha256).order_by(Reading.at))
    shown = [(version, None if sha is None else sha.hex()) for version, sha in readings]
    return [(number, ordinal, one.main, one.rest) for number, ordinal, one in said], shown


@pytest.mark.soak
def test_killed_at_any_step_the_migration_to_chains_loses_nothing(old: Database) -> None:
    _with_versions(old)

    def look() -> str | None:
        have, _ = state(old)
        with old.read() as session:
            said = _said_before(session) if have == LAST_WITH_A_WAY_BACK else _said(session)
        assert said == ([(31, 1, "high", "menu"), (32, 2, "", "")], [(31, SHA), (32, None)])
        return have

    assert kill_everywhere(old, upgrade, look) >= 3
    have, newest = state(old)
    assert look() == have == newest


def test_bodies_of_before_keep_their_types_and_short_digests_stay(old: Database) -> None:
    _to(old, "0013")
    kept = [
        (1, 2, b"a", "text/html"),
        (2, 3, b"b", "text/html"),
        (3, 4, b"c", "text/xml"),
        (4, None, b"d", ""),
    ]
    with old.write() as session:
        session.execute(
            text(
                "INSERT INTO page (id, url, site, builtin, state, added_at, every, depth, page_limit, title,"
                " versions, failures) VALUES (7, 'https://a.org/', 'a', :no, 'active', 1, 1, 0, 0, '', 4, 0)"
            ),
            {"no": False},
        )
        newer: bytes | None = None
        for number, base, data, content_type in reversed(kept):
            row = {"number": number, "base": base, "type": content_type, "sha": sha256(data * 9).digest()}
            body = row | {"data": pack(data * 9, newer), "no": False}
            newer = data * 9
            for statement in (
                "INSERT INTO page_body (page_id, number, base, data, sha256, size, content_type, first_read)"
                " VALUES (7, :number, :base, :data, :sha, 9, :type, :number)",
                "INSERT INTO version (id, page_id, ordinal, first_read, last_read, minor, incomplete, title,"
                " language, digest, body_number, extractor, tokenizer) VALUES (:number, 7, :number, :number,"
                " :number, :no, :no, '', '', :sha, :number, 2, 2)",
            ):
                session.execute(text(statement), body)
        session.execute(text("UPDATE version SET digest = :none WHERE id = 4"), {"none": b""})
    upgrade(old)
    with old.read() as session:
        versions = session.scalars(select(Version).order_by(Version.id)).all()
        for version, (number, _, data, content_type) in zip(versions, kept, strict=True):
            sha = sha256(data * 9).digest()
            assert bodies.read(session, version) == bodies.StoredBody(data * 9, content_type, sha)
            assert version.digest == (b"" if number == 4 else sha[:16])
        stored = select(PageBody.content_type).order_by(PageBody.number)
        assert session.scalars(stored).all() == [None, "text/html", "text/xml", ""]


def test_an_import_under_way_goes_on_as_a_long_job(old: Database) -> None:
    _to(old, "0015")
    packed = zstandard.compress(b'["https://a.example/","http//b.example/"]')
    with old.write() as session:
        row = (
            "INSERT INTO page_import"
            " (id, state, begun_at, every, total, done, new, known, refused, addresses)"
        )
        session.execute(
            text(f"{row} VALUES (1, 'running', 5, 86400000000, 2, 1, 0, 0, 1, :left)"), {"left": packed}
        )
        session.execute(
            text("INSERT INTO page_import_refusal (import_id, address, reason) VALUES (1, 'harbour', 'no')")
        )
        session.execute(
            text(
                "INSERT INTO job (key, actor, payload, lane, due, attempts, suspect)"
                " VALUES ('import:1', 'import', :payload, '', 1, 0, false)"
            ),
            {"payload": '{"import": 1}'},
        )
    upgrade(old)
    with old.write() as session:
        (held,) = jobs.lease(session, limit=1, owner="test", actor="import", only=jobs.long.LANE)
    assert jobs.take_turn(old, held, lambda db, job: carry_on(db, job, Sitemaps(Settings())))
    with old.read() as session:
        found = service.progress(session, 1)
        assert found is not None
        assert (found.state, found.done, found.refused) == ("done", 2, 2)
        assert [line.given for line in service.lines(session, 1)] == ["harbour", "http//b.example/"]
