"""Screen of all countries: map, years, ranking, spread and comparison, from the wish of an address."""

from __future__ import annotations

import msgspec
from sqlalchemy.orm import Session

from app.charts.answers import shown
from app.charts.chart import Chart
from app.charts.numerals import tick_in
from app.charts.svg import sparkline
from app.charts.world import answers as world
from app.charts.world.choropleth import WorldMap
from app.charts.world.codes import name_in
from app.clock import moment
from app.feeds import service as feeds
from app.i18n.formats import day_in
from app.mark import N_
from app.tax import charts, figures, known
from app.tax.feeds import COUNTRIES
from app.tax.figures import Figures, Place
from app.tax.indicators import Indicator
from app.tax.wish import BACKS, Wish, read
from app.web.errors import NotFound
from app.web.pipeline.access import is_admin, may_edit
from app.web.pipeline.page import Page
from app.web.request import PageRequest

ROWS = 50
_STEP = 0.1
"""Figures are shown to a tenth."""
_NO_INDICATOR = N_("There is no such indicator.")
_NAMED = 5


class Bar(msgspec.Struct, frozen=True):
    """A year to choose: how many countries have a figure, and that as a part of the most (per cent)."""

    year: int
    count: int
    height: int
    link: str
    is_chosen: bool
    is_named: bool
    """Whether the year stands below its bar; there is no room for all of them."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A country in the ranking, as it is shown."""

    rank: int
    code: str
    name: str
    link: str
    value: str
    year: int
    change: str
    is_far: bool
    is_chosen: bool
    choose: str
    spark: str


def index(request: PageRequest) -> Page:
    """All countries: map, years, ranking, spread, comparison."""
    wish = read(request)
    hud = request.hud
    with hud.db.read() as session:
        whats, what, found = asked_for(session, request, wish)
        feed = feeds.state(session, hud.settings, what.feed or COUNTRIES)
    world_map = charts.map_of(found, what, wish)
    ranking = _ordered(found, wish)
    last = max(-(-len(ranking) // ROWS), 1)
    page = min(wish.page, last)
    far = charts.far_out(found)
    compared = _chosen(found, wish)
    return Page(
        "tax/page.html",
        expires_at=feeds.turns_old([feed], hud.clock()),
        now=hud.clock(),
        wish=wish,
        whats=whats,
        what=what,
        published=published(what.published_at, request.language),
        feed=feed,
        has_data=bool(found.values),
        may_edit=may_edit(request.role),
        is_admin=is_admin(request.role),
        chart=world.shown(request, world_map),
        years=_years(found, wish),
        known=sum(region.value is not None for region in world_map.regions),
        few=figures.FEW,
        lines=[
            _line(found, wish, one, far, request.language) for one in ranking[(page - 1) * ROWS : page * ROWS]
        ],
        total=len(ranking),
        page=page,
        last=last,
        backs=BACKS,
        spread=shown(request, charts.spread(found, what), address=wish.link(path="/tax/spread/")),
        compared=compared,
        comparison=shown(request, _compared(found, what, compared), address=wish.link(path="/tax/compared/"))
        if compared
        else None,
        countries=found.countries,
        groups=_groups(found, wish, request.language),
    )


def describe(request: PageRequest) -> WorldMap:
    """The map of an address, for its files."""
    wish = read(request)
    with request.hud.db.read() as session:
        _, what, found = asked_for(session, request, wish)
    return charts.map_of(found, what, wish)


def spread_chart(request: PageRequest) -> Chart:
    """All countries over the years, for its files."""
    wish = read(request)
    with request.hud.db.read() as session:
        _, what, found = asked_for(session, request, wish)
    return charts.spread(found, what)


def compared_chart(request: PageRequest) -> Chart:
    """The countries that are compared, for its files."""
    wish = read(request)
    with request.hud.db.read() as session:
        _, what, found = asked_for(session, request, wish)
    return _compared(found, what, _chosen(found, wish))


def _compared(found: Figures, what: Indicator, places: list[Place]) -> Chart:
    return charts.lines("compared", what.label, found, what, places)


def _chosen(found: Figures, wish: Wish) -> list[Place]:
    """Those of the chosen countries that have figures."""
    return [found.places[code] for code in wish.chosen if found.of(code) and code in found.places]


def indicator_of(wish: Wish, whats: list[Indicator]) -> Indicator:
    """The indicator that is asked for. Raises `NotFound`."""
    found = next((one for one in whats if one.name == wish.show), None)
    if found is None:
        raise NotFound(_NO_INDICATOR)
    return found


def asked_for(
    session: Session, request: PageRequest, wish: Wish
) -> tuple[list[Indicator], Indicator, Figures]:
    """All indicators, the one that is asked for, and its figures with names in the reader's language.

    Raises `NotFound` for an indicator that does not exist.
    """
    whats = known.indicators(session)
    what = indicator_of(wish, whats)
    places = {
        code: msgspec.structs.replace(
            place, name=place.name if place.is_group else name_in(code, request.language, place.name)
        )
        for code, place in figures.places(session).items()
    }
    return whats, what, figures.figures(session, what.name, places, as_of=wish.known_at)


def _ordered(found: Figures, wish: Wish) -> list[figures.Ranked]:
    ranking = found.ranking(wish.year, wish.back)
    if wish.order == "name":
        ranking.sort(key=lambda one: one.place.name, reverse=not wish.up)
    elif wish.order == "year":
        ranking.sort(key=lambda one: one.year, reverse=not wish.up)
    elif wish.order == "change":
        there = [one for one in ranking if one.change is not None]
        there.sort(key=lambda one: one.change or 0.0, reverse=not wish.up)
        # Those without a change come last, whichever way round.
        ranking = there + [one for one in ranking if one.change is None]
    elif wish.up:
        ranking.reverse()
    return ranking


def _line(found: Figures, wish: Wish, one: figures.Ranked, far: float, locale: str) -> Line:
    code = one.place.code
    chosen = code in wish.chosen
    others = tuple(other for other in wish.chosen if other != code)
    known_of = found.of(code)
    span = range(min(known_of), max(known_of) + 1)
    return Line(
        rank=one.rank,
        code=code,
        name=one.place.name,
        link=wish.link(path=f"/tax/{code}", chosen=(), year=None, order="value", up=False, back=5),
        value=number(one.value, locale),
        year=one.year,
        change=_signed(one.change, locale),
        is_far=one.value > far,
        is_chosen=chosen,
        choose=wish.link(chosen=others if chosen else (*others, code), page=wish.page),
        spark=sparkline([known_of.get(year) for year in span]),
    )


def _years(found: Figures, wish: Wish) -> list[Bar]:
    counts = found.counts()
    most = max(counts.values(), default=1)
    return [
        Bar(
            year,
            count,
            round(100 * count / most),
            wish.link(year=year),
            wish.year == year,
            wish.year == year or (year % _NAMED == 0 and abs(year - (wish.year or 0)) > 1),
        )
        for year, count in counts.items()
    ]


def _groups(found: Figures, wish: Wish, locale: str) -> list[tuple[Place, str, int]]:
    there = [(place, at) for place in found.groups if (at := found.at(place.code, wish.year)) is not None]
    return [(place, number(at[1], locale), at[0]) for place, at in there]


def published(at: int | None, locale: str) -> str:
    """The day of publication: a day of the publisher, whatever the reader's zone is."""
    return "" if at is None else day_in(moment(at).date(), locale)


def number(value: float | None, locale: str) -> str:
    """A figure as it is shown, to a tenth; a dash where there is none."""
    return "–" if value is None else tick_in(value, _STEP, locale)


def _signed(value: float | None, locale: str) -> str:
    if value is None:
        return ""
    sign = "+" if round(value, 1) > 0 else "−" if round(value, 1) < 0 else "±"
    return f"{sign}{tick_in(abs(value), _STEP, locale)}"
