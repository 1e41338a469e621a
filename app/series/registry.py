"""Registry of a web process: the sources that the features name in their manifests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from app.feature import resolve
from app.series.source import Given, Registry, Source
from app.web.context import Hud

Sources = Callable[[Given], Sequence[Source]]


def registry(hud: Hud) -> Registry:
    """All sources there are, made when the first series is asked for."""
    if hud.series is None:
        given = Given(settings=hud.settings, db=hud.db, index=hud.index)
        names = [feature.series for feature in hud.features if feature.series]
        hud.series = Registry([one for name in names for one in cast(Sources, resolve(name))(given)])
    return cast(Registry, hud.series)
