"""Watching the pages of a list, some hundred at a time, with the database free for others in between.

A list from the web is a job: it stands in the database with how far it came, so that whoever takes it up
goes on where it was. The shell takes the same steps itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import zstandard
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session, defer

from app import jobs
from app.clock import DAY, now
from app.db import Database
from app.mark import N_
from app.net.urls import BadURL
from app.pages import service
from app.pages.import_models import ImportRefusal, PageImport
from app.pages.links import new_row, watch_all

CHUNK = 250
"""Addresses of one transaction: it holds the write lock for a tenth of a second at most."""
KEPT = 7 * DAY
SHOWN_OF_ADDRESS = 500  # characters
_MOST_REST_S = 0.5


@dataclass
class Imported:
    """What became of the addresses of a list, or of a part of it."""

    new: int = 0
    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Each address that cannot be watched, with the reason."""

    @property
    def done(self) -> int:
        """How many addresses that are."""
        return self.new + self.known + len(self.refused)

    def count(self, part: Imported) -> None:
        """Add what became of a part."""
        self.new += part.new
        self.known += part.known
        self.refused += part.refused


def take_in(
    db: Database, addresses: Sequence[str], every: int = DAY, *, also: Callable[[Session, Imported], None]
) -> Imported:
    """Watch the pages of one part of a list in one transaction, in which `also` writes down what came of it.

    One that is there already is counted and not touched; one that cannot be watched keeps none of the
    others away.
    """
    done = Imported()
    readable: list[str] = []
    # What takes no database is done before the lock is.
    with db.read() as session:
        for address in addresses:
            try:
                readable.append(service.readable(session, address))
            except BadURL:
                done.refused.append((address, N_("This is not a valid address. Check how it is written.")))
            except service.PageError as error:
                done.refused.append((address, str(error)))
    rows = [new_row(url, every) for url in dict.fromkeys(readable)]
    with db.write() as session:
        done.new = watch_all(session, rows)
        done.known = len(readable) - done.new
        also(session, done)
    return done


def take_in_all(db: Database, addresses: Sequence[str], every: int = DAY) -> Iterator[Imported]:
    """Take in a whole list, part by part; gives what became of each."""
    for start in range(0, len(addresses), CHUNK):
        begun = time.monotonic()
        done = take_in(db, addresses[start : start + CHUNK], every, also=_nothing)
        took = time.monotonic() - begun
        yield done
        _leave_to_others(took)


def begin(session: Session, addresses: Sequence[str], every: int) -> int:
    """Ask for a list to be taken in; returns the number of the import."""
    packed = zstandard.compress(msgspec.json.encode(list(addresses)))
    row = PageImport(state="running", begun_at=now(), every=every, total=len(addresses), addresses=packed)
    row.done = row.new = row.known = row.refused = 0
    session.add(row)
    session.flush()
    _ask(session, row.id)
    return row.id


def carry_on(db: Database, lease: jobs.Lease) -> None:
    """The whole work of an import's job: what is left of the list, and after some days its removal.

    Raises `jobs.LeaseLost` when it was cancelled or another worker took it over.
    """
    import_id = int(str(lease.payload["import"]))
    with db.read() as session:
        row = session.get(PageImport, import_id)
    if row is None or row.addresses is None:
        with db.write() as session:
            session.execute(delete(ImportRefusal).where(ImportRefusal.import_id == import_id))
            session.execute(delete(PageImport).where(PageImport.id == import_id))
            jobs.finish(session, lease)
        return
    addresses = msgspec.json.decode(zstandard.decompress(row.addresses), type=list[str])
    for start in range(row.done, len(addresses), CHUNK):
        begun = time.monotonic()
        part = addresses[start : start + CHUNK]
        is_last = start + len(part) == len(addresses)

        def also(session: Session, done: Imported, is_last: bool = is_last) -> None:
            _write_down(session, import_id, done)
            if is_last:
                _end(session, import_id, "done")
                jobs.finish(session, lease, next_due=jobs.now(session) + KEPT)
            else:
                jobs.advance(session, lease)

        take_in(db, part, row.every, also=also)
        _leave_to_others(time.monotonic() - begun)


def cancel(session: Session, import_id: int) -> bool:
    """Take in no more of it; what is watched by now stays. False when there is nothing to cancel."""
    row = _locked(session, import_id)
    if row is None or row.addresses is None:
        return False
    jobs.cancel(session, _key(import_id))
    _end(session, import_id, "cancelled")
    jobs.enqueue(
        session, "import", _key(import_id), payload={"import": import_id}, due=jobs.now(session) + KEPT
    )
    return True


def retry(session: Session, import_id: int) -> bool:
    """Go on with one that was set aside. False when there is nothing to go on with."""
    row = _locked(session, import_id)
    if row is None or row.addresses is None:
        return False
    _ask(session, import_id)
    return True


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far an import came, and some of what it refused."""

    id: int
    state: str
    begun_at: int
    total: int
    done: int
    new: int
    known: int
    refused: int
    set_aside: str
    refusals: list[tuple[str, str]]


def progress(session: Session, import_id: int, *, offset: int = 0, limit: int = 100) -> Progress | None:
    """How far it came, with `limit` of the refused addresses and their reasons."""
    row = session.get(PageImport, import_id, options=[defer(PageImport.addresses)])
    if row is None:
        return None
    state = jobs.states(session, [_key(import_id)]).get(_key(import_id))
    refused = select(ImportRefusal.address, ImportRefusal.reason).where(ImportRefusal.import_id == import_id)
    some = session.execute(refused.order_by(ImportRefusal.id).offset(offset).limit(limit))
    return _progress(row, state, [(address, reason) for address, reason in some])


def newest(session: Session, limit: int = 5) -> list[Progress]:
    """The imports that were asked for last, without what they refused."""
    rows = session.scalars(
        select(PageImport).order_by(PageImport.id.desc()).limit(limit).options(defer(PageImport.addresses))
    ).all()
    states = jobs.states(session, [_key(row.id) for row in rows])
    return [_progress(row, states.get(_key(row.id)), []) for row in rows]


def _progress(row: PageImport, job: jobs.JobState | None, refusals: list[tuple[str, str]]) -> Progress:
    return Progress(
        id=row.id,
        state=row.state,
        begun_at=row.begun_at,
        total=row.total,
        done=row.done,
        new=row.new,
        known=row.known,
        refused=row.refused,
        set_aside=(job.set_aside if job else None) or "",
        refusals=refusals,
    )


def _key(import_id: int) -> str:
    return f"import:{import_id}"


def _ask(session: Session, import_id: int) -> None:
    jobs.enqueue(session, "import", _key(import_id), payload={"import": import_id})


def _locked(session: Session, import_id: int) -> PageImport | None:
    """The import's row, which nobody else writes to until this transaction ends."""
    return session.scalar(select(PageImport).where(PageImport.id == import_id).with_for_update())


def _write_down(session: Session, import_id: int, done: Imported) -> None:
    session.execute(
        update(PageImport)
        .where(PageImport.id == import_id)
        .values(
            done=PageImport.done + done.done,
            new=PageImport.new + done.new,
            known=PageImport.known + done.known,
            refused=PageImport.refused + len(done.refused),
        )
    )
    if done.refused:
        session.execute(
            insert(ImportRefusal),
            [
                {"import_id": import_id, "address": address[:SHOWN_OF_ADDRESS], "reason": reason}
                for address, reason in done.refused
            ],
        )


def _end(session: Session, import_id: int, state: str) -> None:
    ended = {"state": state, "ended_at": now(), "addresses": None}
    session.execute(update(PageImport).where(PageImport.id == import_id).values(ended))


def _nothing(_session: Session, _done: Imported) -> None:
    """For who writes nothing down beside the pages."""


def _leave_to_others(took: float) -> None:
    """Let the database be for as long as a part took: SQLite's waiting writers only try now and then."""
    time.sleep(min(took, _MOST_REST_S))
