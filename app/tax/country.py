"""Screen of one country: among its neighbours and its income group, its revenue, and its revisions."""

from __future__ import annotations

from app.charts.answers import shown
from app.charts.chart import Chart
from app.charts.world.land import neighbours
from app.feeds import service as feeds
from app.mark import N_
from app.tax import charts, figures, revisions, screens
from app.tax.feeds import COUNTRIES
from app.tax.figures import Figures, Place
from app.tax.indicators import Indicator
from app.tax.wish import read
from app.web.errors import NotFound
from app.web.pipeline.access import may_edit
from app.web.pipeline.page import Page
from app.web.request import PageRequest

_NO_COUNTRY = N_("No figures of this country are known.")
_SHARES = ("income", "goods", "trade")
_MOST_NEAR = 5


def country(request: PageRequest, code: str) -> Page:
    """One country among its neighbours and its income group, and how its figures were revised."""
    wish = read(request, f"/tax/{code}")
    hud = request.hud
    with hud.db.read() as session:
        whats, what, found = screens.asked_for(session, request, wish)
        place = found.places.get(code)
        if place is None:
            raise NotFound(_NO_COUNTRY)
        every = figures.of_country(session, code, [one.name for one in whats], as_of=wish.known_at)
        revised = revisions.revisions(session, code, what.name)
        feed = feeds.state(session, hud.settings, what.feed or COUNTRIES)
    near, group = _around(found, place)
    shares = _shares(every, whats, place)
    return Page(
        "tax/country.html",
        expires_at=feeds.turns_old([feed], hud.clock()),
        now=hud.clock(),
        wish=wish,
        whats=whats,
        what=what,
        published=screens.published(what.published_at, request.language),
        feed=feed,
        may_edit=may_edit(request.role),
        place=place,
        group=group,
        facts=[_fact(one, every.get(one.name, {}), request.language) for one in whats],
        rank=_rank(found, code),
        chart=shown(request, _among(found, what, place)),
        shares=shown(request, shares, address=wish.link(path=f"/tax/{code}/shares"))
        if shares.series
        else None,
        near=near,
        revised=[
            (
                one,
                screens.number(one.before, request.language),
                screens.number(one.after, request.language),
                screens.published(one.published_at, request.language),
            )
            for one in revised
        ],
    )


def country_chart(request: PageRequest, code: str) -> Chart:
    """The lines of a country's page, for its files."""
    wish = read(request, f"/tax/{code}")
    with request.hud.db.read() as session:
        _, what, found = screens.asked_for(session, request, wish)
    place = found.places.get(code)
    if place is None:
        raise NotFound(_NO_COUNTRY)
    return _among(found, what, place)


def shares_chart(request: PageRequest, code: str) -> Chart:
    """Where a country's revenue comes from, for its files."""
    wish = read(request, f"/tax/{code}")
    with request.hud.db.read() as session:
        whats, _, found = screens.asked_for(session, request, wish)
        every = figures.of_country(session, code, _SHARES, as_of=wish.known_at)
    place = found.places.get(code)
    if place is None:
        raise NotFound(_NO_COUNTRY)
    return _shares(every, whats, place)


def _shares(every: dict[str, dict[int, float]], whats: list[Indicator], place: Place) -> Chart:
    return charts.shares(every, [one for one in whats if one.name in _SHARES], place.name)


def _among(found: Figures, what: Indicator, place: Place) -> Chart:
    near, group = _around(found, place)
    ident = f"tax-{place.code.lower()}"
    return charts.lines(ident, what.label, found, what, [place, *near[:_MOST_NEAR]], [group] if group else [])


def _around(found: Figures, place: Place) -> tuple[list[Place], Place | None]:
    """A country's neighbours that have figures, and its income group."""
    near = [found.places[one] for one in neighbours(place.code) if found.of(one) and one in found.places]
    group = found.places.get(place.income)
    return near, group if group is not None and found.of(group.code) else None


def _fact(what: Indicator, known_of: dict[int, float], locale: str) -> tuple[Indicator, str, int | None]:
    if not known_of:
        return (what, "", None)
    year, value = max(known_of.items())
    return (what, screens.number(value, locale), year)


def _rank(found: Figures, code: str) -> tuple[int, int, int] | None:
    """A country's rank in its newest year, of how many, and the year."""
    newest = found.newest(code)
    if newest is None:
        return None
    ranking = found.ranking(newest[0], 1)
    own = next((one.rank for one in ranking if one.place.code == code), None)
    return None if own is None else (own, len(ranking), newest[0])
