"""Building the whole index from the database, beside the one in use.

Searches go on meanwhile. What is committed during the build is taken up by the follower afterwards:
the bookmark is read before the first page.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.db import Database, changes
from app.db.installation import origin_of
from app.freshness import index_changes
from app.search import bookmark, place
from app.search.engine import Engine
from app.search.histories import heads_after, put_history

PAGES_A_COMMIT = 256

Progress = Callable[[int], None]


def rebuild(db: Database, folder: Path, engine: Engine, progress: Progress | None = None) -> int:
    """Build the index in `folder` anew and put it in place; returns how many pages it holds.

    `progress` is called with the number of pages done. Raises `Busy` when another process
    goes on writing the index for ten seconds.
    """
    with place.locked(folder, wait=10.0):
        return build_anew(db, folder, engine, progress)


def build_anew(db: Database, folder: Path, engine: Engine, progress: Progress | None = None) -> int:
    """The same for a caller that holds the folder's lock."""
    place.sweep(folder)
    with db.read() as session:
        cursor = changes.latest(session)
        mark = changes.mark_of(session, cursor)
        origin = origin_of(db, session, folder)
    build = place.new_build(folder, engine.version, origin)
    bookmark.write(build, {cursor: mark})
    done = last = 0
    with engine.writer(build) as writer:
        while True:
            # A session for each chunk: one long transaction would hold back the database's clean-up.
            with db.read() as session:
                chunk = heads_after(session, last, PAGES_A_COMMIT)
                for head in chunk:
                    put_history(session, writer, head)
                    done, last = done + 1, head.id
                    if progress:
                        progress(done)
            if not chunk:
                break
            writer.commit()
        writer.commit(cursor)
    with index_changes(db):
        place.publish(folder, build)
    place.sweep(folder)
    return done
