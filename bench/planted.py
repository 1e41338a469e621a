"""Changes planted into real pages: a small share of their words becomes other words of the same page.

A page that changes is what a time machine lives on, and no package of documentation has its past. The words
lie in runs, as whoever edits a page changes sentences and not every thirtieth word.
"""

from __future__ import annotations

import random
import re
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


def history(page: bytes, seed: int = 1) -> Iterator[bytes]:
    """The page, and what it becomes by one change after another, without end."""
    chance = random.Random(seed)
    yield page
    while True:
        page = changed(page, chance)
        yield page


def changed(page: bytes, chance: random.Random, share: float = SHARE) -> bytes:
    """The page with `share` of its words, but for markup, replaced by others of its own."""
    parts = _MARKUP.split(page.decode("utf-8", "replace"))
    texts = {place: parts[place].split(" ") for place in range(0, len(parts), 2)}
    words = [word for text in texts.values() for word in text if word.isalpha()]
    long = [text for text in texts.values() if sum(word.isalpha() for word in text) >= _FEW]
    left = int(len(words) * share) if long else 0
    while left > 0:
        text = chance.choice(long)
        start = chance.randrange(len(text))
        for place in range(start, min(start + _RUN, len(text))):
            if text[place].isalpha():
                text[place] = chance.choice(words)
                left -= 1
    for place, text in texts.items():
        parts[place] = " ".join(text)
    return "".join(parts).encode()
