"""The time as HUD keeps it: whole microseconds since 1970 in UTC."""

import time

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now() -> int:
    """This machine's time in microseconds."""
    return time.time_ns() // 1000
