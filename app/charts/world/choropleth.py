"""Choropleth: countries of the world, coloured by a number of each.

It has all forms of a chart: the same numbers as a chart over names give its table, CSV and JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import msgspec
from markupsafe import Markup, escape

from app.charts.chart import Axis, Chart, Series
from app.charts.colours import styled
from app.charts.numerals import value_in
from app.charts.words import clean, isolated
from app.charts.world.classes import Classes
from app.charts.world.land import by_code
from app.charts.world.paths import paths
from app.charts.world.view import WIDTH, View
from app.i18n import gettext, ngettext

VIEW = View(projection="natural", south=-56.5)
"""Antarctica has no numbers."""
_SMALL = 1.2
"""Degrees across: a country that is smaller is marked by a dot."""
_DOT = 7
_MOST_SAID = 12

Paint = Callable[[str], str]


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """A country's number: its code of three letters, its name for the reader, and where it leads.

    `note` stands behind the number, such as the year of it. None is missing.
    """

    code: str
    name: str
    value: float | None
    note: str = ""
    link: str = ""


class WorldMap(msgspec.Struct, frozen=True, kw_only=True):
    """One map, described as a chart is; `column` names the column of the countries in its table."""

    id: str
    title: str
    regions: list[Region]
    classes: Classes
    column: str
    label: str
    unit: str = ""
    about: str = ""
    source: str = ""
    source_link: str = ""
    licence: str = ""


def chart_of(world: WorldMap) -> Chart:
    """The same numbers over the names of the countries."""
    return Chart(
        id=world.id,
        title=world.title,
        about=world.about,
        series=[
            Series(
                label=world.label,
                xs=[float(number) for number in range(len(world.regions))],
                ys=[region.value for region in world.regions],
                mark="bar",
                links=tuple(region.link for region in world.regions),
            )
        ],
        x=Axis(
            kind="names",
            label=world.column,
            names=tuple(_named(region) for region in world.regions),
        ),
        y=Axis(unit=world.unit),
        source=world.source,
        source_link=world.source_link,
        licence=world.licence,
    )


def drawn(world: WorldMap, locale: str, paint: Paint = styled) -> str:
    """The shapes, in units of the view: each country with its name and number as its title."""
    found = {region.code: region for region in world.regions}
    # A shape without a fill cannot be pointed at; lines are hatched over what has no number.
    pieces = [
        f'<defs><pattern id="{world.id}-none" width="14" height="14" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><rect width="14" height="14" {paint("m0")}/>'
        f'<line x1="0" x2="0" y1="0" y2="14" {paint("mh")}/></pattern></defs>'
    ]
    dots = []
    for country, path in paths(VIEW):
        region = found.get(country.a3) if country.a3 else None
        number = _class(world, region)
        fill = paint(f"m{number}") if number else f'{paint("mn")} fill="url(#{world.id}-none)"'
        title = escape(_title(world, region, locale) if region else clean(country.name))
        shape = f'<path {fill} d="{path}"><title>{title}</title></path>'
        pieces.append(_linked(shape, region))
        if region and number and country.extent < _SMALL:
            x, y = VIEW.place(*country.at)
            place = f'cx="{x:.0f}" cy="{y:.0f}" r="{_DOT}"'
            dots.append(
                _linked(f"<circle {paint(f'm{number}')} {place}><title>{title}</title></circle>", region)
            )
    return "".join(pieces + dots)


def in_page(world: WorldMap, locale: str) -> Markup:
    """The picture for a page whose style sheet paints it."""
    role = "group" if any(region.link for region in world.regions) else "img"
    return Markup(
        f'<svg class="worldmap" viewBox="0 0 {WIDTH} {VIEW.height}" role="{role}" direction="ltr"'
        f' focusable="false" aria-labelledby="{world.id}-title" aria-describedby="{world.id}-desc">'
        f'<title id="{world.id}-title">{escape(clean(world.title))}</title>'
        f'<desc id="{world.id}-desc">{escape(told(world, locale))}</desc>{drawn(world, locale)}</svg>'
    )


def told(world: WorldMap, locale: str) -> str:
    """The map in a sentence or two, for those who listen."""
    known = [region for region in world.regions if region.value is not None]
    if not known:
        return gettext("No data")
    least = min(known, key=lambda region: region.value or 0.0)
    most = max(known, key=lambda region: region.value or 0.0)
    counted = ngettext("%(count)s country", "%(count)s countries", len(known))
    return (
        (f"{clean(world.about)} " if world.about else "")
        + f"{counted % {'count': value_in(len(known), locale)}}. "
        + gettext("Least: %(least)s. Most: %(most)s.")
        % {"least": _title(world, least, locale), "most": _title(world, most, locale)}
    )


def keys(world: WorldMap, locale: str) -> list[tuple[str, int]]:
    """What each colour means, from the least; 0 is that of a country without a number."""
    borders = [value_in(border, locale) for border in world.classes.borders]
    if not borders:
        found = [(world.label, 1)]
    else:
        found = [(gettext("under %(border)s") % {"border": borders[0]}, 1)]
        found += [(f"{low}–{high}", number) for number, (low, high) in enumerate(pairwise(borders), start=2)]
        found.append((gettext("%(border)s and more") % {"border": borders[-1]}, len(borders) + 1))
    return [*found, (gettext("no number"), 0)]


def notes(world: WorldMap, locale: str) -> list[str]:
    """What the picture cannot show: numbers of countries that are on no map of this size."""
    known = by_code()
    hidden = [region for region in world.regions if region.value is not None and region.code not in known]
    if not hidden:
        return []
    listed = "; ".join(_title(world, region, locale) for region in hidden[:_MOST_SAID])
    more = "; …" if len(hidden) > _MOST_SAID else ""
    return [gettext("Not on this map: %(countries)s") % {"countries": listed + more}]


def _class(world: WorldMap, region: Region | None) -> int:
    """The class of a country, 0 without a number."""
    return world.classes.of(region.value) if region is not None and region.value is not None else 0


def _named(region: Region) -> str:
    return f"{region.name} ({region.note})" if region.note and region.value is not None else region.name


def _title(world: WorldMap, region: Region, locale: str) -> str:
    name = isolated(clean(region.name))
    if region.value is None:
        return f"{name}: {gettext('no number')}"
    unit = f"\u00a0{clean(world.unit)}" if world.unit else ""
    note = f" ({clean(region.note)})" if region.note else ""
    # A title is read at a glance; the table has all digits.
    value = value_in(float(f"{region.value:.4g}"), locale)
    return f"{name}: {value}{unit}{note}"


def _linked(shape: str, region: Region | None) -> str:
    # The table beneath has the same links for the keyboard.
    return f'<a href="{escape(region.link)}" tabindex="-1">{shape}</a>' if region and region.link else shape
