"""Waiting times before a host is asked again: as long as it asked for, or longer after each failure in a row.

Both are clamped to a day, so that neither a hostile nor a broken answer silences a page for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

DAY = 86_400
FIRST = 60


def retry_after(headers: Mapping[str, str], now: int) -> int:
    """Seconds that Retry-After asks for, 0 if absent, past or unreadable; `now` in microseconds UTC."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return DAY if len(value.lstrip("0")) > 6 else min(int(value), DAY)
    try:
        until = parsedate_to_datetime(value).replace(tzinfo=UTC).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError, OSError):
        return 0
    return max(0, min(DAY, int(until - now / 1_000_000)))


def backoff(failures: int) -> int:
    """Seconds to wait after so many failures in a row: a minute, doubling up to a day; 0 after none."""
    if failures <= 0:
        return 0
    return min(DAY, FIRST << min(failures - 1, 11))
