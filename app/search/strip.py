"""The time ruler drawn: bars of when the pages that match were there, as SVG, and their numbers as a table.

Four hundred shapes and cells are the larger part of a page of results, so they are written here, in one go,
and not by a template. With attributes alone: the pages' security policy forbids inline style.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from app.i18n.formats import number_in
from app.search.ruler import HEIGHT, WIDTH, Scale
from app.search.window import Window

_LEAST = 3
_BOXES = [
    f'y="{round(HEIGHT - 2 - height, 1):g}" height="{height:g}" rx="1.5"'
    for height in (max(tenths, _LEAST * 10) / 10 for tenths in range((HEIGHT - 4) * 10 + 1))
]
"""A bar by its height in tenths of the view box's unit: where it begins, from above, and how tall it is."""

_GROUND = f'<rect class="ground" x="0" y="48.6" width="{WIDTH}" height="1"/>'


def bars(
    scale: Scale, counts: list[int], *, window: Window, first_seen: int | None, link: str, locale: str
) -> str:
    """The bars, each a link to its own time; `link` is what such links begin with, escaped."""
    tallest = max(counts) or 1
    # Few heights make up most of it: what they come to is written once.
    shapes = {
        pages: (number_in(pages, locale), _BOXES[round(pages / tallest * (len(_BOXES) - 1))])
        for pages in set(counts)
        if pages
    }
    drawn = []
    kinds = ["bar in" if inside else "bar" for inside in scale.inside(window)]
    if first_seen is not None and scale.starts[0] <= first_seen <= scale.end:
        kinds[bisect_right(scale.starts, first_seen) - 1] = "bar first"
    for pages, rest, room, place, kind in zip(
        counts, scale.links, scale.rooms, scale.bars, kinds, strict=True
    ):
        if not pages:
            drawn.append(room)
            continue
        said, shape = shapes[pages]
        drawn.append(f'<a href="{link}{rest}{said}</title>{room}<rect class="{kind}" {place} {shape}/></a>')
    drawn.append(_GROUND)
    # Days and numbers hold nothing that would have to be escaped.
    return "\n".join(drawn)


def rows(scale: Scale, counts: list[int], locale: str) -> str:
    """The same numbers for those who listen; neighbouring bins with the same one are one row."""
    turns = [at for at, (one, other) in enumerate(pairwise(counts), 1) if one != other]
    return "\n".join(
        f"<tr><td>{scale.first_days[start]}</td><td>{scale.last_days[after - 1]}</td>"
        f"<td>{number_in(counts[start], locale)}</td></tr>"
        for start, after in pairwise([0, *turns, len(counts)])
        if counts[start]
    )
