"""A PostgreSQL with the installation in it, for cells that share one database.

The rows are copied from the kept installation, not made anew: reading 7,000 pages again would take minutes.
"""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, MetaData, insert, select, text

from app.db import Database
from app.db.migrate import metadata, upgrade
from app.settings import Settings
from bench.nginx import MissingTool

_CHUNK = 500


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A new server on a local socket that holds what the installation in `folder` holds; gives its URL."""
    with empty() as url:
        target, source = Database(url), Database(Settings(data_dir=folder).database)
        try:
            upgrade(target)
            with source.engine.connect() as old, target.engine.begin() as new:
                _copy(metadata(), old, new)
            with target.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        finally:
            source.dispose()
            target.dispose()
        yield url


def _copy(tables: MetaData, old: Connection, new: Connection) -> None:
    # What the migrations have put there would meet itself; and pages refer to pages that come later.
    new.execute(text("SET session_replication_role = replica"))
    for table in reversed(tables.sorted_tables):
        new.execute(table.delete())
    for table in tables.sorted_tables:
        for chunk in old.execute(select(table)).mappings().partitions(_CHUNK):
            new.execute(insert(table), [dict(row) for row in chunk])
        for column in table.primary_key:
            if column.autoincrement is True or (
                column.autoincrement == "auto" and len(table.primary_key) == 1
            ):
                _continue(new, table.name, column.name)


def _continue(new: Connection, table: str, column: str) -> None:
    """Let numbers go on after the highest; a column without numbers of its own has nothing to go on."""
    sequence = new.scalar(text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": f'"{table}"', "c": column})
    if sequence:
        highest = f'SELECT COALESCE(MAX("{column}"), 0) + 1 FROM "{table}"'
        new.execute(text(f"SELECT setval(:s, ({highest}), false)"), {"s": sequence})


@contextmanager
def empty() -> Iterator[str]:
    """A new server on a local socket, with nothing in it; gives its URL."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not homes:
        raise MissingTool("postgres is not installed: `apt-get install postgresql`")
    # The server refuses to run as root, and its socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="hudpg") as folder:
        user = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        os.chown(folder, user.pw_uid, user.pw_gid)

        def run(program: str, *options: str) -> None:
            command = [str(homes[-1] / program), "-D", f"{folder}/data", *options]
            subprocess.run(
                command,
                check=True,
                cwd=folder,
                stdout=subprocess.DEVNULL,
                user=user.pw_uid,
                group=user.pw_gid,
            )

        run("initdb", "-U", "hud", "-A", "trust", "-N", "--locale=C.UTF-8", "-E", "UTF8")
        socket = f"-c listen_addresses='' -c unix_socket_directories={folder}"
        run("pg_ctl", "-w", "-l", f"{folder}/log", "-o", socket, "start")
        try:
            yield f"postgresql+psycopg://hud@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")
