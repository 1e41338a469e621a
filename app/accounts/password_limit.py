"""One try of a password: counted before it is checked, and given back when it was right.

So many at once get no more tries than one by one, and yet people who know their passwords may come
together: a limit that only tries under way make full is none yet, so whoever meets it waits for them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.attempts import (
    FREE,
    KNOWN_FOR,
    WINDOW,
    Attempts,
    Limit,
    add,
    failures,
    lock,
    refuse_when_full,
    sweep,
)
from app.accounts.models import Attempt
from app.accounts.passwords import BUSY, verify
from app.clock import SECOND
from app.db import Database
from app.web.errors import Busy
from app.web.hosts import network

TRIES = 10
TRIES_BY_ADDRESS = 30
CHECKED_WITHIN = 30 * SECOND
"""A check that takes longer has died with its process; until the window has passed it counts as failed."""
_WAIT_S = 30.0
_LOOK_S = 0.05

Spend = Callable[[Session], None]
"""Uses up a check that was passed, in the transaction of what it was asked for."""


class UnderWay(Exception):
    """A limit is full, but only while others are being checked."""


class Try:
    """One try: the account as typed, and the network it comes from."""

    def __init__(self, attempts: Attempts, account: str, address: str) -> None:
        place = network(address)
        name = attempts.key("account", account)
        self._account = Limit(name, TRIES, name)
        self._pair = Limit(attempts.key("pair", account, place), TRIES, name)
        self._network = Limit(attempts.key("network", place), TRIES_BY_ADDRESS)
        self._known = Limit(attempts.key("known", account, place), 0, name)
        self._counted: list[int] = []

    def is_doubtful(self, session: Session, now: int) -> bool:
        """Whether so much went wrong here that a check has to be passed first."""
        return any(failures(session, limit.key, now) >= FREE for limit in self._limits(session, now))

    def fits(
        self, db: Database, kept: str | None, password: str, now: int, spend: Spend = lambda _: None
    ) -> bool:
        """Whether `password` is the kept one (nobody's: None), counted as a failure if it is not.

        One that fits is under way until `give_back` or `succeeded`; a process that dies before leaves a
        failure behind. `spend` uses up what allowed this try. Raises `TooMany`, with the seconds to wait,
        when too many failed, and `Busy` when those under way take too long.
        """
        self._begin_in_turn(db, now, spend)
        try:
            right = verify(kept, password)
        except BaseException:
            with db.write() as session:
                self.give_back(session)
            raise
        if not right:
            with db.write() as session:
                self.failed(session)
        return right

    def begin(self, session: Session, now: int) -> None:
        """Count the try before it is looked at.

        Raises `TooMany` when as many have failed as a limit allows, and `UnderWay` when they would if
        all that are being checked now turned out wrong.
        """
        limits = self._limits(session, now)
        lock(session, [limit.key for limit in limits])
        sweep(session, now)
        stale = now - CHECKED_WITHIN
        failed = or_(Attempt.kind == "failed", and_(Attempt.kind == "pending", Attempt.at <= stale))
        for limit in limits:
            # First, because a try may fail between the two: then it is counted twice, and is tried again
            # a moment later. The other way round it would be counted in neither.
            checked = Attempt.kind == "pending", Attempt.key == limit.key, Attempt.at > stale
            under_way = session.scalar(select(func.count()).where(*checked)) or 0
            if refuse_when_full(session, limit, failed, now, WINDOW) + under_way >= limit.most:
                raise UnderWay
        self._counted = add(session, "pending", (self._account, self._pair, self._network), now)

    def failed(self, session: Session) -> None:
        """The password was wrong: what was counted stays."""
        session.execute(update(Attempt).where(Attempt.id.in_(self._counted)).values(kind="failed"))

    def give_back(self, session: Session) -> None:
        """What was counted is no failure: the password was right, or could not be looked at."""
        session.execute(delete(Attempt).where(Attempt.id.in_(self._counted)))

    def succeeded(self, session: Session, now: int) -> None:
        """Somebody signed in: this was no failure, and the network is known for the account."""
        self.give_back(session)
        session.execute(delete(Attempt).where(Attempt.kind == "failed", Attempt.key == self._pair.key))
        session.execute(delete(Attempt).where(Attempt.kind == "known", Attempt.key == self._known.key))
        add(session, "known", [self._known], now)

    def _begin_in_turn(self, db: Database, now: int, spend: Spend) -> None:
        until = time.monotonic() + _WAIT_S
        while True:
            try:
                with db.write() as session:
                    spend(session)
                    self.begin(session, now)
            except UnderWay:
                # They may be checked by another process or host, so there is nothing to be woken by.
                if time.monotonic() > until:
                    raise Busy(BUSY) from None
                time.sleep(_LOOK_S)
            else:
                return

    def _limits(self, session: Session, now: int) -> list[Limit]:
        """Which counts hold this try back; who is known here is not held back by what others try."""
        known = Attempt.kind == "known", Attempt.key == self._known.key, Attempt.at > now - KNOWN_FOR
        is_known = session.scalar(select(func.count()).where(*known))
        return [self._network, self._pair if is_known else self._account]
