"""Hands out what is due: leases jobs in the database and sends their messages, as fast as there is room.

Never more than can be run soon, so that leases don't run out in a queue. Several schedulers on
several hosts may run beside each other; each is replaceable at any moment.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from typing import Protocol

from dramatiq import Message

from app import jobs
from app.clock import HOUR
from app.db import Database
from workers.broker import QUEUE
from workers.wakeup import WakeUp

POLL_S = 1.0
_MOST_AT_ONCE = 64
_MOST_PAUSE_S = 5.0
_OFF_US = HOUR
"""After so long it is looked again whether the feature of a job is back."""
_LOOK_AT_TIMES_S = 60.0

log = logging.getLogger(__name__)


class Outlet(Protocol):
    """Where leased jobs go."""

    def room(self) -> int:
        """How many jobs it takes now."""

    def send(self, lease: jobs.Lease) -> None:
        """Send one on its way."""


def message(lease: jobs.Lease) -> Message[object]:
    """What a worker is told of a leased job."""
    return Message(QUEUE, lease.actor, (lease.job_id, lease.token), {}, {})


class Scheduler:
    """One loop: wait for the wakeup or a second, lease what is due and has room, send it."""

    def __init__(
        self,
        job_db: Database,
        wakeup: WakeUp,
        outlet: Outlet,
        *,
        delay_us: int,
        actors: Iterable[str],
        owner: str = "",
    ) -> None:
        self._job_db = job_db
        self._wakeup = wakeup
        self._outlet = outlet
        self._delay_us = delay_us
        self._owner = owner
        self._actors = frozenset(actors)
        self._next_look = 0.0

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set and it was woken; errors of database and broker are waited out."""
        pause = 0.0
        wait_s = 0.0
        while not stop.is_set():
            try:
                woken = self._wakeup.wait(wait_s)
                if stop.is_set():
                    return
                wait_s = self.step(woken)
                pause = 0.0
            except Exception as error:
                pause = min(pause * 2 or 0.1, _MOST_PAUSE_S)
                log.warning("cannot hand out jobs, trying again in %.1f s: %s", pause, error)
                stop.wait(pause)
                wait_s = 0.0

    def step(self, woken: bool = True) -> float:
        """Hand out once; returns how many seconds to wait at most before the next time."""
        self._look_at_times()
        # When nobody woke it, mostly nothing is due, and finding that out must not take the write lock.
        if not woken and (soon := self._seconds_until_next()) > 0:
            return soon
        room = min(self._outlet.room(), _MOST_AT_ONCE)
        if room <= 0:
            return POLL_S
        with self._job_db.write() as session:
            leases = jobs.lease(session, limit=room, delay_us=self._delay_us, queued=True, owner=self._owner)
            for lease in leases:
                if lease.actor not in self._actors:
                    # Of a feature that is switched off: nobody could do it, and it is not lost.
                    jobs.give_back(session, lease.job_id, lease.token, rest_us=_OFF_US)
            next_in = jobs.next_look_in(session)
        self._send([lease for lease in leases if lease.actor in self._actors])
        return _bounded(next_in)

    def _look_at_times(self) -> None:
        """Now and then: nothing waits for a time that only a wrong clock can have named."""
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _LOOK_AT_TIMES_S
        with self._job_db.read() as session:
            wrong = bool(jobs.misdated(session))
        if wrong:
            with self._job_db.write() as session:
                jobs.redate(session)

    def _send(self, leases: list[jobs.Lease]) -> None:
        for place, lease in enumerate(leases):
            try:
                self._outlet.send(lease)
            except BaseException:
                with self._job_db.write() as session:
                    for unsent in leases[place:]:
                        jobs.give_back(session, unsent.job_id, unsent.token)
                raise

    def _seconds_until_next(self) -> float:
        with self._job_db.read() as session:
            return _bounded(jobs.next_look_in(session))


def _bounded(micros: int | None) -> float:
    return POLL_S if micros is None else max(0.0, min(micros / 1e6, POLL_S))
