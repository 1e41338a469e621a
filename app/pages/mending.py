"""Links of a chain written anew: one that was damaged, and those that rest on one that nothing needs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.pages.chain import KEYFRAME, Chain, DamagedChain, Link, keyframe

log = logging.getLogger(__name__)


def restore(
    chain: Chain,
    session: Session,
    page_id: int,
    number: int,
    make: Callable[[], Sequence[bytes]],
    repeated: Mapping[str, object] | None = None,
) -> None:
    """Write link `number` whole again if it cannot be read, now that what it says is at hand once more.

    `make` gives its parts, and is asked for them only then; `repeated` what stands in columns that are empty
    where the next link has the same. Older links that rest on it can be read again too.
    """
    key = (page_id, number)
    if not isinstance(chain.look(session, [key], chain.parts).get(key), DamagedChain):
        return
    column = chain.table.c
    stored = select(*(column[name] for name in ("number", *chain.repeated)))
    row = session.execute(stored.where(column.page_id == page_id, column.number == number)).one()
    own = {name: value for name, value in zip(chain.repeated, row[1:], strict=True) if value is not None}
    chain.rewrite(session, page_id, Link(number, make(), {**(repeated or {}), **own}), None)


def drop(chain: Chain, session: Session, page_id: int, numbers: Iterable[int]) -> None:
    """Delete links that nothing needs any more, and pack anew those that rest on them.

    Where damage forbids that, they stay.
    """
    stretches: dict[int, set[int]] = {}
    for number in numbers:
        stretches.setdefault(keyframe(number), set()).add(number)
    for last, some in stretches.items():
        _drop(chain, session, page_id, some, last)


def _drop(chain: Chain, session: Session, page_id: int, numbers: set[int], last: int) -> None:
    """Delete links of one stretch, of which the newest that is left has to be whole."""
    newer: Link | None = None
    rests_on_dropped = False
    others: list[tuple[Link, Link | None]] = []
    for key, held in chain.walk(session, page_id, chain.held, (last - KEYFRAME + 1, last)):
        if key[1] in numbers:
            rests_on_dropped = True
        elif not isinstance(held, DamagedChain):
            link = chain.link(key[1], held)
            if rests_on_dropped:
                others.append((link, newer))
            newer, rests_on_dropped = link, False
        elif rests_on_dropped:
            log.warning("%s; what nothing needs of it stays", held)
            return
        else:
            newer = None
    for link, against in others:
        chain.rewrite(session, page_id, link, against)
    column = chain.table.c
    session.execute(delete(chain.table).where(column.page_id == page_id, column.number.in_(numbers)))
