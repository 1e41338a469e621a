"""Every column of every table changes once, and no page that is kept says what was true before.

Every day all pages are looked at when all columns of a table have changed, one after another; in the long
form after each of them, which takes five times as long.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Column, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import Base, Database
from app.freshness import touch
from app.pages.models import PageBody, PageText
from app.settings import Settings
from tests import soak
from tests.web.everything import ALL, Client, all_shown, fill, looking, member, value

People = Sequence[dict[str, str]]


@pytest.mark.soak
def test_no_column_changes_without_the_pages_that_show_it(database: Database, settings: Settings) -> None:
    fill(database, settings)
    people = [{}, member(database, "Marie Elise", "editor", "Asia/Tokyo")]
    changed = left = looked = 0
    with looking(settings) as kept, looking(settings, cache="off") as made:
        _same(kept, made, people)
        for model in _models():
            for column in inspect(model).columns:
                if not _changes(database, model, column):
                    left += 1
                    continue
                changed += 1
                if soak.SOAK:
                    looked += 1
                    _same(kept, made, people)
            if not soak.SOAK:
                looked += 1
                _same(kept, made, people)
        hits = sum(events.get("hit", 0) for events in kept.app.state.hud.pages.stats.table().values())
        assert hits > looked
    soak.count("columns changed, with all pages looked at after each", looked)
    # What other rows point at cannot change by itself.
    assert changed > 100
    assert left < changed / 10


def _models() -> list[type[Base]]:
    """Those of HUD, other tests have some of their own; without the links of chains.

    What a link says never changes: another text is another link, and the row of its version says so.
    """
    known = {mapper.class_ for mapper in Base.registry.mappers} - {PageText, PageBody}
    return sorted(
        (model for model in known if model.__module__.startswith("app.")), key=lambda model: model.__name__
    )


def _same(kept: Client, made: Client, people: People) -> None:
    asked = [(address, person) for person in people for address in ALL]
    for (address, _), one, other in zip(asked, all_shown(kept, asked), all_shown(made, asked), strict=True):
        assert one == other, address


def _changes(database: Database, model: type[Base], column: Column[object]) -> bool:
    """Write another value through the model, and every other time by SQL that is told of."""
    try:
        with database.write() as session:
            row = session.scalars(select(model).limit(1)).one()
            name = inspect(model).get_property_by_column(column).key
            before = getattr(row, name)
            wanted = next(new for n in (1, 2, 3) if (new := value(session, column, n)) != before)
            if len(column.name) % 2:
                setattr(row, name, wanted)
            else:
                _by_sql(session, model, column, row, wanted)
    except (IntegrityError, StopIteration):
        return False
    return True


def _by_sql(session: Session, model: type[Base], column: Column[object], row: Base, wanted: object) -> None:
    keys = {f"k_{key.name}": getattr(row, key.name) for key in inspect(model).primary_key}
    where = " AND ".join(f'"{name[2:]}" = :{name}' for name in keys)
    statement = f'UPDATE "{column.table.name}" SET "{column.name}" = :new WHERE {where}'  # our names
    session.execute(text(statement), {"new": wanted, **keys})
    touch(session, model)
