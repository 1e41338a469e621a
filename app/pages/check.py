"""A look at all that is stored of pages: each text and body is unpacked and compared with its digest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.pages import bodies, texts
from app.pages.chain import DamagedChain
from app.pages.legacy_tables import OLD_BODY, OLD_VERSION
from app.pages.models import Page, Version

_MISSING = "it is missing"


class Damage(msgspec.Struct, frozen=True):
    """Versions of a page, by ordinals, whose texts or bodies cannot be read, and why the first cannot."""

    page: int
    url: str
    part: Literal["text", "body"]
    ordinals: list[int]
    what: str


def damages(db: Database) -> Iterator[Damage]:
    """All damage there is, page after page, each read in a transaction of its own."""
    last = 0
    while True:
        with db.read() as session:
            query = select(Page.id, Page.url).where(Page.id > last).order_by(Page.id).limit(1)
            row = session.execute(query).one_or_none()
            if row is None:
                return
            last, url = row
            found = list(_of_page(session, last, url))
        yield from found


def _of_page(session: Session, page: int, url: str) -> Iterator[Damage]:
    columns = (Version.id, Version.ordinal, Version.text_number, Version.body_number)
    alive = select(*columns).where(Version.page_id == page, Version.gone.is_(None))
    rows = session.execute(alive.order_by(Version.ordinal)).all()
    said, came = dict(_texts(session, page)), dict(_bodies(session, page))
    old = set(session.scalars(select(OLD_VERSION.c.id).where(OLD_VERSION.c.page_id == page)))
    bad: dict[Literal["text", "body"], list[tuple[int, str]]] = {"text": [], "body": []}
    for version, ordinal, text, body in rows:
        is_there = "" if version in old else _MISSING
        if why := is_there if text is None else said.get(text, _MISSING):
            bad["text"].append((ordinal, why))
        if why := _old_body(session, version) if body is None else came.get(body, _MISSING):
            bad["body"].append((ordinal, why))
    for part, found in bad.items():
        if found:
            yield Damage(page, url, part, [ordinal for ordinal, _ in found], found[0][1])


def _texts(session: Session, page: int) -> Iterator[tuple[int, str]]:
    """The number of each text in the chain, and what is wrong with it."""
    for key, link in texts.CHAIN.walk(session, page, ["data", "sentences", "digest"]):
        if isinstance(link, DamagedChain):
            yield key[1], str(link)
        else:
            yield key[1], "" if texts.is_kept(link[0], link[2]) else "it is not the one that was kept"


def _bodies(session: Session, page: int) -> Iterator[tuple[int, str]]:
    for key, link in bodies.CHAIN.walk(session, page, bodies.COLUMNS):
        try:
            if isinstance(link, DamagedChain):
                raise link
            bodies.checked(*link)
        except DamagedChain as error:
            yield key[1], str(error)
        else:
            yield key[1], ""


def _old_body(session: Session, version: int) -> str:
    """What is wrong with a body that is not in a chain yet; nothing when there is none."""
    query = select(OLD_BODY.c.zstd, OLD_BODY.c.content_type, OLD_BODY.c.sha256)
    row = session.execute(
        query.join(OLD_VERSION, OLD_VERSION.c.sha256 == OLD_BODY.c.sha256).where(OLD_VERSION.c.id == version)
    ).one_or_none()
    if row is not None:
        try:
            bodies.from_old(*row)
        except DamagedChain as error:
            return str(error)
    return ""
