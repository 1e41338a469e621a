"""Fields of the forms on the pages' screens."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from app.clock import DAY, HOUR, parse_length
from app.i18n import N_, format_duration, gettext, pgettext
from app.pages.choice import State
from app.pages.edits import Wish
from app.pages.service import PageError
from app.pages.tags import WRITTEN_MOST, Change
from app.pages.tags import read as read_tags

Every = Literal["1h", "6h", "24h", "7d", "30d"]

SCHEDULES: tuple[tuple[Every, str], ...] = (
    ("1h", N_("every hour")),
    ("6h", N_("every six hours")),
    ("24h", N_("every day")),
    ("7d", N_("every week")),
    ("30d", N_("every month")),
)
LENGTHS: dict[Every, int] = {"1h": HOUR, "6h": 6 * HOUR, "24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY}


def schedule(every: int) -> str:
    """How often a page is read (µs between readings), as the forms say it, in the reader's language."""
    named = {LENGTHS[value]: label for value, label in SCHEDULES}
    if every in named:
        return gettext(named[every])
    return gettext("every %(length)s") % {"length": format_duration(every)}


# What visitors may choose from; `app.pages.visitors` holds to it whatever is sent.
Seldom = Literal["24h", "7d", "30d"]
SELDOM = tuple(pair for pair in SCHEDULES if pair[0] in get_args(Seldom))


def state_labels() -> tuple[tuple[State, str], ...]:
    """Each part of the list of pages with its name in the reader's language.

    Of many pages: other languages say "stopped" otherwise of one.
    """
    return (
        ("", pgettext("pages", "all")),
        ("active", pgettext("pages", "active")),
        ("paused", pgettext("pages", "paused")),
        ("stopped", pgettext("pages", "stopped")),
        ("failing", pgettext("pages", "failing")),
        ("scripts", pgettext("pages", "drawn by scripts")),
        ("flapping", pgettext("pages", "flapping")),
        ("waiting", pgettext("pages", "waiting for review")),
        ("builtin", pgettext("pages", "guide and sample")),
    )


class Add(msgspec.Struct):
    """A page to watch, and how; `instead` is the address that was chosen when HUD asked which is meant."""

    url: Annotated[str, Meta(min_length=1, max_length=2_000)]
    instead: Annotated[str, Meta(max_length=2_000)] = ""
    every: Every = "24h"
    depth: Annotated[int, Meta(ge=0, le=20)] = 0
    within: Annotated[str, Meta(max_length=2_000)] = ""
    limit: Annotated[int, Meta(ge=1, le=50_000)] = 500
    tags: Annotated[str, Meta(max_length=WRITTEN_MOST)] = ""


class Suggest(msgspec.Struct):
    """The same for who is no editor."""

    url: Annotated[str, Meta(min_length=1, max_length=2_000)]
    instead: Annotated[str, Meta(max_length=2_000)] = ""
    every: Seldom = "24h"


class Edit(msgspec.Struct):
    """How pages are to be read; what is left empty stays as it is.

    `other` is an interval that is none of those offered, and wins; `anywhere` is the whole site. `tags` are
    all of one page; of many some are added, others removed.
    """

    every: Annotated[str, Meta(max_length=20)] = ""
    other: Annotated[str, Meta(max_length=20)] = ""
    depth: Annotated[int, Meta(ge=0, le=20)] | None = None
    within: Annotated[str, Meta(max_length=2_000)] = ""
    anywhere: bool = False
    limit: Annotated[int, Meta(ge=1, le=50_000)] | None = None
    found: bool = False
    anyway: bool = False
    tags: Annotated[str, Meta(max_length=WRITTEN_MOST)] = ""
    add_tags: Annotated[str, Meta(max_length=WRITTEN_MOST)] = ""
    remove_tags: Annotated[str, Meta(max_length=WRITTEN_MOST)] = ""


class Quiet(msgspec.Struct):
    """Whether what flaps is left out of what is shown, of one page or of its whole site."""

    out: bool = False
    site: bool = False


class Delete(msgspec.Struct):
    """Whether the pages found from this one go too."""

    found: bool = False


def interval(text: str, field: str = "every") -> int:
    """A length of time as people write it, in microseconds. Raises `PageError`."""
    found = parse_length(text)
    if found is None:
        raise PageError(field, N_("Enter an interval such as 30m, 24h or 7d."))
    return found


def wish_of(data: Edit, *, whole: bool, tagged: bool = False) -> Wish:
    """What a form asks for. `whole`: it showed all there is, so that an empty prefix is the whole site.

    `tagged`: it showed all tags of the page. Raises `PageError`.
    """
    every = interval(data.other, "other") if data.other else interval(data.every) if data.every else None
    prefix = "" if data.anywhere else data.within or ("" if whole else None)
    tags = Change(
        read_tags(data.tags) if tagged else None,
        read_tags(data.add_tags, "add_tags"),
        read_tags(data.remove_tags, "remove_tags"),
    )
    return Wish(every=every, depth=data.depth, within=prefix, limit=data.limit, tags=tags or None)
