"""Beginnings of a list of changes as people write them: a day, a time, or how long ago."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from app.clock import SECOND, parse_length
from app.mark import N_
from app.web.errors import BadRequest

_MOST = 40


def begin_of(text: str, now: int, zone: tzinfo = UTC) -> int | None:
    """The moment (µs) that `text` means: `2026-03-01` its first one in `zone`, `7d` that long before `now`.

    None for an empty text. Raises `BadRequest`.
    """
    text = text.strip()
    if not text:
        return None
    length = parse_length(text)
    if length is not None:
        return now - length
    try:
        read = datetime.fromisoformat(text[:_MOST])
        read = read if read.tzinfo else read.replace(tzinfo=zone)
        passed = read - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        raise BadRequest(
            N_("Write a day as 2026-03-01, a time as 2026-03-01T12:30, or a length of time as 7d."),
            field="since",
        ) from None
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds
