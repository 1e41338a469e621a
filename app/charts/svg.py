"""Pictures of a chart: part of a page, a file that stands alone, and a sparkline between words.

Shapes have classes or attributes alone: the pages' security policy forbids inline style and script.
"""

from __future__ import annotations

from math import ceil, isnan

from markupsafe import Markup, escape

from app.charts.chart import Chart, Series, numbers
from app.charts.colours import PAPER, painted, styled
from app.charts.plot import Prepared, kind_of, plot
from app.charts.thin import runs, thin
from app.charts.words import Voice, clean, cut, isolated
from app.i18n import gettext

SMALL = 112
_WIDTH, _EDGE, _LINE = 960, 24, 18
_COLUMNS = 3
_MOST_KEYS = 8
_SPARK = (100, 24)
_SPARK_POINTS = 400


def in_page(ready: Prepared, voice: Voice, only: int | None = None) -> Markup:
    """The picture, or that of one of its series, for a page whose style sheet paints it."""
    chart = ready.chart
    small = only is not None
    ident = f"{chart.id}-{only}" if small else chart.id
    height = SMALL if small else chart.height
    chosen = chart.series if only is None else [chart.series[only]]
    has_links = any(series.links for series in chosen) or any(event.link for event in chart.events)
    title = chart.title if only is None else f"{chart.title}: {chart.series[only].label}"
    # A picture is told as a whole; links within it would be hidden then.
    role = "group" if has_links else "img"
    return Markup(
        f'<svg class="plot" width="100%" height="{height}" role="{role}" direction="ltr" focusable="false"'
        f' aria-labelledby="{ident}-title" aria-describedby="{ident}-desc">'
        f'<title id="{ident}-title">{escape(clean(title))}</title>'
        f'<desc id="{ident}-desc">{escape(_told(ready, voice, only))}</desc>'
        f"{''.join(plot(ready, voice, styled, height=height, only=only))}</svg>"
    )


def alone(ready: Prepared, voice: Voice) -> str:
    """The picture as a file: with its title, what each colour is, unit, source and licence."""
    chart = ready.chart
    small = list(range(len(chart.series))) if chart.is_split else []
    y = _EDGE + 16
    pieces = [_text("head", y, chart.title)]
    for line in [chart.about, *_keys(chart)] if not small else [chart.about]:
        if line and not isinstance(line, Markup):
            y += _LINE
            pieces.append(_text("tick", y, line))
        elif line:
            y += _LINE
            pieces.append(Markup(f'<svg x="{_EDGE}" y="{y - 12}" width="100%" height="16">{line}</svg>'))
    y += 12
    if small:
        width = (_WIDTH - 2 * _EDGE) // _COLUMNS
        for number in small:
            left, top = _EDGE + number % _COLUMNS * width, y + number // _COLUMNS * (SMALL + _LINE)
            inside = "".join(plot(ready, voice, painted, height=SMALL, only=number))
            name = escape(isolated(cut(clean(chart.series[number].label), 34)))
            pieces.append(
                Markup(
                    f'<text {painted("tick")} x="{left}" y="{top + 10}">{name}</text>'
                    f'<svg x="{left}" y="{top + 8}" width="{width - 16}" height="{SMALL}">{inside}</svg>'
                )
            )
        y += ceil(len(small) / _COLUMNS) * (SMALL + _LINE)
    else:
        inside = "".join(plot(ready, voice, painted, height=chart.height))
        pieces.append(
            Markup(
                f'<svg x="{_EDGE}" y="{y}" width="{_WIDTH - 2 * _EDGE}" height="{chart.height}">'
                f"{inside}</svg>"
            )
        )
        y += chart.height
    for line in origin(chart):
        y += _LINE
        pieces.append(_text("tick", y, line))
    height = y + _EDGE
    told = [_told(ready, voice, None), *origin(chart)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}"'
        f' viewBox="0 0 {_WIDTH} {height}" role="img" direction="ltr" font-family="Inter, sans-serif"'
        f' font-size="12.5"><title>{escape(clean(chart.title))}</title><desc>{escape(" ".join(told))}</desc>'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(pieces)}</svg>\n'
    )


def origin(chart: Chart) -> list[str]:
    """Unit, source and licence, each in a line."""
    lines = [
        (gettext("Unit: %(unit)s"), "unit", chart.unit),
        (gettext("Source: %(source)s"), "source", chart.source),
        (gettext("Licence: %(licence)s"), "licence", chart.licence),
    ]
    return [line % {name: clean(value)} for line, name, value in lines if value]


def sparkline(values: list[float | None], kind: str = "1") -> Markup:
    """A line as tall as a line of text, without axes; its numbers stand beside it, so it is not told."""
    ys, has_gaps = numbers(values)
    kept = thin([float(n) for n in range(len(ys))], ys, has_gaps=has_gaps, most=_SPARK_POINTS)
    there = [ys[n] for n in kept if not isnan(ys[n])]
    wide, tall = _SPARK
    if not there:
        return Markup(f'<svg class="spark" viewBox="0 0 {wide} {tall}" aria-hidden="true"></svg>')
    least, most = min(there), max(there)
    down = (tall - 4) / (most / 2 - least / 2) / 2 if most / 2 > least / 2 else 0.0
    across = wide / max(len(ys) - 1, 1)
    path = ""
    for run in runs([float(n) for n in kept], [ys[n] for n in kept]):
        points = [f"{x * across:.1f} {tall - 2 - (y - least) * down:.1f}" for x, y in run]
        path += f"M{points[0]}" + ("h0" if len(points) == 1 else "L" + " ".join(points[1:]))
    return Markup(
        f'<svg class="spark" viewBox="0 0 {wide} {tall}" preserveAspectRatio="none" aria-hidden="true"'
        f' focusable="false"><path class="l{kind}" vector-effect="non-scaling-stroke" d="{path}"/></svg>'
    )


def _told(ready: Prepared, voice: Voice, only: int | None) -> str:
    # What is drawn has the least, the most and the last of all, unless some cannot be drawn.
    chart, all_told = ready.chart, ready.chart.series if ready.hidden else ready.series
    chosen = all_told if only is None else [all_told[only]]
    few = [voice.summary(series) for series in chosen[:8]]
    return " ".join([*([clean(chart.about)] if chart.about else []), *few])


def _swatch(series: Series, kind: str) -> str:
    if series.mark == "dots":
        return f'<circle {painted(f"f{kind}")} cx="12" cy="8" r="4"/>'
    if series.mark in {"bar", "area", "band"}:
        return f'<rect {painted(f"f{kind}")} x="6" y="3" width="12" height="10"/>'
    return f'<line {painted(f"l{kind}")} x1="0" x2="24" y1="8" y2="8"/>'


def _text(kind: str, y: float, text: str) -> Markup:
    return Markup(
        f'<text {painted(kind)} x="{_EDGE}" y="{y:g}">{escape(isolated(cut(clean(text), 140)))}</text>'
    )


def _keys(chart: Chart) -> list[Markup]:
    """What each colour is, a line each."""
    if len(chart.series) < 2:
        return []
    return [
        Markup(
            f"{_swatch(series, kind_of(chart, number))}"
            f'<text {painted("tick")} x="32" y="12">{escape(isolated(cut(clean(series.label), 120)))}</text>'
        )
        for number, series in enumerate(chart.series[:_MOST_KEYS])
    ]
