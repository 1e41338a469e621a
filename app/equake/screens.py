"""Screens of earthquakes: the values of a period's page and of an event's."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec

from app.charts.answers import shown
from app.equake import service, worldmap
from app.equake.asked import DEPTHS, PLACES, WINDOWS, Where
from app.equake.charts import CHARTS
from app.equake.feeds import NAMES
from app.equake.service import Point
from app.feeds import service as feeds
from app.i18n import format_number, gettext, ngettext
from app.web.errors import NotFound
from app.web.pipeline.access import may_edit
from app.web.pipeline.page import Page
from app.web.request import PageRequest
from app.web.templates import local_url

MAGNITUDES = (None, 1.0, 2.5, 4.5, 6.0)


class Choice(msgspec.Struct, frozen=True):
    """A chip: what it says, where it leads, whether it is what is shown."""

    label: str
    link: str
    is_on: bool


class Filter(msgspec.Struct, frozen=True):
    """A row of chips, of which one is on."""

    name: str
    choices: list[Choice]


def points_of(request: PageRequest, where: Where) -> list[Point]:
    """All events of a filter."""
    with request.hud.db.read() as session:
        return service.points(session, where)


def overview(request: PageRequest, where: Where) -> Page:
    """The page of a period."""
    hud, now = request.hud, request.hud.clock()
    with hud.db.read() as session:
        states = feeds.states(session, hud.settings, NAMES)
        points = service.points(session, where)
        total = len(points) if len(points) < service.MOST else None
        listing = service.listing(session, where, total)
        revisions = service.revisions(session, where)
        earliest = service.earliest(session)
    charts = [
        shown(request, draw(request, where, points), address=f"/equake/{name}/{file_query(where)}")
        for name, draw in CHARTS.items()
    ]
    about = told(listing)
    found = worldmap.marks(points, where, now)
    return Page(
        "equake/page.html",
        expires_at=feeds.turns_old(states, now),
        feed=feeds.latest(states),
        begins_at="/feeds/of/equake",
        may_edit=may_edit(request.role),
        now=now,
        where=where,
        listing=listing,
        about=about,
        picture=worldmap.drawn(found, about, local_url),
        charts=charts,
        filters=filters(where),
        revisions=revisions,
        earliest=earliest,
        files=file_query(where),
        tiles=hud.settings.map_tiles,
        age=worldmap.age,
        tenths=worldmap.tenths,
        radius=worldmap.radius,
        magnitude=worldmap.magnitude,
    )


def map_file(request: PageRequest, where: Where) -> str:
    """The map as a file."""
    points = points_of(request, where)
    marks = worldmap.marks(points, where, request.hud.clock())
    count = _counted(len(points))
    return str(worldmap.alone(marks, f"{count} · USGS", lambda path: request.root + path))


def event(request: PageRequest, usgs: str) -> Page:
    """The page of an event, under any id that it has had."""
    hud = request.hud
    with hud.db.read() as session:
        found = service.detail(session, usgs)
        states = feeds.states(session, hud.settings, NAMES)
        other = (
            session.get(type(found.quake), found.quake.merged_into)
            if found and found.quake.merged_into
            else None
        )
    if found is None:
        raise NotFound(gettext("No earthquake with this id is known here."))
    quake = other or found.quake
    point = Point(
        quake.usgs, quake.time, quake.mag, quake.depth, quake.lat, quake.lon, quake.place, quake.kind
    )
    now = hud.clock()
    where = Where(window="week", first=0, last=now)
    box = (quake.lon - 5, max(quake.lat - 5, -90.0), quake.lon + 5, min(quake.lat + 5, 90.0))
    return Page(
        "equake/event.html",
        quake=quake,
        ids=found.ids,
        revisions=found.revisions,
        picture=worldmap.drawn(worldmap.marks([point], where, now), quake.place, local_url),
        fields=fields(),
        near="/equake/month?" + urlencode({"box": ",".join(f"{edge:.2f}" for edge in box)}, safe=","),
        feed=feeds.latest(states),
        begins_at="/feeds/of/equake",
        may_edit=may_edit(request.role),
        now=now,
        magnitude=worldmap.magnitude,
    )


def fields() -> dict[str, str]:
    """What the values of an event are called."""
    return {
        "mag": gettext("Magnitude"),
        "mag_type": gettext("Kind of magnitude"),
        "place": gettext("Place"),
        "time": gettext("Time"),
        "lat": gettext("Latitude"),
        "lon": gettext("Longitude"),
        "depth": gettext("Depth"),
        "status": gettext("Status"),
        "kind": gettext("Kind"),
        "usgs": gettext("Id"),
    }


def file_query(where: Where) -> str:
    """The query under which files of the same events are found."""
    query = msgspec.structs.replace(where, page=1, sort="time", order="desc").query()
    if where.window == "week":
        return query
    return f"?window={where.window}" + (f"&{query[1:]}" if query else "")


def told(listing: service.Listing) -> str:
    """How many are shown, of how many."""
    count = _counted(listing.total)
    if listing.total == listing.unfiltered:
        return count
    return gettext("%(events)s of %(all)s") % {"events": count, "all": format_number(listing.unfiltered)}


def _counted(count: int) -> str:
    return ngettext("%(count)s earthquake", "%(count)s earthquakes", count) % {"count": format_number(count)}


def filters(where: Where) -> list[Filter]:
    """The rows of chips; each leads to this view with one thing changed."""
    windows = {
        "hour": gettext("past hour"),
        "day": gettext("past day"),
        "week": gettext("7 days"),
        "month": gettext("30 days"),
    }
    depths = {
        "shallow": gettext("under 70 km"),
        "middle": gettext("70–300 km"),
        "deep": gettext("deeper"),
    }
    places = {"europe": gettext("Europe"), "pacific": gettext("Pacific")}
    return [
        Filter(
            gettext("Magnitude"),
            [
                Choice(
                    gettext("all") if mag is None else f"{format_number(mag)}+",
                    where.link(mag=mag),
                    where.mag == mag,
                )
                for mag in MAGNITUDES
            ],
        ),
        Filter(
            gettext("Depth"),
            [Choice(gettext("any"), where.link(depth=""), not where.depth)]
            + [Choice(depths[name], where.link(depth=name), where.depth == name) for name in DEPTHS],
        ),
        Filter(
            gettext("Time"),
            [
                Choice(
                    windows[name],
                    where.link(window=name, from_="", to=""),
                    where.window == name and not where.has_dates,
                )
                for name in WINDOWS
            ],
        ),
        Filter(
            gettext("Place"),
            [Choice(gettext("everywhere"), where.link(place="", box=None), where.area is None)]
            + [
                Choice(places[name], where.link(place=name, box=None), where.place == name and not where.box)
                for name in PLACES
            ],
        ),
    ]
