"""Charts of taxes: the map of a year, the spread over the years, and lines of chosen countries.

What is measured against different wholes is never drawn in one chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, quantiles

from app.charts.chart import Axis, Chart, Series
from app.charts.world.choropleth import Region, WorldMap
from app.charts.world.classes import classes
from app.i18n import gettext
from app.tax.figures import Figures, Place
from app.tax.indicators import Indicator
from app.tax.wish import Wish

_FAR = 6
"""So many times the distance between the quartiles beyond the upper one is far out."""
_STEEP = 8
"""A line whose highest figure is so many times its middle one is drawn on a logarithmic axis."""


def map_of(found: Figures, what: Indicator, wish: Wish) -> WorldMap:
    """All countries by their figure of the year, or each by its newest one, whose year is named."""
    regions = []
    for place in found.countries:
        at = found.at(place.code, wish.year)
        regions.append(
            Region(
                code=place.code,
                name=place.name,
                value=None if at is None else at[1],
                note="" if at is None else str(at[0]),
                link=wish.link(
                    path=f"/tax/{place.code}", chosen=(), year=None, order="value", up=False, back=5
                ),
            )
        )
    return WorldMap(
        id="tax",
        title=what.label,
        about=str(wish.year) if wish.year else gettext("the newest figure of each country"),
        regions=regions,
        classes=classes(found.all_values()),
        column=gettext("Country"),
        label=what.label,
        unit=what.unit,
        source=what.source,
        source_link=what.source_link,
        licence=what.licence,
    )


def spread(found: Figures, what: Indicator) -> Chart:
    """The middle half of all countries and their median, in the years of which enough are known."""
    rows = found.spread(what.ended)
    years = tuple(str(row[0]) for row in rows)
    xs = [float(number) for number in range(len(rows))]
    return Chart(
        id="spread",
        title=gettext("All countries over the years"),
        series=[
            Series(label=gettext("median"), xs=xs, ys=[row[2] for row in rows]),
            Series(
                label=gettext("middle half of the countries"),
                xs=xs,
                lows=[row[1] for row in rows],
                highs=[row[3] for row in rows],
                ys=[row[2] for row in rows],
                mark="band",
                is_quiet=True,
            ),
        ],
        x=Axis(kind="names", names=years, label=gettext("Year")),
        y=Axis(unit=what.unit, from_zero=True),
        source=what.source,
        source_link=what.source_link,
        licence=what.licence,
    )


def lines(
    ident: str,
    title: str,
    found: Figures,
    what: Indicator,
    places: Sequence[Place],
    quiet: Sequence[Place] = (),
) -> Chart:
    """A line for each place from the first year of any to the last; a year without a figure is a gap."""
    every = [*places, *quiet]
    known = [year for place in every for year in found.of(place.code)]
    span = range(min(known), max(known) + 1) if known else range(0)
    values = [value for place in every for value in found.of(place.code).values()]
    is_steep = _is_steep(values)
    return Chart(
        id=ident,
        title=title,
        about=gettext("logarithmic axis: one figure is far above the others") if is_steep else "",
        series=[
            Series(
                label=place.name,
                xs=[float(number) for number in range(len(span))],
                ys=[found.of(place.code).get(year) for year in span],
                is_quiet=place in quiet,
            )
            for place in every
        ],
        x=Axis(kind="names", names=tuple(map(str, span)), label=gettext("Year")),
        y=Axis(unit=what.unit, kind="log" if is_steep else "linear", from_zero=not is_steep),
        source=what.source,
        source_link=what.source_link,
        licence=what.licence,
    )


def shares(known: dict[str, dict[int, float]], whats: Sequence[Indicator], name: str) -> Chart:
    """What revenue of a country comes from: each a line, since they do not make up the whole."""
    there = [what for what in whats if known.get(what.name)]
    years = [year for what in there for year in known[what.name]]
    span = range(min(years), max(years) + 1) if years else range(0)
    is_steep = _is_steep([value for what in there for value in known[what.name].values()])
    return Chart(
        id="shares",
        title=gettext("Where the revenue of %(country)s comes from") % {"country": name},
        series=[
            Series(
                label=what.label,
                xs=[float(number) for number in range(len(span))],
                ys=[known[what.name].get(year) for year in span],
            )
            for what in there
        ],
        x=Axis(kind="names", names=tuple(map(str, span)), label=gettext("Year")),
        y=Axis(
            unit=there[0].unit if there else "",
            kind="log" if is_steep else "linear",
            from_zero=not is_steep,
        ),
        source=there[0].source if there else "",
        licence=there[0].licence if there else "",
    )


def _is_steep(values: list[float]) -> bool:
    """Whether one figure would press all others to the ground."""
    return bool(values) and min(values) > 0 and max(values) > _STEEP * median(values)


def far_out(found: Figures) -> float:
    """Above this a figure is far outside of what is usual; infinite where too few are known."""
    values = found.all_values()
    if len(values) < 4:
        return float("inf")
    low, _, high = quantiles(values, n=4, method="inclusive")
    return high + _FAR * (high - low)
