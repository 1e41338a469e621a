"""An editor's selection from the list of pages: those ticked, or all that match what the list shows.

A ticked page is a field of its own, `p12` for the page 12, because forms keep one value of each name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.pages import listing, service
from app.pages.models import Page
from app.pages.screens import Where, where_of

NAMED = 20
_TICK = re.compile(r"p([0-9]{1,18})")


class Choice(msgspec.Struct, frozen=True):
    """The pages ticked, or with `all` those of this part of the list."""

    ticked: tuple[int, ...]
    all: bool
    where: Where

    def ids(self, session: Session) -> list[int]:
        """Those of them that are there and can be changed."""
        if self.all:
            return listing.ids(session, self.where.choice)
        return service.targets(session, self.ticked)

    @property
    def fields(self) -> dict[str, str]:
        """The same as fields of the next form."""
        return self.where.fields | (
            {"all": "1"} if self.all else {f"p{page_id}": "1" for page_id in self.ticked}
        )


class Chosen(msgspec.Struct, frozen=True):
    """What a screen shows of the pages chosen: how many, how many were found from them, the names of some."""

    total: int
    found: int
    named: list[tuple[int, str]]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.total - len(self.named)


def choice_of(fields: Mapping[str, str]) -> Choice:
    """What was chosen in a form. Raises `BadRequest` for a list that cannot be."""
    matches = [_TICK.fullmatch(name) for name in fields]
    ticked = tuple(int(match[1]) for match in matches if match is not None)
    where = where_of(fields)
    return Choice(ticked, bool(fields.get("all")), where)


def describe(session: Session, ids: list[int]) -> Chosen:
    """What is shown of them."""
    found = 0
    for some in service.portions(ids):
        # Those that were chosen themselves are no addition.
        of_these = select(Page.id).where(Page.root_id.in_(some), ~Page.builtin)
        found += len(set(session.scalars(of_these)).difference(ids))
    shown = select(Page.id, Page.title, Page.url).where(Page.id.in_(ids[:NAMED])).order_by(Page.id)
    named = [(row.id, row.title or row.url) for row in session.execute(shown)]
    return Chosen(len(ids), found, named)
