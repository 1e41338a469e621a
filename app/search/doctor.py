"""Check of `hud doctor`: whether the index is whole, and of this database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.db.installation import is_of, noted
from app.finding import Finding
from app.search.engine import engine_of
from app.search.index import IndexHandle
from app.search.place import current
from app.settings import Settings


def findings(made: Settings) -> Iterator[Finding]:
    """One thing: how much it holds, or what is wrong with it."""
    build = current(made.index_dir)
    if build is None:
        yield Finding("No index yet: the first `hud serve` creates it")
        return
    try:
        if _is_of_another(build, made):
            yield Finding("Index: it was built from another database", "Run `hud index build`, or start HUD.")
            return
        index = IndexHandle(made.index_dir, engine_of(made)).current()
        index.verify()
        yield Finding(f"Index: {index.pages} pages, {index.words} words, generation {index.generation}")
    except (ValueError, OSError) as error:
        yield Finding(f"Index: {error}", "Run `hud index build`, or start HUD, which rebuilds it.")


def _is_of_another(build: Path, made: Settings) -> bool:
    origin, db = noted(build), Database(made.database, makes=False)
    if db.is_missing:
        return False  # it was said before
    try:
        with db.read() as session:
            return origin is not None and not is_of(origin, session)
    except SQLAlchemyError:
        return False  # that the database does not answer, or is of an older HUD, was said before
