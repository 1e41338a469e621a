"""Registry of the feeds of an installation, as the manifests of its features name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import cast

import msgspec

from app.feature import Feature, resolve
from app.features import enabled
from app.feeds.feed import Feed
from app.settings import Settings


class Known(msgspec.Struct, frozen=True):
    """A feed, and the feature that shows its data."""

    feed: Feed
    feature: Feature


@lru_cache(maxsize=8)
def known(settings: Settings) -> dict[str, Known]:
    """All feeds by their names, in the order of the features."""
    found: dict[str, Known] = {}
    for feature in enabled(settings):
        if not feature.feeds:
            continue
        named = resolve(feature.feeds)
        feeds = (
            cast("Callable[[Settings], Sequence[Feed]]", named)(settings)
            if callable(named)
            else cast("Sequence[Feed]", named)
        )
        for feed in feeds:
            if feed.name in found:
                raise ValueError(f"two feeds are called {feed.name!r}")
            found[feed.name] = Known(feed, feature)
    return found


def of_feature(settings: Settings, switch: str) -> list[str]:
    """The names of a feature's feeds; none for a feature without any."""
    return [name for name, one in known(settings).items() if one.feature.switch == switch]
