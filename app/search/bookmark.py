"""Bookmark of an index, with the mark of the change that it stands at.

The number stands in the index's own manifest. A database that was put back from a copy gives the same numbers
again to other changes, so beside the number its mark is kept: where they differ, the index knows a future
that never was.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

FILE = "bookmark"


def write(build: Path, marks: Mapping[int, int | None]) -> None:
    """Keep the marks of the changes that the bookmark may stand at from now on; it is on disk when this
    returns."""
    draft = build / f".{FILE}"
    with draft.open("wb") as file:
        file.write(msgspec.json.encode(marks))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(build / FILE)


def stands(build: Path, number: int, mark: int | None) -> bool:
    """Whether the change `number`, which has this mark in the database, is the one the index has taken."""
    try:
        known = msgspec.json.decode((build / FILE).read_bytes(), type=dict[int, int | None])
    except (OSError, msgspec.MsgspecError):
        return False
    return number in known and known[number] == mark
