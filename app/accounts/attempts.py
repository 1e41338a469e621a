"""Slows down guessing: counts in the database what was tried, by account and by network.

All web processes and hosts share the counts. They go by what was typed, whether there is such an
account or not, so they tell nothing about it. What is counted stands there as a digest with the
installation's secret: without that, trying all addresses there are would read them back.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, text
from sqlalchemy.orm import Session

from app.accounts.emails import email_key
from app.accounts.models import Attempt, Person
from app.accounts.names import name_key
from app.clock import DAY, HOUR, MINUTE, SECOND
from app.settings import Settings
from app.web.errors import TooMany
from app.web.hosts import network
from app.web.secret import derived

WINDOW = 15 * MINUTE
FREE = 3
"""So many failures are forgiven before the check that a person tries."""
KNOWN_FOR = 90 * DAY
ASKED = (3, 20)  # letters to one address, by one network; in an hour
JOINED = 10  # accounts made by one network in an hour
ADDED = 10  # pages added by visitors of one network in an hour
KEPT = {"pending": WINDOW, "failed": WINDOW, "asked": HOUR, "joined": HOUR, "added": HOUR, "known": KNOWN_FOR}
"""For how long each kind counts; older ones are removed."""


class Limit(NamedTuple):
    """At most `most` of one key within the window; `account` is the account the key is about, if any."""

    key: str
    most: int
    account: str = ""


class Attempts:
    """What is counted of the tries of one installation, under keys that need its secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def key(self, *parts: str) -> str:
        """The digest that stands for `parts` in the table."""
        return hmac.digest(self._secret, "\n".join(parts).encode(), "sha256").hex()

    def asked(self, session: Session, email: str, address: str, now: int) -> None:
        """Count one wish for a letter to an address' key. Raises `TooMany`."""
        mailbox, place = self.key("email", email), self.key("network", network(address))
        take(session, "asked", [Limit(mailbox, ASKED[0], mailbox), Limit(place, ASKED[1])], now)

    def joined(self, session: Session, address: str, now: int) -> None:
        """Count one new account. Raises `TooMany`."""
        take(session, "joined", [Limit(self.key("network", network(address)), JOINED)], now)

    def added(self, session: Session, address: str, now: int) -> None:
        """Count one page that a visitor adds. Raises `TooMany`."""
        take(session, "added", [Limit(self.key("network", network(address)), ADDED)], now)

    def is_doubtful_network(self, session: Session, address: str, now: int) -> bool:
        """Whether a check is due before anybody has typed a name, because of what came from there."""
        return failures(session, self.key("network", network(address)), now) >= FREE

    def forgive(self, session: Session, person: Person) -> None:
        """Forget the failures of an account: its owner has proved who they are."""
        of_person = Attempt.kind == "failed", Attempt.key.in_(self._of(person))
        session.execute(delete(Attempt).where(*of_person))

    def forget(self, session: Session, person: Person) -> None:
        """Remove all that was counted of an account, which goes away."""
        session.execute(delete(Attempt).where(Attempt.account.in_(self._of(person))))

    def of(self, session: Session, person: Person) -> Sequence[Attempt]:
        """All that is counted of an account now, the oldest first."""
        of_person = select(Attempt).where(Attempt.account.in_(self._of(person)))
        return session.scalars(of_person.order_by(Attempt.at, Attempt.id)).all()

    def _of(self, person: Person) -> list[str]:
        """Under which keys an account stands: whatever is typed for it, and what itself is asked."""
        addresses = [address for address in (person.email, person.pending_email) if address]
        typed = {person.name_key, own(person.id), *map(name_key, addresses)}
        mailboxes = {email_key(address) for address in addresses}
        return [self.key("account", one) for one in typed] + [self.key("email", one) for one in mailboxes]


@lru_cache(maxsize=8)
def attempts_of(settings: Settings) -> Attempts:
    """The counts of the installation with these settings."""
    return Attempts(derived(settings, "attempts"))


def own(person_id: int) -> str:
    """The account of somebody signed in who is asked for their password; no name that is typed is like it."""
    return f"own\n{person_id}"


def take(session: Session, kind: str, limits: list[Limit], now: int) -> None:
    """Count once more under each key. Raises `TooMany`, counting nothing, when one is full."""
    lock(session, [limit.key for limit in limits])
    sweep(session, now)
    for limit in limits:
        refuse_when_full(session, limit, Attempt.kind == kind, now, KEPT[kind])
    add(session, kind, limits, now)


def refuse_when_full(
    session: Session, limit: Limit, counted: ColumnElement[bool], now: int, window: int
) -> int:
    """How many of `counted` stand under the limit's key. Raises `TooMany` when these are all it allows."""
    of_key = Attempt.key == limit.key, Attempt.at > now - window, counted
    newest = select(Attempt.at).where(*of_key).order_by(Attempt.at.desc()).limit(limit.most)
    times = list(session.scalars(newest))
    if len(times) >= limit.most:
        raise TooMany(retry_after=max(1, (times[-1] + window - now) // SECOND))
    return len(times)


def add(session: Session, kind: str, limits: Iterable[Limit], now: int) -> list[int]:
    """Count under each key; returns the numbers of what was counted."""
    rows = [{"kind": kind, "key": limit.key, "account": limit.account, "at": now} for limit in limits]
    return list(session.scalars(insert(Attempt).returning(Attempt.id), rows))


def failures(session: Session, key: str, now: int) -> int:
    """How many tries under a key have failed within the window."""
    counted = select(func.count()).where(
        Attempt.kind == "failed", Attempt.key == key, Attempt.at > now - WINDOW
    )
    return session.scalar(counted) or 0


def sweep(session: Session, now: int) -> None:
    """Remove what counts no more, whatever it is."""
    # What lies ahead a wrong clock has counted, and would count for as long as it was ahead.
    over = or_(
        *(
            and_(Attempt.kind == kind, or_(Attempt.at <= now - kept, Attempt.at > now + kept))
            for kind, kept in KEPT.items()
        )
    )
    # Rows that another sweep holds are left to it: two that lock the same rows in another order would
    # wait for each other.
    old = select(Attempt.id).where(over).with_for_update(skip_locked=True)
    session.execute(delete(Attempt).where(Attempt.id.in_(old)))


def lock(session: Session, keys: list[str]) -> None:
    """Until the transaction ends, nobody else counts under these keys."""
    # SQLite's write transactions come one at a time; here two could both see the last free place.
    # In one order, so that no two wait for each other.
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(keys):
            session.execute(text("SELECT pg_advisory_xact_lock(1, hashtext(:key))"), {"key": key})
