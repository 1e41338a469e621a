"""Charts of Dota 2: rates with how far they can be trusted, by rank and over the readings."""

from __future__ import annotations

from collections.abc import Sequence

from app.charts.chart import Axis, Chart, Event, Series
from app.dota2.counts import PRO, RANKS, Hero, Patch, Point, Standing
from app.dota2.rates import rate
from app.i18n import gettext

SOURCE, LINK = "OpenDota", "https://www.opendota.com"
LICENCE = "OpenDota API"


def board(found: Sequence[Standing], group: str) -> Chart:
    """How often each hero wins, in the order of the list, with the 95 % interval."""
    known = [one for one in found if one.win is not None]
    return Chart(
        id="dota2",
        title=gettext("Games won"),
        about=group_label(group),
        series=[
            Series(
                label=gettext("Games won"),
                xs=[float(number) for number in range(len(known))],
                ys=[one.win.value if one.win else None for one in known],
                lows=[one.win.low if one.win else None for one in known],
                highs=[one.win.high if one.win else None for one in known],
                mark="dots",
                links=tuple(f"/dota2/heroes/{one.hero.name}" for one in known),
            )
        ],
        x=Axis(kind="names", names=tuple(one.hero.label for one in known), label=gettext("Hero")),
        y=Axis(unit="%"),
        source=SOURCE,
        source_link=LINK,
        licence=LICENCE,
    )


def by_rank(hero: Hero, point: Point) -> Chart:
    """How often a hero wins in each rank and professionally."""
    groups = [*(str(number) for number in range(1, len(RANKS) + 1)), PRO]
    rates = [rate(wins, games) for games, wins in map(point.games, groups)]
    return Chart(
        id="ranks",
        title=gettext("Games won by rank"),
        series=[
            Series(
                label=hero.label,
                xs=[float(number) for number in range(len(groups))],
                ys=[one.value if one else None for one in rates],
                lows=[one.low if one else None for one in rates],
                highs=[one.high if one else None for one in rates],
                mark="dots",
            )
        ],
        x=Axis(kind="names", names=tuple(map(group_label, groups)), label=gettext("Rank")),
        y=Axis(unit="%"),
        source=SOURCE,
        source_link=LINK,
        licence=LICENCE,
    )


def over_time(hero: Hero, points: Sequence[Point], patches: Sequence[Patch], group: str) -> Chart:
    """How often a hero won at each reading; versions of the game are marks."""
    there = [(point, rate(wins, games)) for point in points for games, wins in [point.games(group)]]
    first, last = (points[0].at, points[-1].at) if points else (0, -1)
    return Chart(
        id=f"dota2-{hero.name.replace('_', '-')}",
        title=gettext("Games won over time"),
        about=group_label(group),
        series=[
            Series(
                label=hero.label,
                xs=[float(point.at) for point, _ in there],
                ys=[one.value if one else None for _, one in there],
            ),
            Series(
                label=gettext("where it lies with 95 percent confidence"),
                xs=[float(point.at) for point, _ in there],
                ys=[one.value if one else None for _, one in there],
                lows=[one.low if one else None for _, one in there],
                highs=[one.high if one else None for _, one in there],
                mark="band",
                is_quiet=True,
            ),
        ],
        x=Axis(kind="time"),
        y=Axis(unit="%"),
        events=[
            Event(at=float(patch.at), label=patch.name) for patch in patches if first <= patch.at <= last
        ],
        source=SOURCE,
        source_link=LINK,
        licence=LICENCE,
    )


def group_label(group: str) -> str:
    """What a group of games is called."""
    if group == PRO:
        return gettext("Professional")
    return RANKS[int(group) - 1] if group.isdigit() else gettext("All ranks")
