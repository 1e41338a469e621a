"""Screens of Dota 2: heroes, one of them, matches and teams."""

from __future__ import annotations

from typing import Literal, get_args
from urllib.parse import urlencode

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.charts.answers import shown
from app.charts.chart import Chart
from app.charts.numerals import tick_in
from app.dota2 import charts, counts, listing
from app.dota2.counts import ALL, GROUPS, PRO, Hero, Standing
from app.dota2.feeds import HEROES, MATCHES, TEAMS
from app.dota2.models import DotaHero
from app.dota2.rates import rate
from app.feeds import service as feeds
from app.mark import N_
from app.web.errors import BadRequest, NotFound
from app.web.pipeline.access import may_edit
from app.web.pipeline.page import Page
from app.web.request import PageRequest

Order = Literal["win", "pick", "ban", "games", "name"]
LEASTS = (0, 10, 100, 1_000, 10_000)
_NO_HERO = N_("There is no hero of that name.")
_CHOICE = N_("This cannot be chosen.")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Which games, in which order, and how many games a hero must have at least."""

    group: str = ALL
    order: Order = "win"
    least: int | None = None

    @property
    def most_sure(self) -> int:
        """How many games a hero must have: a thousand in public, ten professionally."""
        return (10 if self.group == PRO else 1_000) if self.least is None else self.least

    def link(self, path: str = "/dota2/", **changes: object) -> str:
        """The address of the same list, but for `changes`."""
        other = msgspec.structs.replace(self, **changes)
        query: list[tuple[str, object]] = []
        if other.group != ALL:
            query.append(("in", other.group))
        if other.order != "win":
            query.append(("sort", other.order))
        if other.least is not None:
            query.append(("least", other.least))
        return f"{path}?{urlencode(query)}" if query else path


class Line(msgspec.Struct, frozen=True):
    """A hero in the list, as it is shown."""

    hero: Hero
    games: int
    win: str
    interval: str
    pick: str
    ban: str
    is_odd: bool


def read(request: PageRequest) -> Wish:
    """The wish of a request. Raises `BadRequest`."""
    query = request.query
    least = query.get("least", "")
    group, order = query.get("in") or ALL, query.get("sort") or "win"
    for field, is_right in (
        ("in", group in GROUPS),
        ("sort", order in get_args(Order)),
        ("least", not least or (least.isascii() and least.isdigit() and len(least) <= 9)),
    ):
        if not is_right:
            raise BadRequest(_CHOICE, field=field)
    return Wish(group=group, order=msgspec.convert(order, Order), least=int(least) if least else None)


def index(request: PageRequest) -> Page:
    """All heroes."""
    wish = read(request)
    hud = request.hud
    with hud.db.read() as session:
        feed = feeds.state(session, hud.settings, HEROES)
        at = counts.newest(session)
        found = counts.standings(session, wish.group, at) if at is not None else []
        patches = counts.patches(session)
    listed, few = _listed(found, wish)
    return Page(
        "dota2/page.html",
        expires_at=feeds.turns_old([feed], hud.clock()),
        now=hud.clock(),
        wish=wish,
        groups=[(group, charts.group_label(group)) for group in GROUPS],
        leasts=LEASTS,
        feed=feed,
        may_edit=may_edit(request.role),
        at=at,
        patch=next((patch for patch in reversed(patches) if at is not None and patch.at <= at), None),
        has_bans=wish.group == PRO,
        lines=[_line(one, request.language) for one in listed],
        few=[_line(one, request.language) for one in few],
        chart=shown(request, charts.board(listed, wish.group)),
    )


def describe(request: PageRequest) -> Chart:
    """The chart of all heroes, for its files."""
    wish = read(request)
    with request.hud.db.read() as session:
        at = counts.newest(session)
        found = counts.standings(session, wish.group, at) if at is not None else []
    return charts.board(_listed(found, wish)[0], wish.group)


def hero(request: PageRequest, name: str) -> Page:
    """One hero: by rank, over time, by version."""
    wish = read(request)
    hud = request.hud
    with hud.db.read() as session:
        one = _hero(session, name)
        points = counts.history(session, one.id)
        patches = counts.patches(session)
        feed = feeds.state(session, hud.settings, HEROES)
    newest = points[-1] if points else None
    return Page(
        "dota2/hero.html",
        expires_at=feeds.turns_old([feed], hud.clock()),
        now=hud.clock(),
        wish=wish,
        groups=[(group, charts.group_label(group)) for group in GROUPS],
        hero=one,
        feed=feed,
        may_edit=may_edit(request.role),
        points=len(points),
        newest=newest,
        chart=shown(request, charts.over_time(one, points, patches, wish.group)),
        ranks=shown(request, charts.by_rank(one, newest), address=f"/dota2/heroes/{one.name}/ranks")
        if newest
        else None,
        versions=[
            (patch, point.at, _line(_standing(one, point, wish.group), request.language))
            for patch, point in counts.by_patch(points, patches, wish.group)
        ],
        here=_standing(one, newest, wish.group) if newest else None,
        line=_line(_standing(one, newest, wish.group), request.language) if newest else None,
    )


def hero_chart(request: PageRequest, name: str) -> Chart:
    """The chart of a hero's page, for its files."""
    wish = read(request)
    with request.hud.db.read() as session:
        one = _hero(session, name)
        return charts.over_time(one, counts.history(session, one.id), counts.patches(session), wish.group)


def ranks_chart(request: PageRequest, name: str) -> Chart:
    """The chart of a hero by rank, for its files."""
    with request.hud.db.read() as session:
        one = _hero(session, name)
        points = counts.history(session, one.id)
    if not points:
        raise NotFound(_NO_HERO)
    return charts.by_rank(one, points[-1])


def matches(request: PageRequest, page: int) -> Page:
    """Professional matches, the newest first."""
    hud = request.hud
    with hud.db.read() as session:
        found, total = listing.matches(session, page)
        feed = feeds.state(session, hud.settings, MATCHES)
    return Page(
        "dota2/matches.html",
        expires_at=feeds.turns_old([feed], hud.clock()),
        now=hud.clock(),
        feed=feed,
        may_edit=may_edit(request.role),
        matches=found,
        total=total,
        page=page,
        last=max(-(-total // listing.ROWS), 1),
    )


def teams(request: PageRequest, order: listing.Order, page: int) -> Page:
    """Professional teams with their rating."""
    hud = request.hud
    with hud.db.read() as session:
        found, total = listing.teams(session, order, page)
        feed = feeds.state(session, hud.settings, TEAMS)
    locale = request.language
    return Page(
        "dota2/teams.html",
        expires_at=feeds.turns_old([feed], hud.clock()),
        now=hud.clock(),
        feed=feed,
        may_edit=may_edit(request.role),
        teams=[
            (one, tick_in(one.rating, 1, locale), _rate(one.win.value if one.win else None, locale))
            for one in found
        ],
        total=total,
        order=order,
        page=page,
        last=max(-(-total // listing.ROWS), 1),
    )


def _hero(session: Session, name: str) -> Hero:
    """The hero of a word. Raises `NotFound`."""
    number = session.scalar(select(DotaHero.id).where(DotaHero.name == name.lower()))
    if number is None:
        raise NotFound(_NO_HERO)
    return counts.heroes(session)[number]


def _listed(found: list[Standing], wish: Wish) -> tuple[list[Standing], list[Standing]]:
    """Those with enough games in the order of the wish, and those with too few by name."""
    enough = [one for one in found if one.games >= max(wish.most_sure, 1) and one.win is not None]
    few = [one for one in found if one not in enough]
    keys = {
        "win": lambda one: -(one.win.value if one.win else 0.0),
        "pick": lambda one: -(one.pick or 0.0),
        "ban": lambda one: -(one.ban or 0.0),
        "games": lambda one: -one.games,
    }
    # They come by name.
    return enough if wish.order == "name" else sorted(enough, key=keys[wish.order]), few


def _standing(one: Hero, point: counts.Point, group: str) -> Standing:
    games, wins = point.games(group)
    return Standing(one, games, wins, rate(wins, games), None, None)


def _line(one: Standing, locale: str) -> Line:
    win = one.win
    interval = f"{tick_in(win.low, 0.1, locale)}–{_rate(win.high, locale)}" if win else ""
    return Line(
        one.hero,
        one.games,
        _rate(win.value if win else None, locale),
        interval,
        _rate(one.pick, locale),
        _rate(one.ban, locale),
        one.is_odd,
    )


def _rate(value: float | None, locale: str) -> str:
    return "–" if value is None else f"{tick_in(value, 0.1, locale)}\u00a0%"
