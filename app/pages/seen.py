"""Result of reading a page once, before any of it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from app.extract import Extracted
from app.net.fetch import Fetched


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look at a page brought: an answer with or without texts, or why there was none."""

    at: int
    fetched: Fetched | None = None
    extracted: Extracted | None = None
    error: str | None = None
    detail: str = ""
    retry_s: int = 0  # the pause the site asked for
    against: str | None = None  # the wish of the site that an administrator had it read against
    incomplete: bool = False  # only a part of the page arrived, or could be decoded; `error` says why
