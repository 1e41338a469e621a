"""Standing of one sentence: since when it is on its page."""

from __future__ import annotations

import msgspec


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence of a version; times in µs.

    `first_ever` is when some version said it first, `since` when the first one of those did that say it
    without a break, and `until` when it was last seen before it was away; `first_version`, `since_version`
    and `until_version` are their ordinals. The oldest version that is known may not have been the first.
    """

    text: str
    first_ever: int
    first_version: int
    since: int
    since_version: int
    until: int | None
    until_version: int | None

    @property
    def back(self) -> bool:
        """Whether it was away and came back."""
        return self.until is not None
