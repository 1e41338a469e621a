"""Skeletons of pages that people watch, with their truth: words that are watched, and words of the frame.

Documentation, the other set, is made of articles. Here are threads, lists, shops, tables, dashboards and the
like, shortened to what their markup needs, in several languages. Truth was marked by hand in the pages
themselves: ⟦…⟧ holds what a person would watch, ⟪…⟫ what surrounds it everywhere on such a site. What neither
holds (a user's name, a button in a product) may be judged either way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

_FOLDER: Final = Path(__file__).parent / "skeletons"
_WATCHED = re.compile(r"⟦(.*?)⟧", re.S)
_FRAME = re.compile(r"⟪(.*?)⟫", re.S)
_MARKS = re.compile("[⟦⟧⟪⟫]")
_WORD = re.compile(r"\w+")


class Skeleton(NamedTuple):
    """A page as bytes, and how often each word stands in its watched parts and in its frame."""

    name: str
    body: bytes
    watched: Counter[str]
    frame: Counter[str]


class Judged(NamedTuple):
    """How many words of the truth there are, and how many of each sort an extractor took for main text."""

    watched: int
    found: int
    frame: int
    let_in: int

    @property
    def recall(self) -> float:
        """Percent of the watched words that were found."""
        return 100 * self.found / max(1, self.watched)

    @property
    def noise(self) -> float:
        """Percent of the frame's words that were let in."""
        return 100 * self.let_in / max(1, self.frame)


def skeletons() -> list[Skeleton]:
    """All of them, by name."""
    found = []
    for path in sorted(_FOLDER.glob("*.html")):
        marked = path.read_text("utf-8")
        watched = Counter(words(" ".join(_WATCHED.findall(marked))))
        frame = Counter(words(" ".join(_FRAME.findall(marked))))
        found.append(Skeleton(path.stem, _MARKS.sub("", marked).encode(), watched, frame))
    return found


def words(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    return _WORD.findall(text.lower())


def judge(page: Skeleton, text: str) -> Judged:
    """Compare what an extractor took for main text, title included, with the truth."""
    said = Counter(words(text))
    found = said & page.watched
    return Judged(
        page.watched.total(), found.total(), page.frame.total(), ((said - found) & page.frame).total()
    )


def total(pages: Sequence[Skeleton], extract: Callable[[bytes], str]) -> Judged:
    """The sum over pages."""
    return Judged(*map(sum, zip(*(judge(page, extract(page.body)) for page in pages), strict=True)))
