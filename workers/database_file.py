"""A watch on the file of a SQLite database: it must be the same as long as HUD runs.

Whoever has a deleted file open goes on writing to it, and everything written is gone when he ends; whoever
opens the path anew gets another file. So all of HUD stops as soon as that is seen.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from app.inode import inode
from app.settings import Settings

_LOOK_S = 0.5


class DatabaseFile:
    """The file as it was at the start; nothing to watch where the database is a server."""

    def __init__(self, settings: Settings) -> None:
        url = settings.database
        self.path = Path(url.removeprefix("sqlite:///").partition("?")[0])
        self._known = inode(self.path) if url.startswith("sqlite:///") else None

    def fault(self) -> str | None:
        """One line that says what happened to it and what to do; None while it is the same."""
        if self._known is None or self._known == (now := inode(self.path)):
            return None
        if now is None:
            return (
                f"The database {self.path} was deleted or moved away while HUD ran, so HUD has stopped."
                " Put it or a backup of it back, and start HUD again."
            )
        return (
            f"The database {self.path} was replaced by another file while HUD ran, so HUD has stopped."
            " Start it again to go on with the file that is there now."
        )


def end_without(settings: Settings) -> None:
    """End this process, with one line and exit code 1, once its database is no longer the same file."""
    file = DatabaseFile(settings)

    def watch() -> None:
        rest = threading.Event()
        while (fault := file.fault()) is None:
            rest.wait(_LOOK_S)
        sys.stderr.write(f"{fault}\n")
        sys.stderr.flush()
        os._exit(1)  # nothing that is under way may still be written anywhere

    threading.Thread(target=watch, name="database file", daemon=True).start()
