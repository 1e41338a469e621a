"""The ruler written down: its bars as SVG, its numbers as rows of a table.

Four hundred shapes and cells are the larger part of a page of results, so they are written here, in one go,
and not by the template. With attributes alone: the pages' security policy forbids inline style.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from app.i18n import current
from app.i18n.formats import number_in
from app.search.ruler import HEIGHT, WIDTH, Ruler


def bars(ruler: Ruler) -> Markup:
    """The bars, each a link to its own time."""
    reader = current()
    link = escape(f"{reader.prefix}/search{ruler.link}")
    rooms = _rooms(len(ruler.bars), ruler.slot)
    width = f'width="{ruler.width:g}"'
    # Few heights make up most of it: what they come to is written once.
    shapes: dict[int, tuple[str, str]] = {}
    drawn = []
    for bar, (x, room) in zip(ruler.bars, rooms, strict=True):
        begin, end, pages = bar.begin, bar.end, bar.pages
        slot = f'{room}{begin}" data-to="{end}"/>'
        if not pages:
            drawn.append(slot)
            continue
        shape = shapes.get(pages)
        if shape is None:
            shape = shapes[pages] = (
                f": {number_in(pages, reader.locale)}</title>",
                f'y="{bar.y:g}" {width} height="{bar.height:g}" rx="1.5"/></a>',
            )
        kind = "bar first" if bar.first else "bar in" if bar.inside else "bar"
        drawn.append(
            f'<a href="{link}from={begin}&amp;to={end}" tabindex="-1"><title>{begin} – {end}{shape[0]}{slot}'
            f'<rect class="{kind}" x="{x}" {shape[1]}'
        )
    drawn.append(f'<rect class="ground" x="0" y="48.6" width="{WIDTH}" height="1"/>')
    # Days and numbers hold nothing that would have to be escaped, and the link was.
    return Markup("\n".join(drawn))


@lru_cache(maxsize=16)
def _rooms(count: int, slot: float) -> list[tuple[str, str]]:
    """Where each bar stands, and the beginning of the room that is its own, up to its first day."""
    places = [f"{place * WIDTH / count:.2f}".rstrip("0").rstrip(".") for place in range(count)]
    room = f'y="0" width="{slot:g}" height="{HEIGHT}" data-from="'
    return [(x, f'<rect class="slot" x="{x}" {room}') for x in places]


def rows(ruler: Ruler) -> Markup:
    """The same numbers for those who listen."""
    locale = current().locale
    return Markup(
        "\n".join(
            f"<tr><td>{row.begin}</td><td>{row.end}</td><td>{number_in(row.pages, locale)}</td></tr>"
            for row in ruler.rows
        )
    )
