"""Pages that send their reader on: what each of them says, as far as it may still be the answer.

A page has to be read to know where its `meta refresh` leads, so what was read is remembered for when the
fetch ends there, or comes back to where it began.
"""

from __future__ import annotations

from collections.abc import Callable

from app.extract import Extracted, ExtractError
from app.net.fetch import Fetched


class Onward:
    """Reads each page of one fetch with `extract`; to be given to `Fetcher.get` as `onward`."""

    def __init__(self, extract: Callable[[Fetched], Extracted]) -> None:
        self._extract = extract
        self._read: list[tuple[Fetched, Extracted | ExtractError]] = []

    def __call__(self, page: Fetched) -> str | None:
        """Where `page` sends its reader."""
        found: Extracted | ExtractError
        try:
            found = self._extract(page)
        except ExtractError as error:
            found = error
        # Only the first and the last of them can be the answer.
        self._read = [*self._read[:1], (page, found)]
        return None if isinstance(found, ExtractError) else found.meta_refresh

    def extracted(self, page: Fetched) -> Extracted:
        """What the answer says; raises ExtractError."""
        found = next((found for read, found in self._read if read is page), None)
        if found is None:
            return self._extract(page)
        if isinstance(found, ExtractError):
            raise found
        if found.meta_refresh and not found.says_something and not found.noindex:
            raise ExtractError("scripts", "expected words, got pages that refresh to each other")
        return found
