"""Tiles of the map: none unless HUD_MAP_TILES names a server, which browsers then ask for pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from app.settings import Settings


def policy(settings: Settings) -> Mapping[str, Sequence[str]]:
    """The server of the tiles, as a source of pictures."""
    if not settings.map_tiles:
        return {}
    parts = urlsplit(settings.map_tiles)
    return {"img-src": [f"{parts.scheme}://{parts.netloc}"]}
