"""Interface between HUD and a search engine, and the engines there are to choose from.

`HUD_SEARCH_ENGINE` names one. There is one today, and its answers are the common tongue: a second
engine is a class here that parses, opens and writes, and gives answers of the same shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import trie_core
from app.search.errors import SearchError
from app.settings import Settings
from app.text import TOKENIZER_VERSION

LOCK_WAIT_S = 5.0

Damaged = (trie_core.Corrupt, trie_core.VersionMismatch)
"""What an engine raises when its files cannot be used; they are rebuilt from the database."""


class Writer(Protocol):
    """The single writer of an index; what it was given is there for readers after `commit`."""

    @property
    def cursor(self) -> int | None: ...
    def put(self, page: int, start: int, versions: Sequence[trie_core.Version], *, site: str) -> None: ...
    def touch(self, page: int, position: int, last_read: int) -> None: ...
    def delete(self, page: int) -> None: ...
    def commit(self, cursor: int | None = None) -> int: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None: ...


class Engine(Protocol):
    """How an engine parses, opens and writes."""

    @property
    def version(self) -> str:
        """Changes when an index that is there can no longer be used and has to be built anew."""

    def parse(self, text: str, *, typing: bool = False) -> trie_core.Query: ...
    def open(self, path: Path) -> trie_core.Index: ...
    def writer(self, path: Path) -> Writer: ...


class Trie:
    """The engine of the project itself; words stand for their other forms too."""

    version = f"trie-{trie_core.SEGMENT_FORMAT}-{TOKENIZER_VERSION}"
    forms = True

    def parse(self, text: str, *, typing: bool = False) -> trie_core.Query:
        try:
            return trie_core.parse(text, typing=typing)
        except trie_core.QuerySyntax as error:
            raise SearchError(str(error), position=error.position) from None

    def open(self, path: Path) -> trie_core.Index:
        return trie_core.Index.open(path, forms=self.forms)

    def writer(self, path: Path) -> trie_core.Writer:
        return trie_core.Writer(path, wait=LOCK_WAIT_S)


class Exact(Trie):
    """The same, where words stand for themselves alone."""

    forms = False


TRIE = Trie()
ENGINES: dict[str, Engine] = {"trie": TRIE}
"""By the names that `HUD_SEARCH_ENGINE` may have."""
_WITHOUT_FORMS: dict[str, Engine] = {"trie": Exact()}


def engine_of(settings: Settings) -> Engine:
    """The engine that this installation has chosen: whoever reads or writes its index takes this one."""
    engines = ENGINES if settings.search_forms == "on" else _WITHOUT_FORMS
    return engines[settings.search_engine]
