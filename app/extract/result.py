"""Result of an extraction: the texts and facts of a page, or a named reason why there are none.

The reasons are few and fixed, because they are stored with the reading and shown to people in their language.
"""

from typing import Literal

import msgspec

EXTRACTOR_VERSION = 3
"""Goes up whenever the same bytes would give another title, main text or rest; stored with each version."""

Code = Literal[
    "not-html",
    "scripts",
    "challenge",
    "consent",
    "too-complex",
    "timeout",
    "memory",
    "crashed",
    "bad-charset",
    "no-part",
]


class Extracted(msgspec.Struct, frozen=True):
    """The words and facts of one page; every visible word stands once in title's neighbours main or rest.

    `whole`: bytes of main text and rest together where not all of them are kept, else 0. `frames`: where the
    words of a page without any of its own stand.
    """

    title: str
    main: str
    rest: str
    language: str
    canonical: str | None
    noindex: bool
    nofollow: bool
    links: tuple[str, ...]
    meta_refresh: str | None
    noarchive: bool = False
    wordless: bool = False
    whole: int = 0
    frames: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there are words beside the title and the description."""
        return bool(self.main or self.rest) and not self.wordless


class Travelling(msgspec.Struct, frozen=True):
    """An `Extracted` on its way to another process: the same fields, the texts as they will be sent."""

    title: msgspec.Raw
    main: msgspec.Raw
    rest: msgspec.Raw
    language: str
    canonical: str | None
    noindex: bool
    nofollow: bool
    links: tuple[str, ...]
    meta_refresh: str | None
    noarchive: bool = False
    wordless: bool = False
    whole: int = 0
    frames: tuple[str, ...] = ()


class ExtractError(Exception):
    """A page that gave no text: `code` is one of `Code`, `detail` says what was expected and what was got."""

    def __init__(self, code: Code, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code: Code = code
        self.detail = detail
