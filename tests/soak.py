"""Counts of the tests that have a long form: short every day, full with HUD_SOAK=1 (`make soak`)."""

from __future__ import annotations

import os

SOAK = os.environ.get("HUD_SOAK") == "1"
MOST = int(os.environ.get("HUD_SOAK_MOST", "0"))
"""No count of the long form is larger, for a machine that others use too; 0: as many as there are."""

ran: dict[str, int] = {}
"""What the long form counted, for the log in docs/soak.md."""


def times(what: str, short: int, full: int) -> int:
    """How often a test does `what`: `short` times, or `full` times in the long form."""
    ran[what] = (min(full, MOST) if MOST else full) if SOAK else short
    return ran[what]


def count(what: str, done: int) -> None:
    """Note that `what` was done so many times more, where a test runs in parts that may run alone."""
    ran[what] = ran.get(what, 0) + done
