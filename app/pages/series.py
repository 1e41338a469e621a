"""Series of pages: how many new versions there were, of all pages or of a site's."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.charts.bins import steps
from app.i18n import gettext
from app.pages.models import Page, Version, counted
from app.series.source import Asked, Described, Given, Point, Source
from app.series.sums import counted as summed


class NewVersions:
    """`pages:` counts the new versions of all pages, `pages:example.org` those of a site.

    Minor ones and those of the built-in guide do not count. A version counts when it was first read, also as
    of a day before it was imported.
    """

    prefix = "pages"
    depends_on = (Page, Version)

    def describe(self, session: Session, name: str) -> Described | None:
        """All pages, or the site of that name."""
        if name and session.scalar(select(Page.id).where(Page.site == name, counted()).limit(1)) is None:
            return None
        return _described(name)

    def points(self, session: Session, name: str, asked: Asked) -> list[Point]:
        """New versions in each step since the first of all; zero in a step without."""
        which = _which(name)
        earliest = session.scalar(
            select(func.min(Version.first_read)).join(Page).where(*which, Version.first_read <= asked.known)
        )
        if earliest is None:
            return []
        first = earliest if asked.first is None else max(asked.first, earliest)
        if first > asked.until:
            return []
        edges = steps(first, asked.until, asked.step, asked.zone)
        end = min(edges[-1], asked.known + 1)
        times = session.scalars(
            select(Version.first_read)
            .join(Page)
            .where(*which, Version.first_read >= edges[0], Version.first_read < end)
        )
        return summed([(at, 1) for at in times], edges)

    def find(self, session: Session, text: str, limit: int) -> list[Described]:
        """All pages, and sites whose name holds `text`."""
        sites = session.scalars(
            select(Page.site)
            .where(Page.site.icontains(text, autoescape=True), counted())
            .group_by(Page.site)
            .order_by(func.count().desc(), Page.site)
            .limit(limit)
        )
        return [_described(""), *map(_described, sites)][:limit]


def _described(site: str) -> Described:
    label = gettext("New versions on %(site)s") % {"site": site} if site else gettext("New versions")
    return Described(key=f"pages:{site}", label=label, unit=gettext("versions"), kind="count")


def _which(site: str) -> tuple[ColumnElement[bool], ...]:
    return (~Version.minor, counted(), *((Page.site == site,) if site else ()))


def sources(_given: Given) -> Sequence[Source]:
    """What pages offer."""
    return [NewVersions()]
