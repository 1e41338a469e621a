"""The name and the life of an installation's database, and which one an index on this host was made from.

A database draws its name when its tables are made and keeps it for ever, in its backups too. An index
notes the name, so that it is believed only beside that database, and so that a database that has
vanished is missed: without the note a fresh, empty one would quietly take its place.

Its life it keeps until it is restored. What was made after the backup has never happened then, although the
numbers of changes grow over it again: whatever outlives the database is believed in the same life alone.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import msgspec
from sqlalchemy import BigInteger, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db.base import UNCACHED, Base
from app.db.engine import Database
from app.failing import is_too_many

CURRENT = "current"
"""In the index folder: the link to the build in use."""
NOTE = "database"
"""In each build: which database it was made from."""


class DatabaseLost(RuntimeError):
    """There is no database where there was one; the text says how to go on."""


class Installation(Base):
    """One row, which comes with the table."""

    __tablename__ = "installation"
    __table_args__ = ({"info": UNCACHED},)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32))
    life: Mapped[str] = mapped_column(String(32), default="", server_default="")


class Origin(msgspec.Struct, frozen=True):
    """A database: its name, where it stood (no user, no password), and its life."""

    name: str
    place: str
    life: str = ""


def name_of(session: Session) -> str:
    """The database's name; empty where the tables were made without it."""
    return session.scalar(select(Installation.name)) or ""


def life_of(session: Session) -> str:
    """The database's life; another one after each restoration."""
    return session.scalar(select(Installation.life)) or ""


def begin_life(session: Session) -> str:
    """Draw a new life in this transaction: what was made of an earlier one is believed no more."""
    life = secrets.token_hex(16)
    session.execute(update(Installation).values(life=life))
    return life


def is_of(origin: Origin | None, session: Session) -> bool:
    """Whether what notes `origin` was made from this database, in the life that it has now."""
    return origin is not None and (origin.name, origin.life) == (name_of(session), life_of(session))


def place_of(db: Database, index: Path) -> str:
    """Where a database stands; a file beside the index by its name, so that both may be moved together."""
    url = db.engine.url
    if not db.is_sqlite:
        socket = url.query.get("host", "")
        return f"postgresql://{url.host or socket}:{url.port or 5432}/{url.database}"
    path, folder = Path(url.database or "").absolute(), index.absolute().parent
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def origin_of(db: Database, session: Session, index: Path) -> Origin:
    """What an index in the folder `index` notes when it is made from `db`."""
    return Origin(name_of(session), place_of(db, index), life_of(session))


def note(build: Path, origin: Origin) -> None:
    """Write down in a new build which database it is made from; it is flushed with the build's files."""
    with (build / NOTE).open("wb") as file:
        file.write(msgspec.json.encode(origin))
        file.flush()
        os.fsync(file.fileno())


def noted(build: Path) -> Origin | None:
    """The database that a build was made from; None where the build does not say so.

    Raises `OSError` when too many files are open, which says nothing of the build.
    """
    try:
        return msgspec.json.decode((build / NOTE).read_bytes(), type=Origin)
    except OSError as error:
        if is_too_many(error):
            raise
        return None
    except msgspec.MsgspecError:
        return None


def refuse_if_lost(db: Database, index: Path) -> None:
    """Raise `DatabaseLost` when `db`, which is empty or not there, is where the index was made from."""
    try:
        build = index / os.readlink(index / CURRENT)
    except OSError:
        return
    if not build.is_dir():
        return
    origin = noted(build)
    place = place_of(db, index)
    if origin is not None and origin.place != place:
        return  # another database is meant: the index is built anew from it
    shown = db.engine.url.database if db.is_sqlite else place
    raise DatabaseLost(
        f"The database {shown} is gone, but the index in {index} was made from it: put it or a backup of it"
        f" back; or, to begin with an empty one, move {index} away first."
    )
