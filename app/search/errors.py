"""Error of a search: a sentence, and its place in the query.

The sentence is a gettext message with its values apart: the web and the API show it in the reader's language,
the command line in English.
"""

from __future__ import annotations


class SearchError(ValueError):
    """A search that cannot be answered; `field` names the input at fault.

    `position` is the offset in code points within the query, or None when the query is not at fault.
    """

    def __init__(
        self, message: str, *, field: str = "q", position: int | None = None, **values: str | int
    ) -> None:
        self.message = message
        self.values = values
        self.field = field
        self.position = position
        super().__init__(self.detail)

    @property
    def detail(self) -> str:
        """The sentence in English."""
        return self.message % self.values if self.values else self.message
