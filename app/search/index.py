"""The index as readers hold it: mapped once, mapped anew when another generation is published.

A look at the manifest before each search costs a few microseconds and makes what the follower has
committed visible at once, without a word between the processes. Where there are counters, a look at one of
them is enough.
"""

from __future__ import annotations

import threading
from pathlib import Path

import trie_core
from app.freshness import names
from app.freshness.clock import Clock
from app.freshness.held import Held
from app.memory.budget import LEAST, Memory
from app.search import place
from app.search.engine import Damaged, Engine
from app.search.files import MANIFEST
from app.search.tagged import Tagged
from app.search.texts import Texts
from app.search.visits import Visits
from app.web.health import NotReady

Stamp = tuple[str, int, int, int]
_TRIES = 3


class IndexHandle:
    """One process's view of the index in `folder`; safe to share between threads.

    `counters` are those that every change of the index is told to on this host; with them not even the
    manifest has to be looked at.
    """

    def __init__(
        self,
        folder: Path,
        engine: Engine,
        counters: Clock | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.folder = folder
        self.engine = engine
        self._counters = counters
        self._visits = Visits(folder)
        self._known: Held[tuple[trie_core.Index, trie_core.Visits]] = Held(names.INDEX)
        self.texts = Texts(memory or Memory(LEAST))
        self.tags = Tagged(counters)
        self._lock = threading.Lock()
        self._held: tuple[Stamp, trie_core.Index] | None = None

    def current(self) -> trie_core.Index:
        """The newest generation, as a snapshot that stays as it is however long it is held.

        Raises `trie_core.Corrupt` or `OSError` when there is none or its files cannot be used; the follower
        is told, and builds another.
        """
        return self._now()[0]

    def visits(self) -> trie_core.Visits:
        """How often each page was opened, as it is known of late."""
        try:
            return self._now()[1]
        except (*Damaged, OSError):
            return self._visits.current()

    def check(self) -> str:
        """Say "ok" when searches can be answered. Raises `NotReady` while another index has to be built."""
        try:
            self.current()
        except (*Damaged, OSError):
            raise NotReady("damaged, being rebuilt") from None
        return "ok"

    def _now(self) -> tuple[trie_core.Index, trie_core.Visits]:
        return self._looked() if self._counters is None else self._known.get(self._counters, self._looked)

    def _looked(self) -> tuple[trie_core.Index, trie_core.Visits]:
        held, stamp = self._held, self._stamp()
        if held is not None and held[0] == stamp:
            index = held[1]
        else:
            with self._lock:
                index = self._open()
        return index, self._visits.current()

    def figures(self) -> dict[str, int]:
        """How much the current generation holds, and which it is."""
        return self.current().stats()

    def _open(self) -> trie_core.Index:
        for attempt in range(_TRIES):
            stamp = self._stamp()
            if self._held is not None and self._held[0] == stamp:
                return self._held[1]
            build = place.current(self.folder)
            if build is None:
                raise trie_core.Corrupt(f"there is no index in {self.folder} yet")
            try:
                # An engine takes a folder without files for an index of nothing.
                if stamp[1] == 0:
                    raise trie_core.Corrupt(f"{build} has no manifest")
                index = self.engine.open(build)
            except (*Damaged, OSError) as error:
                # A new build may just have taken this one's place, and then the next try finds it.
                if attempt == _TRIES - 1 or self._stamp() == stamp:
                    place.report(self.folder, str(error))
                    raise
            else:
                # Stamped before it was opened: at worst it is newer than its stamp and is opened again.
                self._held = (stamp, index)
                return index
        raise AssertionError("unreachable")

    def _stamp(self) -> Stamp:
        build = place.current(self.folder)
        if build is None:
            return ("", 0, 0, 0)
        why = place.marked(build)
        if why is not None:
            raise trie_core.Corrupt(why)
        try:
            state = (build / MANIFEST).stat()
        except FileNotFoundError:
            return (build.name, 0, 0, 0)
        return (build.name, state.st_ino, state.st_mtime_ns, state.st_size)
