"""Verdict on each line of a list: watched from now on, watched already, refused, or another list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.db.insert import insert_missing
from app.net.urls import BadURL
from app.pages import service, tags
from app.pages.imports.item import FOLDERS, Item
from app.pages.imports.models import ImportLine, PageImport
from app.pages.links import new_row, watch_all
from app.pages.models import Page, PageTag
from app.pages.reasons import typing_reason

Verdict = Literal["new", "known", "refused", "list"]


class Judged(msgspec.Struct):
    """A line: its address in canonical form, or why it has none and which one may be meant."""

    item: Item
    url: str = ""
    reason: str = ""
    instead: str | None = None
    is_list: bool = False
    """Another list that was found, and whose lines follow."""


class Counts(msgspec.Struct):
    """How many lines had which verdict."""

    new: int = 0
    known: int = 0
    refused: int = 0
    lists: int = 0

    @property
    def done(self) -> int:
        """How many lines that are."""
        return self.new + self.known + self.refused + self.lists


def judge(db: Database, items: Iterable[Item]) -> list[Judged]:
    """What is plain of each line from its text alone: asks neither the tables nor DNS."""
    with db.read() as session:
        return [judged(session, one) for one in items]


def judged(session: Session, one: Item) -> Judged:
    """The same of one line."""
    if one.refusal:
        return Judged(one, reason=one.refusal)
    try:
        return Judged(one, service.readable(session, one.url))
    except BadURL as error:
        return Judged(one, reason=typing_reason(error), instead=error.instead[0] if error.instead else None)
    except service.PageError as error:
        return Judged(one, reason=str(error))


def watch(session: Session, import_id: int, first: int, lines: Sequence[Judged], every: int) -> Counts:
    """Watch the pages of some lines, of which `first` come before, and write down what became of each.

    A page that is there already is not touched. Few statements, however many lines.
    """
    found, counts = verdicts(session, lines, every)
    rows = [row | {"import_id": import_id, "number": first + place} for place, row in enumerate(found)]
    session.execute(insert(ImportLine), rows)
    return counts


def verdicts(session: Session, lines: Sequence[Judged], every: int) -> tuple[list[dict[str, object]], Counts]:
    """Watch the pages of some lines; what is to be written down of each, and how many had which verdict."""
    wanted = {one.url: one.item for one in reversed(lines) if one.url and not one.is_list}
    rows = [_page(url, found, every) for url, found in wanted.items()]
    new = {url: page_id for page_id, url in watch_all(session, rows)}
    filed = [{"page_id": page_id, "tag": tag} for url, page_id in new.items() for tag in _tags(wanted[url])]
    insert_missing(session, PageTag, filed)
    known = _known(session, [url for url in wanted if url not in new])
    counts = Counts()
    return [_line(one, new, known, counts) for one in lines], counts


def count(session: Session, import_id: int, counts: Counts, *, total: int | None = None) -> None:
    """Add to what is known of how far an import is."""
    values: dict[str, object] = {} if total is None else {"total": total}
    values["done"] = PageImport.done + counts.done
    values["new"] = PageImport.new + counts.new
    values["known"] = PageImport.known + counts.known
    values["refused"] = PageImport.refused + counts.refused
    values["lists"] = PageImport.lists + counts.lists
    session.execute(update(PageImport).where(PageImport.id == import_id).values(values))


def _tags(found: Item) -> tuple[str, ...]:
    """The tags of a line, then the folders that it stands in, the outermost first."""
    return tags.fitting([*found.tags, *found.folder.split(FOLDERS)])


def _page(url: str, found: Item, every: int) -> dict[str, object]:
    return new_row(url, every) | {"given_title": found.title or None, "folder": found.folder or None}


def _known(session: Session, urls: list[str]) -> dict[str, int]:
    if not urls:
        return {}
    return {row.url: row.id for row in session.execute(select(Page.id, Page.url).where(Page.url.in_(urls)))}


def _line(one: Judged, new: dict[str, int], known: dict[str, int], counts: Counts) -> dict[str, object]:
    verdict: Verdict = "refused"
    page_id = None
    if one.is_list:
        verdict = "list"
        counts.lists += 1
    elif not one.url:
        counts.refused += 1
    elif (page_id := new.pop(one.url, None)) is not None:
        # A second line that names the same page finds it there.
        verdict, known[one.url] = "new", page_id
        counts.new += 1
    else:
        verdict, page_id = "known", known.get(one.url)
        counts.known += 1
    return {
        "place": one.item.place,
        "given": one.item.given,
        "verdict": verdict,
        "reason": one.reason,
        "instead": one.instead,
        "labels": _labels(one.item) if one.instead else None,
        "page_id": page_id,
    }


def _labels(found: Item) -> str:
    return msgspec.json.encode([found.title, found.folder, found.tags]).decode()
