"""What the forms on the pages' screens hold."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.clock import DAY, HOUR
from app.i18n.mark import N_

Every = Literal["1h", "6h", "24h", "7d", "30d"]

SCHEDULES: tuple[tuple[Every, str], ...] = (
    ("1h", N_("every hour")),
    ("6h", N_("every six hours")),
    ("24h", N_("every day")),
    ("7d", N_("every week")),
    ("30d", N_("every month")),
)
LENGTHS: dict[Every, int] = {"1h": HOUR, "6h": 6 * HOUR, "24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY}

STATES = (
    ("", N_("all")),
    ("active", N_("active")),
    ("paused", N_("paused")),
    ("stopped", N_("stopped")),
    ("failing", N_("failing")),
)


class Add(msgspec.Struct):
    """A page to watch, and how."""

    url: Annotated[str, Meta(min_length=1, max_length=2_000)]
    every: Every = "24h"
    depth: Annotated[int, Meta(ge=0, le=20)] = 0
    within: Annotated[str, Meta(max_length=2_000)] = ""
    limit: Annotated[int, Meta(ge=1, le=50_000)] = 500


class Delete(msgspec.Struct):
    """Whether the pages found from this one go too."""

    found: bool = False
