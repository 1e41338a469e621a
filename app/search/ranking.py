"""What "best" goes by on this installation: the weights that HUD_RANK_* set, and what people open."""

from __future__ import annotations

import msgspec

import trie_core
from app.search.index import IndexHandle
from app.settings import Settings


class Ranking(msgspec.Struct, frozen=True):
    """What the order "best" goes by."""

    weights: trie_core.Weights
    visits: trie_core.Visits


def ranking(settings: Settings, handle: IndexHandle) -> Ranking:
    """The weights of the settings and the newest visits."""
    weights = trie_core.Weights(
        title=settings.rank_title,
        half_life_days=settings.rank_half_life,
        floor=settings.rank_floor,
        visits=settings.rank_visits,
    )
    return Ranking(weights, handle.visits())
