"""Answers of a map's address, as those of any chart: the picture, all numbers as CSV, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup, escape

from app.charts.answers import TYPES
from app.charts.answers import answer as answer_chart
from app.charts.colours import PAPER, painted
from app.charts.figure import FORMS, Figure, Key, Panel, file_address
from app.charts.svg import origin
from app.charts.table import table
from app.charts.words import Voice, clean, cut, isolated
from app.charts.world.choropleth import VIEW, WorldMap, chart_of, drawn, in_page, keys, notes, told
from app.charts.world.view import WIDTH
from app.freshness.dependencies import Dependency
from app.web.pipeline.page import Text, page
from app.web.request import HudRequest, PageRequest

_EDGE, _LINE, _WIDE = 24, 18, 960
_KEY_WIDTH = 150

Describe = Callable[[PageRequest], WorldMap]


def files(path: str, describe: Describe, *, depends_on: Sequence[Dependency]) -> list[HTTPRouteHandler]:
    """Routes that answer a page's map in its other forms; all but `describe` is as the page declares it."""

    def declared(form: str) -> HTTPRouteHandler:
        @page(f"{path}.{form}", depends_on=depends_on)
        def answer_form(request: PageRequest) -> Text:
            return answer(request, describe(request), form)

        return answer_form

    return [declared(form) for form in FORMS]


def answer(request: PageRequest, world: WorldMap, form: str) -> Text:
    """The map as "svg", "csv" or "json", for this reader."""
    if form != "svg":
        return answer_chart(request, chart_of(world), form)
    named = {"Content-Disposition": f'inline; filename="{world.id}.svg"'}
    return Text(alone(world, request.reader.locale).encode(), media_type=TYPES["svg"], headers=named)


def shown(request: PageRequest | HudRequest, world: WorldMap, *, address: str | None = None) -> Figure:
    """The map for a page; `shared/_chart.html` shows it, and `address` is as that of a chart."""
    reader = request.reader
    here = request.here if address is None else address
    chart = chart_of(world)
    link = here and reader.prefix + here
    return Figure(
        id=world.id,
        title=clean(world.title),
        about=clean(world.about),
        panels=[Panel("", in_page(world, reader.locale))],
        is_split=False,
        keys=[Key(label, f"m{number}", "bar") for label, number in keys(world, reader.locale)],
        notes=notes(world, reader.locale),
        table=table(chart, Voice(chart, reader.zone, reader.locale)),
        origin=origin(chart),
        source_link=world.source_link,
        files=[(form.upper(), file_address(link, form)) for form in FORMS] if link else [],
        zone=reader.zone.key,
        zoom="",
    )


def alone(world: WorldMap, locale: str) -> str:
    """The picture as a file: with its title, what each colour is, unit, source and licence."""
    y = _EDGE + 16
    pieces: list[str] = [_text("head", _EDGE, y, world.title)]
    if world.about:
        y += _LINE
        pieces.append(_text("tick", _EDGE, y, world.about))
    y += _LINE
    for place, (label, number) in enumerate(keys(world, locale)):
        x = _EDGE + place * _KEY_WIDTH
        pieces.append(f'<rect {painted(f"m{number}")} x="{x}" y="{y - 10}" width="18" height="10"/>')
        pieces.append(_text("tick", x + 24, y, label))
    y += 12
    wide = _WIDE - 2 * _EDGE
    high = round(wide * VIEW.height / WIDTH)
    pieces.append(
        f'<svg x="{_EDGE}" y="{y}" width="{wide}" height="{high}" viewBox="0 0 {WIDTH} {VIEW.height}">'
        f"{drawn(world, locale, painted)}</svg>"
    )
    y += high
    lines = [*notes(world, locale), *origin(chart_of(world))]
    for line in lines:
        y += _LINE
        pieces.append(_text("tick", _EDGE, y, line))
    height = y + _EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDE}" height="{height}"'
        f' viewBox="0 0 {_WIDE} {height}" role="img" direction="ltr" font-family="Inter, sans-serif"'
        f' font-size="12.5"><title>{escape(clean(world.title))}</title>'
        f"<desc>{escape(' '.join([told(world, locale), *lines]))}</desc>"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(pieces)}</svg>\n'
    )


def _text(kind: str, x: float, y: float, text: str) -> Markup:
    return Markup(
        f'<text {painted(kind)} x="{x:g}" y="{y:g}">{escape(isolated(cut(clean(text), 140)))}</text>'
    )
