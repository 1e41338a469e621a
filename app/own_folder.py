"""Making the data folder, and closing what lies open there, with a word about it on stderr."""

from __future__ import annotations

import sys

from app import private
from app.settings import Settings


def keep_private(settings: Settings) -> None:
    """Make the data folder, if it is missing, and close to others what they could read there.

    Raises `OSError` when it cannot be made.
    """
    private.make(settings.data_dir, settings.data_access)
    closed = private.close(settings.data_dir, settings.database_file, settings.data_access)
    if closed:
        files = "1 file" if closed == 1 else f"{closed} files"
        sys.stderr.write(f"Other users could read {files} of {settings.data_dir}; from now on they cannot.\n")
