"""A finding of `hud doctor`."""

from __future__ import annotations

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at; `fix` is empty when it is sound."""

    what: str
    fix: str = ""
