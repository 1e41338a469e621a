"""The index as readers hold it: mapped once, mapped anew when another generation is published.

A look at the manifest before each search costs a few microseconds and makes what the follower has
committed visible at once, without a word between the processes.
"""

from __future__ import annotations

import threading
from pathlib import Path

import trie_core
from app.search import place
from app.search.engine import ENGINES, Damaged, Engine
from app.search.texts import Texts
from app.search.visits import Visits

MANIFEST = "manifest"

Stamp = tuple[str, int, int, int]
_TRIES = 3


class IndexHandle:
    """One process's view of the index in `folder`; safe to share between threads."""

    def __init__(self, folder: Path, engine: str | Engine = "trie") -> None:
        self.folder = folder
        self.engine = ENGINES[engine] if isinstance(engine, str) else engine
        self.visits = Visits(folder)
        self.texts = Texts()
        self._lock = threading.Lock()
        self._held: tuple[Stamp, trie_core.Index] | None = None

    def current(self) -> trie_core.Index:
        """The newest generation, as a snapshot that stays as it is however long it is held.

        Raises `trie_core.Corrupt` when the files cannot be used (the follower rebuilds them).
        """
        held = self._held
        if held is not None and held[0] == self._stamp():
            return held[1]
        with self._lock:
            return self._open()

    def figures(self) -> dict[str, int]:
        """How much the current generation holds, and which it is."""
        return self.current().stats()

    def _open(self) -> trie_core.Index:
        for attempt in range(_TRIES):
            stamp = self._stamp()
            if self._held is not None and self._held[0] == stamp:
                return self._held[1]
            build = place.current(self.folder) or self.folder / "none"
            try:
                index = self.engine.open(build)
            except (*Damaged, OSError):
                # A new build may just have taken this one's place, and then the next try finds it.
                if attempt == _TRIES - 1 or self._stamp() == stamp:
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
        try:
            state = (build / MANIFEST).stat()
        except FileNotFoundError:
            return (build.name, 0, 0, 0)
        return (build.name, state.st_ino, state.st_mtime_ns, state.st_size)
