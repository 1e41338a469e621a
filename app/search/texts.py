"""What the database has of the versions that a search found: address, title and texts, by page and ordinal.

One statement made once, with room for a page of results. Each pair is asked for by itself, because SQLite looks
through the whole table for a list of pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from app.pages.models import Page, Version

Key = tuple[int, int]
_AT_ONCE = 10


class Text(msgspec.Struct, frozen=True, gc=False):
    """One version of a page, with where it stands."""

    url: str
    builtin: bool
    site: str
    title: str
    language: str
    main: str
    rest: str


def texts(session: Session, keys: Sequence[Key], *, rest: bool = False) -> dict[Key, Text]:
    """Those of `keys` (page, ordinal) that are there; `rest` is empty unless it is asked for."""
    found: dict[Key, Text] = {}
    statement = _WHOLE if rest else _MAIN
    for start in range(0, len(keys), _AT_ONCE):
        some = list(keys[start : start + _AT_ONCE])
        some += [_NONE] * (_AT_ONCE - len(some))
        values = {
            name: value
            for names, key in zip(_NAMES, some, strict=True)
            for name, value in zip(names, key, strict=True)
        }
        # Past the ORM, which takes longer to look at such a statement than the database to answer it.
        for page, ordinal, *text in session.connection().execute(statement, values):
            found[page, ordinal] = Text(*text, *() if rest else ("",))
    return found


_NONE = (0, -1)
_NAMES = [(f"page_{at}", f"ordinal_{at}") for at in range(_AT_ONCE)]


def _statement(*, rest: bool):
    page, version = Page.__table__.c, Version.__table__.c
    columns = [
        version.page_id,
        version.ordinal,
        page.url,
        page.builtin,
        page.site,
        version.title,
        version.language,
        version.main,
    ]
    if rest:
        columns.append(version.rest)
    pairs = (
        and_(version.page_id == bindparam(one), version.ordinal == bindparam(other)) for one, other in _NAMES
    )
    return select(*columns).where(page.id == version.page_id, or_(*pairs))


_MAIN, _WHOLE = _statement(rest=False), _statement(rest=True)
