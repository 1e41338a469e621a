"""The time ruler drawn: bars of when the pages that match were there, as SVG, and their numbers as a table.

Three hundred shapes and cells are the larger part of a page of results, so they are written here, in one go,
from pieces that the scale has ready, and not by a template. With attributes alone: the pages' security policy
forbids inline style.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

from app.i18n.formats import number_in
from app.search.ruler import HEIGHT, Scale
from app.search.window import Window

_LEAST = 3
_BOXES = [
    f'y="{round(HEIGHT - 2 - height, 1):g}" height="{height:g}" rx="1.5"/></a>\n'.encode()
    for height in (max(tenths, _LEAST * 10) / 10 for tenths in range((HEIGHT - 4) * 10 + 1))
]
"""A bar by its height in tenths of the view box's unit: where it begins, from above, and how tall it is."""

Numbers = dict[int, bytes]


def numbers(counts: Iterable[int], locale: str) -> Numbers:
    """The different numbers as they are read."""
    return {pages: number_in(pages, locale).encode() for pages in set(counts)}


def bars(
    scale: Scale, counts: list[int], said: Numbers, *, window: Window, first_seen: int | None, link: str
) -> bytes:
    """The bars, each a link to its own time; `link` is what such links begin with, escaped."""
    step = (len(_BOXES) - 1) / (max(counts) or 1)
    boxes = {pages: _BOXES[round(pages * step)] for pages in said}
    inside, outside = scale.bars["bar in"], scale.bars["bar"]
    if window.is_everywhen:
        kinds = inside
    else:
        kinds = [inside[at] if is_in else outside[at] for at, is_in in enumerate(scale.inside(window))]
    if first_seen is not None and scale.starts[0] <= first_seen <= scale.end:
        first = bisect_right(scale.starts, first_seen) - 1
        kinds = [*kinds[:first], scale.bars["bar first"][first], *kinds[first + 1 :]]
    head = f'<a href="{link}'.encode()
    drawn: list[bytes] = []
    # Days and numbers hold nothing that would have to be escaped.
    for pages, rest, bar in zip(counts, scale.links, kinds, strict=True):
        if pages:
            drawn += (head, rest, said[pages], bar, boxes[pages])
    return b"".join(drawn)


def rows(scale: Scale, counts: list[int], said: Numbers) -> bytes:
    """The same numbers for those who listen; neighbouring bins with the same one are one row."""
    turns = [at for at, (one, other) in enumerate(pairwise(counts), 1) if one != other]
    firsts, lasts = scale.rows
    written: list[bytes] = []
    for start, after in pairwise([0, *turns, len(counts)]):
        if counts[start]:
            written += (firsts[start], lasts[after - 1], said[counts[start]], b"\n")
    return b"".join(written)
