"""A feature's description of itself: its switch, its address, where its routes are."""

from __future__ import annotations

from typing import Literal

import msgspec


class Feature(msgspec.Struct, frozen=True):
    """One part of HUD: its switch in HUD_APPS, its address, its routes, its place in the menu."""

    switch: str
    prefix: str
    module: str
    label: str = ""
    series: str = ""
    """The module whose `sources` make its sources of series, imported as its routes are."""
    needs: tuple[str, ...] = ()
    menu: Literal["main", "foot", ""] = "main"
    always: bool = False
