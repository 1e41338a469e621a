"""An index over readings, made and asked by whatever commit of HUD is on the path: a script of its own.

    python -P bench/indexed.py READINGS FOLDER TAKEN     with PYTHONPATH set to a checkout

takes in so many of the readings and does what each line of its input asks for, a list in JSON: `["build"]`
makes the index anew, `["follow", N]` takes in N readings and brings the index up to date with them,
`["search", AT, WORD…]` searches for each word, none of which was searched before; an empty AT is now. The
answer to each is the processor time of it, in seconds.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from app.db import Database, migrate
from app.search.follow import Follower
from app.search.index import IndexHandle
from app.search.rebuild import rebuild
from app.search.request import SearchRequest
from app.search.service import search
from app.search.texts import Texts
from bench.taken import Read, take

T = TypeVar("T")
_SINCE: dict[str, Callable[[], object]] = {
    "engine": lambda: importlib.import_module("app.search.engine").ENGINES["trie"],
    "memory": lambda: importlib.import_module("app.memory.budget").Memory(128 << 20),
}
"""Arguments that did not exist at 846ba47, which had one engine and no budget."""


class Indexed:
    """A database with its index, and the readings that are still to come."""

    def __init__(self, readings: Sequence[Read], folder: Path, taken: int) -> None:
        self._db = Database(f"sqlite:///{folder / 'hud.sqlite3'}")
        migrate.upgrade(self._db)
        for read in readings[:taken]:
            take(self._db, read)
        self._left = list(readings[taken:])
        self._folder = folder / "index"
        self.build()

    def build(self) -> float:
        """Make the index anew."""
        return _processor(lambda: _with(rebuild, self._db, self._folder))

    def follow(self, count: int) -> float:
        """Take in further readings, then bring the index up to date, which is what is counted."""
        for read in self._left[:count]:
            take(self._db, read)
        del self._left[:count]
        follower = _with(Follower, self._db, self._folder)
        return _processor(lambda: deque(iter(follower.step, 0), 0))

    def search(self, at: str, *words: str) -> float:
        """Search for words, of which none was searched and no text was read before."""
        handle = _with(IndexHandle, self._folder)

        def one(word: str) -> int:
            with self._db.read() as session:
                request = SearchRequest(q=word, at=at)
                index, zone, texts = handle.current(), ZoneInfo("UTC"), _with(Texts)
                page = search(session, index, request, zone=zone, site_url="https://hud.org", texts=texts)
            return len(page.results)

        handle.current()
        began = time.process_time()
        found = sum(map(one, words))
        took = time.process_time() - began
        assert found, "nothing was found, so nothing was measured"
        return took


def _with(make: Callable[..., T], *given: object) -> T:
    """What `make` makes of the arguments given, and of those since then that it takes."""
    wanted = inspect.signature(make).parameters
    return make(*given, **{name: value() for name, value in _SINCE.items() if name in wanted})


def _processor(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    found = msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=list[Read])
    indexed = Indexed(found, Path(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps(0), flush=True)
    for line in sys.stdin:
        what, *given = json.loads(line)
        print(json.dumps(getattr(indexed, what)(*given)), flush=True)
