"""Choices from the pages that are watched: by state, site, tag and words, and in which order they are listed.

The same for the list on the web, the API and the command line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec
from sqlalchemy import ColumnElement, UnaryExpression, and_, func, or_, select

from app.pages.models import Page, PageTag, counted, waiting
from app.pages.reasons import DRAWN

State = Literal["", "active", "paused", "stopped", "failing", "scripts", "flapping", "waiting", "builtin"]
Sort = Literal[
    "-read",
    "read",
    "-changed",
    "changed",
    "-added",
    "added",
    "title",
    "-title",
    "site",
    "-site",
]
STATES: tuple[State, ...] = get_args(State)
SORTS: tuple[Sort, ...] = get_args(Sort)
NEWEST: Sort = "-read"
Ordered = UnaryExpression[int] | UnaryExpression[int | None] | UnaryExpression[str]

# What a page is called in the list.
_NAME = func.lower(func.coalesce(func.nullif(Page.title, ""), Page.given_title, Page.url))


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which pages are meant. `q` is a part of address or title, `site` a host or one above it.

    `state` is a page's own, or `failing`, `scripts` (drawn by them), `flapping`, `waiting` or `builtin`:
    guide and sample, which stand in no other part. `sort` begins with a minus where the greatest comes first.
    """

    state: State = ""
    q: str = ""
    site: str = ""
    tag: str = ""
    sort: Sort = NEWEST

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves out some page that is a person's own."""
        return bool(self.state or self.q or self.site or self.tag)

    def conditions(self) -> list[ColumnElement[bool]]:
        """All of it as conditions."""
        return [of_state(self.state), *self.filters()]

    def filters(self) -> list[ColumnElement[bool]]:
        """The same without the state."""
        where: list[ColumnElement[bool]] = []
        if self.q:
            parts = (Page.url, Page.title, Page.given_title)
            where.append(or_(*(part.icontains(self.q, autoescape=True) for part in parts)))
        if self.site:
            where.append(or_(Page.site == self.site, Page.site.endswith(f".{self.site}", autoescape=True)))
        if self.tag:
            where.append(has_tag(self.tag))
        return where

    def order(self) -> Sequence[Ordered]:
        """What the rows are ordered by: pages never read are among the newest."""
        match self.sort:
            case "-read":
                return [Page.last_read.desc().nulls_first(), Page.id.desc()]
            case "read":
                return [Page.last_read.asc().nulls_last(), Page.id.asc()]
            case "-changed":
                return [Page.changed_at.desc().nulls_last(), Page.id.desc()]
            case "changed":
                return [Page.changed_at.asc().nulls_last(), Page.id.asc()]
            case "-added":
                return [Page.added_at.desc(), Page.id.desc()]
            case "added":
                return [Page.added_at.asc(), Page.id.asc()]
            case "title":
                return [_NAME.asc(), Page.id.asc()]
            case "-title":
                return [_NAME.desc(), Page.id.desc()]
            case "site":
                return [Page.site.asc(), _NAME.asc(), Page.id.asc()]
            case "-site":
                return [Page.site.desc(), _NAME.desc(), Page.id.desc()]


def has_tag(tag: str) -> ColumnElement[bool]:
    """The pages that have a tag, as a condition."""
    return Page.id.in_(select(PageTag.page_id).where(PageTag.tag == tag))


def of_state(state: State) -> ColumnElement[bool]:
    """The pages of a part of the list, as a condition."""
    if state == "builtin":
        return ~counted()
    match state:
        case "failing":
            return and_(counted(), Page.error.is_not(None))
        case "scripts":
            return and_(counted(), Page.error.in_(DRAWN))
        case "flapping":
            return and_(counted(), Page.flaps.is_(True))
        case "waiting":
            return and_(counted(), waiting())
        case "":
            return counted()
    return and_(counted(), Page.state == state)
