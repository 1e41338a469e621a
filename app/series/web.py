"""Series in a web process: the sources of all features that are switched on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from app.feature import resolve
from app.series.source import Given, Registry, Source
from app.web.context import Hud


def join(hud: Hud) -> None:
    """Have the sources asked; their features have made what they need before."""
    given = Given(settings=hud.settings, db=hud.db, index=hud.index)
    makers = [resolve(feature.series) for feature in hud.features if feature.series]
    hud.series = Registry(
        [source for make in makers for source in cast("Callable[[Given], Iterable[Source]]", make)(given)]
    )
