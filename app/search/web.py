"""Search in a web process: the index of this host, its figures and how it is."""

from __future__ import annotations

from functools import partial

from app.rowcache import cache_of
from app.search.engine import engine_of
from app.search.index import IndexHandle
from app.web.context import Hud

_FIGURES = ("generation", "pages", "versions", "words", "bytes", "segments")


def join(hud: Hud) -> None:
    """Give a web process the index."""
    counters = hud.counters if hud.settings.cache == "on" else None
    memory = cache_of(hud.db).memory
    index = IndexHandle(hud.settings.index_dir, engine_of(hud.settings), counters=counters, memory=memory)
    hud.index = index
    hud.checks["index"] = index.check
    for figure in _FIGURES:
        help = f"The word index of this host: {figure}"
        hud.metrics.register(f"hud_index_{figure}", help, partial(_figure, index, figure))


def _figure(index: IndexHandle, name: str) -> int:
    return index.figures()[name]
