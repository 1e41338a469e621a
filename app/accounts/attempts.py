"""Slows down guessing: counts in the database what was tried, by account and by network.

All web processes and hosts share the counts. They go by what was typed, whether there is such an
account or not, so they tell nothing about it. A network from which somebody has signed in before is
not held back by what others try on the same account.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import delete, func, insert, or_, select, text
from sqlalchemy.orm import Session

from app.accounts.models import Attempt
from app.clock import DAY, HOUR, MINUTE, SECOND
from app.web.errors import TooMany
from app.web.hosts import network

WINDOW = 15 * MINUTE
TRIES = 10
TRIES_BY_ADDRESS = 30
FREE = 3
"""So many failures are forgiven before the check that a person tries."""
KNOWN_FOR = 90 * DAY
ASKED = (3, 20)  # letters to one address, by one network; in an hour
JOINED = 10  # accounts made by one network in an hour


class Limit(NamedTuple):
    """At most `most` of one key within the window."""

    key: str
    most: int


class SignIns:
    """What is counted of one try to sign in: the account as typed, and the network it comes from."""

    def __init__(self, account: str, address: str) -> None:
        place = network(address)
        self.known_key = _key("known", account, place)
        self._account = Limit(_key("account", account), TRIES)
        self._pair = Limit(_key("pair", account, place), TRIES)
        self._network = Limit(_key("network", place), TRIES_BY_ADDRESS)

    def limits(self, session: Session, now: int) -> list[Limit]:
        """Which counts hold this try back."""
        known = _count(session, "known", self.known_key, now - KNOWN_FOR)
        return [self._network, self._pair if known else self._account]

    def is_doubtful(self, session: Session, now: int) -> bool:
        """Whether so much went wrong here that a check has to be passed first."""
        limits = self.limits(session, now)
        return any(_count(session, "failed", limit.key, now - WINDOW) >= FREE for limit in limits)

    def begin(self, session: Session, now: int) -> None:
        """Count the try as failed before it is looked at, so that many at once get no more than one by one.

        Raises `TooMany`, with the seconds to wait.
        """
        take(session, "failed", self.limits(session, now), now, WINDOW)
        also = {self._account.key, self._pair.key} - {limit.key for limit in self.limits(session, now)}
        session.execute(insert(Attempt), [{"kind": "failed", "key": key, "at": now} for key in also])

    def take_back(self, session: Session, now: int) -> None:
        """Forget what `begin` counted at `now`: nothing was tried after all."""
        for key in (self._account.key, self._pair.key, self._network.key):
            mine = select(func.max(Attempt.id)).where(
                Attempt.kind == "failed", Attempt.key == key, Attempt.at == now
            )
            session.execute(delete(Attempt).where(Attempt.id == mine.scalar_subquery()))

    def succeeded(self, session: Session, now: int) -> None:
        """Somebody signed in: this was no failure, and the network is known for the account."""
        self.take_back(session, now)
        session.execute(delete(Attempt).where(Attempt.kind == "failed", Attempt.key == self._pair.key))
        session.execute(delete(Attempt).where(Attempt.kind == "known", Attempt.key == self.known_key))
        session.execute(delete(Attempt).where(Attempt.kind == "known", Attempt.at < now - KNOWN_FOR))
        session.add(Attempt(kind="known", key=self.known_key, at=now))


def is_doubtful_network(session: Session, address: str, now: int) -> bool:
    """Whether a check is due before anybody has typed a name, because of what came from there."""
    return _count(session, "failed", _key("network", network(address)), now - WINDOW) >= FREE


def asked(session: Session, email: str, address: str, now: int) -> None:
    """Count one wish for a letter. Raises `TooMany`."""
    limits = [Limit(_key("email", email), ASKED[0]), Limit(_key("network", network(address)), ASKED[1])]
    take(session, "asked", limits, now, HOUR)


def joined(session: Session, address: str, now: int) -> None:
    """Count one new account. Raises `TooMany`."""
    take(session, "joined", [Limit(_key("network", network(address)), JOINED)], now, HOUR)


def forgive(session: Session, accounts: list[str]) -> None:
    """Forget the failures of accounts, by what is typed for them: their owner has proved who they are."""
    keys = [_key("account", account) for account in accounts]
    session.execute(delete(Attempt).where(Attempt.kind == "failed", Attempt.key.in_(keys)))


def take(session: Session, kind: str, limits: list[Limit], now: int, window: int) -> None:
    """Count once more under each key. Raises `TooMany`, counting nothing, when one is full."""
    _lock(session, [limit.key for limit in limits])
    # What lies ahead a wrong clock has counted, and would count for as long as it was ahead.
    over = or_(Attempt.at <= now - window, Attempt.at > now + window)
    session.execute(delete(Attempt).where(Attempt.kind == kind, over))
    for limit in limits:
        counted = Attempt.kind == kind, Attempt.key == limit.key, Attempt.at > now - window
        newest = select(Attempt.at).where(*counted).order_by(Attempt.at.desc()).limit(limit.most)
        times = list(session.scalars(newest))
        if len(times) >= limit.most:
            raise TooMany(retry_after=max(1, (times[-1] + window - now) // SECOND))
    session.execute(insert(Attempt), [{"kind": kind, "key": limit.key, "at": now} for limit in limits])


def _count(session: Session, kind: str, key: str, since: int) -> int:
    counted = select(func.count()).where(Attempt.kind == kind, Attempt.key == key, Attempt.at > since)
    return session.scalar(counted) or 0


def _lock(session: Session, keys: list[str]) -> None:
    # SQLite's write transactions come one at a time; here two could both see the last free place.
    # In one order, so that no two wait for each other.
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(keys):
            session.execute(text("SELECT pg_advisory_xact_lock(1, hashtext(:key))"), {"key": key})


def _key(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
