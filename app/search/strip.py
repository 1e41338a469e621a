"""The ruler written down: its bars as SVG, its numbers as rows of a table.

Four hundred shapes and cells are the larger part of a page of results, so they are written here, in one go, and
not by the template. With attributes alone: the pages' security policy forbids inline style.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from app.i18n import current
from app.i18n.formats import number_in
from app.search.ruler import HEIGHT, WIDTH, Ruler


def bars(ruler: Ruler) -> Markup:
    """The bars, each a link to its own time."""
    reader = current()
    link = escape(f"{reader.prefix}/search{ruler.link}")
    slot, width = f"{ruler.slot:g}", f"{ruler.width:g}"
    drawn = []
    for bar in ruler.bars:
        x, begin, end = f"{bar.x:g}", bar.begin, bar.end
        room = (
            f'<rect class="slot" x="{x}" y="0" width="{slot}" height="{HEIGHT}"'
            f' data-from="{begin}" data-to="{end}"/>'
        )
        if not bar.pages:
            drawn.append(room)
            continue
        kind = "bar first" if bar.first else "bar in" if bar.inside else "bar"
        drawn.append(
            f'<a href="{link}from={begin}&amp;to={end}" tabindex="-1">'
            f"<title>{begin} – {end}: {number_in(bar.pages, reader.locale)}</title>{room}"
            f'<rect class="{kind}" x="{x}" y="{bar.y:g}" width="{width}" height="{bar.height:g}" rx="1.5"/></a>'
        )
    drawn.append(f'<rect class="ground" x="0" y="48.6" width="{WIDTH}" height="1"/>')
    # Days and numbers hold nothing that would have to be escaped, and the link was.
    return Markup("\n".join(drawn))


def rows(ruler: Ruler) -> Markup:
    """The same numbers for those who listen."""
    locale = current().locale
    return Markup(
        "\n".join(
            f"<tr><td>{row.begin}</td><td>{row.end}</td><td>{number_in(row.pages, locale)}</td></tr>"
            for row in ruler.rows
        )
    )
