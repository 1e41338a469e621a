"""Check of `hud doctor`: whether all texts and stored copies can be read."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from app.console import counted
from app.db import Database, unwritable
from app.extract import EXTRACTOR_VERSION
from app.finding import Finding
from app.pages import reread
from app.pages.check import damages
from app.settings import Settings


def findings(made: Settings) -> Iterator[Finding]:
    """Each damage, or that there is none; nothing where the database cannot be read."""
    file = made.database_file
    db = Database(made.database, makes=False, read_only=file is not None and unwritable(file) is not None)
    if db.is_missing:
        return
    sound = True
    try:
        with db.read() as session:
            newer = reread.read_by_newer(session)
        if newer:
            yield Finding(
                f"{counted(newer, 'version')} read by a newer extractor than this HUD's, {EXTRACTOR_VERSION}",
                "Bring HUD to the newer version again: until then pages may seem to change although they did"
                " not. What this HUD reads meanwhile is re-read then.",
            )
        for damage in damages(db):
            sound = False
            what = "text" if damage.part == "text" else "stored copy"
            some = ", ".join(map(str, damage.ordinals[:5])) + (" …" if len(damage.ordinals) > 5 else "")
            noun = (
                f"version {some}"
                if len(damage.ordinals) == 1
                else f"{len(damage.ordinals)} versions ({some})"
            )
            yield Finding(
                f"Page {damage.page}: {what} of {noun}: {damage.what}",
                "A page that says the same again brings it back by itself; otherwise put back a backup of the"
                " database. The other versions are intact.",
            )
    except (SQLAlchemyError, OSError):
        return  # the check of the database has said why
    if sound:
        yield Finding("Texts and stored copies")
