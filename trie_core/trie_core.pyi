"""A small text index that remembers when each word stood on a page.

Positions and widths are in code points. Errors of its own are all `TrieCoreError`; a value of the wrong type
is a `TypeError`, a negative width an `OverflowError`.
"""

from collections.abc import Sequence
from typing import final

TOKENIZER_VERSION: int
"""Raised whenever the words of some text could come out differently: stored pages are then read again."""

QUERY_MESSAGES: dict[str, str]
"""All that a `QuerySyntax` can say, by code: the sentences to translate."""

# ---- errors --------------------------------------------------------------------------------------

class TrieCoreError(ValueError):
    """Whatever trie_core refuses."""

class QuerySyntax(TrieCoreError):
    """A query that cannot be understood; str() is an English sentence that says what to do."""

    position: int
    """Where in the query, in code points from its beginning; at most its length."""
    code: str
    """Which problem it is, the same for ever: "no-right", "bad-day"… (the keys of `QUERY_MESSAGES`)."""
    part: str
    """The beginning of what stands there, at most 40 characters."""

class Corrupt(TrieCoreError):
    """A damaged or foreign file; says which and what."""

class VersionMismatch(TrieCoreError):
    """A file made by another format version."""

class Locked(TrieCoreError):
    """Another writer holds the index."""

# ---- text ----------------------------------------------------------------------------------------

def words(text: str) -> list[str]:
    """The normalised words in order of appearance, at most 64 bytes of UTF-8 each.

    Half of a surrogate pair counts as U+FFFD, which is part of no word.
    """

def count(text: str) -> dict[str, int]:
    """Each distinct word with how often it stands in the text, in order of first appearance."""

def counts(texts: Sequence[str]) -> list[dict[str, int]]:
    """`count` for many texts at once, without the interpreter's lock."""

def snippet(text: str, words: Sequence[str], *, width: int = 240) -> list[tuple[str, bool]]:
    """The best piece of about `width` characters around the words: parts in order, True = marked.

    Best is the piece with the most distinct words, then the most occurrences, then the earliest; without
    a match the beginning. A word that ends in "*" is a prefix. "…" stands where something was left out,
    white space and control characters come as one blank, direction marks are left out.
    """

# ---- pages ---------------------------------------------------------------------------------------

@final
class Html:
    """What a page says. Made by `read_html`."""

    @property
    def title(self) -> str:
        """Its title, else its first heading, else its `og:title`; one line of at most 500 characters."""
    @property
    def main(self) -> str:
        """Its main text, a line a paragraph, at most a million characters."""
    @property
    def rest(self) -> str:
        """The other words on it, alternative texts last."""
    @property
    def language(self) -> str:
        """What the root or a `content-language` declares."""
    @property
    def base(self) -> str:
        """The href of the first `base`, as it stands."""
    @property
    def canonical(self) -> str:
        """The href of the canonical link, as it stands."""
    @property
    def robots(self) -> str:
        """Directives for all robots or for `hud`, separated by commas."""
    @property
    def refresh(self) -> str:
        """The content of the first refreshing `meta`."""
    @property
    def hrefs(self) -> list[str]:
        """Where it links to, as it stands there, each once, without fragments; no `nofollow` links."""
    def links(self, origin: str, folder: str) -> list[tuple[str, bool]]:
        """The hrefs made absolute, True, or as they stand, False, where that takes a parser of addresses."""

def read_html(page: bytes) -> Html:
    """Reads a page in UTF-8; what is not counts as U+FFFD. Linear in its size.

    Raises `TrieCoreError` for a page nested too deep, with too many attributes in a tag or too many parts.
    """

# ---- queries -------------------------------------------------------------------------------------

@final
class Query:
    """A parsed query; str() is its canonical form, which parses to the same meaning. Made by `parse`."""

    @property
    def text(self) -> str:
        """As it was typed."""
    @property
    def words(self) -> list[str]:
        """The words that a match contains, normalised, once each, prefixes with "*" at the end."""
    @property
    def after(self) -> str | None:
        """The day of `after:` as "2026-01-31"; the latest where there are several."""
    @property
    def before(self) -> str | None:
        """The day of `before:`; the earliest where there are several."""
    @property
    def at(self) -> str | None:
        """The day of `at:`."""
    @property
    def in_all(self) -> bool:
        """Whether `in:all` asks for menus, footers and asides too."""
    def __eq__(self, other: object) -> bool: ...

def parse(text: str, *, typing: bool = False) -> Query:
    """Parses a query.

    With `typing` it is one that somebody is still writing: the last word is a prefix unless something
    ends it, and an open parenthesis, a dangling operator or a missing value at the end is forgiven.

    Raises `QuerySyntax`.
    """
