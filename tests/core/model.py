"""Model of the index in plain Python: lists of versions, looked through one by one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tests.core.spelled import stands_for

Tree = tuple[Any, ...]
"""A query: ("word", w), ("not", tree), ("and", tree, tree), …"""


@dataclass
class Read:
    """One version of a page."""

    first: int
    last: int
    title: tuple[str, ...]
    main: tuple[str, ...]
    rest: tuple[str, ...]
    language: str
    gone: bool
    minor: bool = False

    def count(self, word: str, fields: str) -> int:
        """How often a word (or, with a star, a beginning) stands in the fields ("t", "m", "r")."""
        starred = word.endswith("*")
        return sum(stands_for(each, word) if starred else each == word for each in self.words(fields))

    def words(self, fields: str) -> list[str]:
        """The words of the fields."""
        texts = {"t": self.title, "m": self.main, "r": self.rest}
        return [] if self.gone else [each for name in fields for each in texts[name]]

    def has(self, written: str, fields: str) -> bool:
        """Whether a word stands there that `written` asks for."""
        return any(stands_for(each, written) for each in self.words(fields))

    def told(self, tree: Tree, fields: str) -> dict[str, int]:
        """The words that a hit tells of, with their counts."""
        match tree:
            case ("word" | "title", written):
                words = {each for each in self.words(fields) if stands_for(each, written)}
                named = [written] if written.endswith("*") else sorted(words)
                return {each: self.count(each, fields) for each in named}
            case ("and" | "or", one, two):
                return self.told(one, fields) | self.told(two, fields)
        return {}

    def says(self, phrase: tuple[str, ...], fields: str) -> bool:
        """Whether the words stand one after the other in one of the fields."""
        texts = {"t": self.title, "m": self.main, "r": self.rest}
        return not self.gone and any(
            texts[name][at : at + len(phrase)] == phrase for name in fields for at in range(len(texts[name]))
        )


@dataclass
class Model:
    """Pages with their versions; a page without versions is no page."""

    pages: dict[int, list[Read]] = field(default_factory=dict)
    sites: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, list[int]] = field(default_factory=dict)
    """The ordinals of the versions, where they are not those of the whole history."""

    def put(self, page: int, start: int, reads: list[Read], site: str) -> None:
        self.pages[page] = self.pages.get(page, [])[:start] + reads
        self.sites[page] = site

    def majors(self) -> Model:
        """The same without the rest: there a minor version is a part of the life of a major one."""
        seen = Model(sites=self.sites)
        for page, reads in self.pages.items():
            kept, numbers = seen.pages.setdefault(page, []), seen.numbers.setdefault(page, [])
            for ordinal, read in enumerate(reads):
                if read.minor:
                    kept[-1] = replace(kept[-1], last=read.last)
                else:
                    kept.append(read)
                    numbers.append(ordinal)
        return seen

    def number(self, page: int, place: int) -> int:
        """The ordinal of a version."""
        return self.numbers[page][place] if page in self.numbers else place

    def fits(self, page: int, read: Read, tree: Tree, fields: str) -> bool:
        """Whether one version satisfies a tree."""
        if read.gone:
            return False
        match tree:
            case ("word", word):
                return read.has(word, fields)
            case ("title", word):
                return read.has(word, "t")
            case ("phrase", phrase):
                return read.says(phrase, fields)
            case ("title phrase", phrase):
                return read.says(phrase, "t")
            case ("site", host):
                return f".{self.sites[page]}".endswith(f".{host}")
            case ("lang", tag):
                return bool(read.language.split("-")[0] == tag)
            case ("not", one):
                return not self.fits(page, read, one, fields)
            case ("and", one, two):
                return self.fits(page, read, one, fields) and self.fits(page, read, two, fields)
            case ("or", one, two):
                return self.fits(page, read, one, fields) or self.fits(page, read, two, fields)
        return True

    def satisfying(self, tree: Tree, fields: str) -> dict[int, list[int]]:
        """For each page the ordinals of the versions that satisfy a tree."""
        found = {
            page: [at for at, read in enumerate(reads) if self.fits(page, read, tree, fields)]
            for page, reads in self.pages.items()
        }
        return {page: ordinals for page, ordinals in found.items() if ordinals}

    def until(self, page: int, ordinal: int) -> int | None:
        reads = self.pages[page]
        return reads[ordinal + 1].first if ordinal + 1 < len(reads) else None

    def stood(self, page: int, ordinal: int, start: int, stop: int) -> bool:
        """Whether a version stood at some moment from `start` to `stop`, both included."""
        until = self.until(page, ordinal)
        last = stop if until is None else min(stop, until - 1)
        return max(self.pages[page][ordinal].first, start) <= last

    def hit(
        self, page: int, ordinals: list[int], window: tuple[int, int] | None, ever: bool, at: int | None
    ) -> int | None:
        """The version of a page that is its hit."""
        reads = self.pages[page]
        if at is not None:
            then = [ordinal for ordinal, read in enumerate(reads) if read.first <= at]
            ordinals = [ordinal for ordinal in ordinals if then and ordinal == then[-1]]
        if window is not None:
            ordinals = [ordinal for ordinal in ordinals if self.stood(page, ordinal, *window)]
        elif at is None and not ever:
            ordinals = [ordinal for ordinal in ordinals if ordinal == len(reads) - 1]
        return max(ordinals, default=None)

    def since(self, page: int, ordinals: list[int], hit: int) -> int:
        while hit - 1 in ordinals:
            hit -= 1
        return self.pages[page][hit].first

    def ruler(self, found: dict[int, list[int]], edges: list[int], now: int) -> list[int]:
        """For each bin, which begins at an edge, the pages of which a satisfying version stood in it."""
        stops = [*(edge - 1 for edge in edges[1:]), max(now, edges[-1])]
        return [
            sum(any(self.stood(page, o, start, stop) for o in ordinals) for page, ordinals in found.items())
            for start, stop in zip(edges, stops, strict=True)
        ]

    def edges(self, bins: int, now: int) -> list[int]:
        """Where bins of equal length begin, from the oldest version to now."""
        start = min(reads[0].first for reads in self.pages.values() if reads)
        whole = max(now - start, 1)
        bins = min(bins, whole)
        return [start + whole * bin // bins for bin in range(bins)]
