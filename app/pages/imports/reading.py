"""Reading a list out of process: a spool in, a spool of items out, both on disk.

Whoever calls it has neither the list nor its items in memory; that a reader crashed, looped or ate its memory
is only another reason why a list cannot be read.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from app.mark import N_
from app.pages.imports.child import Ended
from app.pages.imports.item import BadList, Item

_ROOT = str(Path(__file__).resolve().parents[3])
_WALL_S = 120
_FAILED = N_("The list takes too long to read. Split it into smaller ones.")
_LAST = 1_000  # bytes in which the end of the items is looked for

_item = msgspec.json.Decoder(Item)
_ended = msgspec.json.Decoder(Ended)


class Listing:
    """The items of a list, in a file; `total` of them."""

    def __init__(self, found: BinaryIO, total: int) -> None:
        self.total = total
        self._found = found

    def __iter__(self) -> Iterator[Item]:
        self._found.seek(0)
        for number, line in enumerate(self._found):
            if number == self.total:
                return
            yield _item.decode(line)


def spool(folder: Path) -> BinaryIO:
    """A file for a list that arrives, gone when it is closed, also when the process is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=folder)


@contextmanager
def read(given: BinaryIO, folder: Path) -> Iterator[Listing]:
    """The items of the list in the file `given`, until the end of the block. Raises `BadList`."""
    given.flush()
    given.seek(0)
    with spool(folder) as found:
        _run(given, found)
        size = found.seek(0, os.SEEK_END)
        found.seek(max(0, size - _LAST))
        last = found.read().rstrip(b"\n").rpartition(b"\n")[2]
        try:
            ended = _ended.decode(last)
        except msgspec.DecodeError:
            raise BadList(_FAILED) from None
        if ended.refusal:
            raise BadList(ended.refusal)
        yield Listing(found, ended.total)


def _run(given: BinaryIO, found: BinaryIO) -> None:
    try:
        subprocess.run(
            [sys.executable, "-P", "-s", "-m", "app.pages.imports.child"],
            stdin=given,
            stdout=found,
            stderr=subprocess.DEVNULL,
            timeout=_WALL_S,
            check=False,
            env={"PYTHONPATH": _ROOT, "PATH": os.defpath, "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise BadList(_FAILED) from None
