"""Choices of the parts of pages as they are kept, by their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from app.extract import WHOLE, Parts
from app.pages.models import Page, PageParts, Version


def choice(session: Session, page_id: int, number: int) -> Parts:
    """A page's choice by its number; 0 is all of it."""
    row = session.get(PageParts, (page_id, number)) if number else None
    return WHOLE if row is None else Parts(row.only, row.without)


def choices(session: Session, pages: Sequence[Page]) -> dict[int, Parts]:
    """The choices that hold for pages, by their ids, of those that have one."""
    numbers = {page.id: page.parts for page in pages if page.parts}
    if not numbers:
        return {}
    rows = session.scalars(select(PageParts).where(PageParts.page_id.in_(numbers)))
    return {row.page_id: Parts(row.only, row.without) for row in rows if row.number == numbers[row.page_id]}


def parts_of() -> ScalarSelect[int]:
    """The number of the choice that holds for the page of a version, inside a query of versions."""
    return select(Page.parts).where(Page.id == Version.page_id).correlate(Version).scalar_subquery()
