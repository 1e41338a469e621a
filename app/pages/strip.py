"""Strip of time: a mark for each version of a page, sized by how much changed, as values of its template.

Positions along the strip are per cent, heights are pixels, so that marks and type keep their size at every
width. Of very many versions neighbours share a mark; the list of changes has each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from math import sqrt
from zoneinfo import ZoneInfo

import msgspec

from app.charts.ticks import Tick, ticks
from app.i18n import gettext, ngettext
from app.i18n.formats import format_duration, format_number, format_time
from app.pages.history import Step

SLOTS = 140
"""So many marks at most."""
MIDDLE = 58
"""Where the axis stands, in pixels from above."""
_TALL, _LEAST = 44, 3.5
_EDGE = 1.8
"""Per cent of the width kept free at both ends, so that no mark is cut."""
_APART = 14.0
"""Per cent between a label and what it must not cover."""
_CROWDED = 70
"""With more marks than this, bars are narrow."""
_MOST_TICKS = 8
_NEAR_LEFT, _NEAR_RIGHT = 12.0, 88.0

Link = Callable[[int], str]
"""From an ordinal to the address of its entry in the list."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One mark: where it stands, where it leads, what it says, and its bars above and below the axis.

    `kind` is new, changed, gone or back; bars are heights in pixels.
    """

    x: str
    href: str
    title: str
    kind: str
    up: float
    down: float
    is_current: bool


class Label(msgspec.Struct, frozen=True):
    """Words at a mark."""

    x: str
    y: int
    text: str
    anchor: str
    kind: str


class Strip(msgspec.Struct, frozen=True):
    """The strip as its template draws it; `there` and `away` are pieces of the axis from x to x."""

    marks: list[Mark]
    labels: list[Label]
    ticks: list[Tick]
    bar: int  # its width in pixels
    there: list[tuple[str, str]]
    away: list[tuple[str, str]]


class Group(msgspec.Struct, frozen=True):
    """Steps that share a mark, oldest first, and how many sentences they added and removed."""

    steps: Sequence[Step]
    added: int
    removed: int


class Place(msgspec.Struct, frozen=True):
    """Where times stand: from the first version to the newest check, in the reader's zone and language."""

    first: int
    last: int
    zone: ZoneInfo
    locale: str

    def across(self, at: int) -> float:
        """In per cent of the width."""
        length = max(self.last - self.first, 1)
        return _EDGE + (min(at, self.last) - self.first) / length * (100 - 2 * _EDGE)


def strip(steps: Sequence[Step], link: Link, place: Place) -> Strip | None:
    """The strip of a page's steps, oldest first; `link` leads to the entry of an ordinal.

    Nothing for a page that has only one version yet.
    """
    major = [step for step in steps if not step.minor]
    if len(major) < 2:
        return None
    grouped = [
        Group(some, sum(one.added for one in some), sum(one.removed for one in some))
        for some in _grouped(major, place)
    ]
    most = max(max(group.added, group.removed) for group in grouped)
    marks = [_mark(group, link, place, most, is_first=number == 0) for number, group in enumerate(grouped)]
    return Strip(
        marks,
        _labels(major, grouped, place),
        ticks(
            place.first,
            place.last,
            place.zone,
            place.locale,
            lambda at: place.across(at) / 100,
            most=_MOST_TICKS,
            within=(0.0, 0.94),
            is_dated=True,
        ),
        4 if len(marks) > _CROWDED else 8,
        *_axis(major, place),
    )


def _grouped(major: Sequence[Step], place: Place) -> Iterable[list[Step]]:
    if len(major) <= SLOTS:
        return ([step] for step in major)
    slots = groupby(major, key=lambda step: int(place.across(step.first_read) / 100 * SLOTS))
    return (list(some) for _, some in slots)


def _mark(group: Group, link: Link, place: Place, most: int, *, is_first: bool) -> Mark:
    newest = group.steps[-1]
    return Mark(
        x=_percent(place.across(newest.first_read)),
        href=link(newest.ordinal),
        title=_title(group, is_first=is_first),
        kind="new" if is_first else "gone" if newest.gone else "back" if newest.is_back else "changed",
        up=_height(group.added, most),
        down=_height(group.removed, most),
        is_current=newest.until is None,
    )


def _height(number: int, most: int) -> float:
    # By the root, so that one large change does not hide the small ones beside it.
    return round(max(sqrt(number / most) * _TALL, _LEAST), 1) if number else 0.0


def _title(group: Group, *, is_first: bool) -> str:
    """What a mark says: when, and what changed then."""
    first, last, number = group.steps[0], group.steps[-1], len(group.steps)
    if number == 1:
        return f"{format_time(first.first_read)}: {_told(first, is_first=is_first)}"
    many = ngettext("%(count)s change", "%(count)s changes", number) % {"count": format_number(number)}
    when = f"{format_time(first.first_read)} – {format_time(last.first_read)}"
    return f"{when}: {many}, {_signed(group.added, group.removed)}"


def _told(step: Step, *, is_first: bool) -> str:
    if is_first:
        return gettext("first seen")
    if step.gone:
        return gettext("gone")
    if step.is_back:
        return gettext("back")
    return _signed(step.added, step.removed)


def _signed(added: int, removed: int) -> str:
    parts = []
    if added:
        parts.append(f"+{format_number(added)}")
    if removed:
        parts.append(f"−{format_number(removed)}")
    return " ".join(parts) or gettext("changed")


def _labels(major: Sequence[Step], grouped: Sequence[Group], place: Place) -> list[Label]:
    """First seen, the longest absence, and the largest change, where there is room for them."""
    first = place.across(major[0].first_read)
    labels = []
    if len(grouped) == 1 or place.across(grouped[1].steps[0].first_read) - first > _APART:
        labels.append(_label(first, 41, gettext("first seen"), "hot"))
    if absence := max(_absences(major, place), default=None):
        length, since = absence
        text = gettext("gone for %(length)s") % {"length": format_duration(length)}
        labels.append(_label(place.across(since), 94, text, "hot"))
    largest = max(grouped[1:], key=lambda group: group.added + group.removed, default=None)
    if largest and largest.added:
        at = place.across(largest.steps[-1].first_read)
        if at - first > _APART:
            labels.append(_label(at, 10, _signed(largest.added, largest.removed), "strong"))
    return labels


def _label(x: float, y: int, text: str, kind: str) -> Label:
    anchor = "start" if x < _NEAR_LEFT else "end" if x > _NEAR_RIGHT else "middle"
    return Label(_percent(x), y, text, anchor, kind)


def _absences(major: Sequence[Step], place: Place) -> Iterable[tuple[int, int]]:
    """How long the page was gone each time, and since when."""
    return (
        (min(step.until or place.last, place.last) - step.first_read, step.first_read)
        for step in major
        if step.gone
    )


def _axis(major: Sequence[Step], place: Place) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    there: list[tuple[str, str]] = []
    away: list[tuple[str, str]] = []
    for is_gone, some in groupby(major, key=lambda step: step.gone):
        group = list(some)
        start, end = group[0].first_read, group[-1].until
        piece = (
            _percent(place.across(start)),
            _percent(place.across(place.last if end is None else end)),
        )
        (away if is_gone else there).append(piece)
    return there, away


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
