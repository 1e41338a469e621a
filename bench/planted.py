"""Changes planted into real pages: a small share of their words becomes other words of the same page.

A page that changes is what a time machine lives on, and no package of documentation has its past. The words
lie in runs, as whoever edits a page changes sentences and not every thirtieth word.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

from bench.sites import pages

SHARE = 0.03
_RUN = 15
_FEW = 8
_MARKUP = re.compile(r"(<script.*?</script>|<style.*?</style>|<[^>]*>)", re.DOTALL | re.IGNORECASE)


def of_size(least: int, most: int, count: int, seed: int = 2026) -> list[bytes]:
    """So many real pages of `least` to `most` bytes, the same ones for the same seed."""
    fitting = [page for page in pages() if least <= page.stat().st_size <= most]
    return [page.read_bytes() for page in random.Random(seed).sample(fitting, count)]


def history(page: bytes, seed: int = 1, share: float = SHARE) -> Iterator[bytes]:
    """The page, and what it becomes by one change after another, without end.

    Each replaces `share` of its words, but for markup, by others of its own.
    """
    chance = random.Random(seed)
    yield page
    words = Words(page)
    while True:
        words.change(chance, share)
        yield words.page()


class Words:
    """The words of a page in their places, taken apart once: ten thousand changes take seconds."""

    def __init__(self, page: bytes) -> None:
        self._parts = _MARKUP.split(page.decode("utf-8", "replace"))
        self._texts = {place: self._parts[place].split(" ") for place in range(0, len(self._parts), 2)}
        # A word takes the place of a word, so how many there are in each text, and where, stays as it is.
        places = [
            (part, place)
            for part, text in self._texts.items()
            for place, word in enumerate(text)
            if word.isalpha()
        ]
        self._number = {where: number for number, where in enumerate(places)}
        self._words = [self._texts[part][place] for part, place in places]
        many = Counter(part for part, _ in places)
        self._long = [part for part in self._texts if many[part] >= _FEW]

    def change(self, chance: random.Random, share: float) -> None:
        """Replace a share of the words, a run of them at a time."""
        left = int(len(self._words) * share) if self._long else 0
        new: dict[int, str] = {}
        touched = set()
        while left > 0:
            part = chance.choice(self._long)
            start = chance.randrange(len(self._texts[part]))
            for place in range(start, min(start + _RUN, len(self._texts[part]))):
                number = self._number.get((part, place))
                if number is not None:
                    new[number] = self._texts[part][place] = chance.choice(self._words)
                    left -= 1
            touched.add(part)
        for number, word in new.items():
            self._words[number] = word
        for part in touched:
            self._parts[part] = " ".join(self._texts[part])

    def page(self) -> bytes:
        """The page as it is now."""
        return "".join(self._parts).encode()
