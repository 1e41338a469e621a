"""Deleted rows are gone from SQLite's file, not only from its tables."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from app.db import Database

SECRET = "somebody@example.org"  # noqa: S105


def test_deleted_rows_stand_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    db = Database(f"sqlite:///{path}")
    with db.write() as session:
        session.execute(text("CREATE TABLE person (email TEXT, about TEXT)"))
        for number in range(50):
            row = {"email": f"{number}.{SECRET}", "about": SECRET * 400}
            session.execute(text("INSERT INTO person VALUES (:email, :about)"), row)
    db.dispose()
    assert SECRET.encode() in path.read_bytes()
    with db.write() as session:
        session.execute(text("DELETE FROM person"))
    # At the last connection's end the log goes into the file, and is removed.
    db.dispose()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert SECRET.encode() not in path.read_bytes()
