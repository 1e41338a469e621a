"""Figure: a chart as a part of a page, with its key, its table and the addresses of its files."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup

from app.charts.chart import Chart, Mark
from app.charts.numerals import value_in
from app.charts.plot import kind_of, prepare
from app.charts.svg import in_page, origin
from app.charts.table import Table, table
from app.charts.words import Voice, clean
from app.i18n import gettext, ngettext

FORMS = ("svg", "csv", "json")
_MOST_KEYS = 8


class Key(msgspec.Struct, frozen=True):
    """A colour and what it means."""

    label: str
    kind: str
    mark: Mark


class Panel(msgspec.Struct, frozen=True):
    """One picture of the figure; those of a chart that is split have names."""

    name: str
    svg: Markup


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """What `shared/_chart.html` shows."""

    id: str
    title: str
    about: str
    panels: list[Panel]
    is_split: bool
    keys: list[Key]
    notes: list[str]
    table: Table
    origin: list[str]
    source_link: str
    files: list[tuple[str, str]]
    zoom: str
    """Where a script finds the numbers to look closer at; "" where there is nothing to zoom."""
    zone: str


def figure(chart: Chart, *, zone: ZoneInfo, locale: str, address: str = "") -> Figure:
    """The chart for a reader; `address` is that of its page with its query, "" where there are no files."""
    voice = Voice(chart, zone, locale)
    ready = prepare(chart, voice)
    split = chart.is_split and len(chart.series) > 1
    panels = (
        [Panel(clean(one.label), in_page(ready, voice, n)) for n, one in enumerate(chart.series)]
        if split
        else [Panel("", in_page(ready, voice))]
    )
    files = [(form.upper(), file_address(address, form)) for form in FORMS] if address else []
    has_zoom = chart.can_zoom and bool(address) and not split and not chart.is_empty
    return Figure(
        id=chart.id,
        title=clean(chart.title),
        about=clean(chart.about),
        panels=panels,
        is_split=split,
        keys=[] if split else _keys(chart),
        notes=_notes(ready.hidden, ready.is_thinned, len(chart.series), split, locale),
        table=table(chart, voice),
        origin=origin(chart),
        source_link=chart.source_link,
        files=files,
        zone=zone.key,
        zoom=file_address(address, "json") if has_zoom else "",
    )


def file_address(address: str, form: str) -> str:
    """Where a page's chart is found in another form: `/tax.csv` for `/tax/`, else `?as=csv` added."""
    path, _, query = address.partition("?")
    if path.endswith("/") and path != "/":
        return f"{path[:-1]}.{form}" + (f"?{query}" if query else "")
    return f"{path}?{query}&as={form}" if query else f"{path}?as={form}"


def _keys(chart: Chart) -> list[Key]:
    if len(chart.series) < 2:
        return []
    return [
        Key(clean(series.label), kind_of(chart, number), series.mark)
        for number, series in enumerate(chart.series[:_MOST_KEYS])
    ]


def _notes(hidden: int, is_thinned: bool, count: int, is_split: bool, locale: str) -> list[str]:
    notes = []
    if hidden:
        said = ngettext(
            "%(count)s value of zero or less has no place on this axis.",
            "%(count)s values of zero or less have no place on this axis.",
            hidden,
        )
        notes.append(said % {"count": value_in(hidden, locale)})
    if is_thinned:
        notes.append(
            gettext("The picture shows the lowest and highest of neighbouring points; the CSV has all.")
        )
    if count > _MOST_KEYS and not is_split:
        more = count - _MOST_KEYS
        said = ngettext("and %(count)s more", "and %(count)s more", more)
        notes.append(said % {"count": value_in(more, locale)})
    return notes
