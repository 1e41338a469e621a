"""Addresses that stay open when HUD is for members only, as the manifests list them.

Everything is closed by default then; what is open is listed, so a new page cannot slip out.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.feature import Feature

_SHARED = ("/healthz", "/readyz", "/metrics", "/static/")


class OpenPaths:
    """Those of some features, and what belongs to none."""

    def __init__(self, features: Iterable[Feature]) -> None:
        paths = [*_SHARED, *(path for feature in features for path in feature.open_paths)]
        self._whole = frozenset(path for path in paths if not path.endswith("/"))
        self._below = tuple(path for path in paths if path.endswith("/"))

    def __contains__(self, path: str) -> bool:
        """Whether a path can be read without signing in, whatever HUD_PUBLIC says."""
        path = path.rstrip("/") or "/"
        return path in self._whole or path.startswith(self._below)
