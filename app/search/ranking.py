"""Ranking on this installation: the weights that HUD_RANK_* set, and what people open."""

from __future__ import annotations

from functools import lru_cache

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
    weights = _weights(
        settings.rank_title, settings.rank_half_life, settings.rank_floor, settings.rank_visits
    )
    return Ranking(weights, handle.visits())


@lru_cache(maxsize=16)
def _weights(title: float, half_life_days: float, floor: float, visits: float) -> trie_core.Weights:
    return trie_core.Weights(title=title, half_life_days=half_life_days, floor=floor, visits=visits)
