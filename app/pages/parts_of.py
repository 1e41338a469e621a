"""Choices of the parts of pages as they are kept, by their numbers."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from app.extract import WHOLE, Parts
from app.pages.models import Page, PageParts, Version


def choice(session: Session, page_id: int, number: int) -> Parts:
    """A page's choice by its number; 0 is all of it."""
    row = session.get(PageParts, (page_id, number)) if number else None
    return WHOLE if row is None else Parts(row.only, row.without)


def parts_of() -> ScalarSelect[int]:
    """The number of the choice that holds for the page of a version, inside a query of versions."""
    return select(Page.parts).where(Page.id == Version.page_id).correlate(Version).scalar_subquery()
