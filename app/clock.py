"""The time as HUD keeps it: whole microseconds since 1970 in UTC."""

import re
import time

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_UNITS = {"w": 7 * DAY, "d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND}


def now() -> int:
    """This machine's time in microseconds."""
    return time.time_ns() // 1000


def parse_length(text: str) -> int | None:
    """A length of time such as `30m`, `24h` or `7d` in microseconds: a whole number of s, m, h, d or w.

    None when `text` is none.
    """
    found = re.fullmatch(r"([0-9]{1,9})\s*([smhdw])", text.strip().lower())
    return int(found[1]) * _UNITS[found[2]] if found else None


def spell_length(microseconds: int) -> str:
    """The shortest way to write a length that `parse_length` reads back; a single day is `24h`."""
    for unit in ("d", "h", "m"):
        size = _UNITS[unit]
        if microseconds >= size and microseconds % size == 0 and (unit, microseconds) != ("d", DAY):
            return f"{microseconds // size}{unit}"
    return f"{microseconds // SECOND}s"
