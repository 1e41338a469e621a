"""Doing one leased job: begin it, do the work, and see that every ending leaves its row right.

The work itself finishes the job, in the transaction that writes its result; here are the other
endings, and the renewal of leases while work takes long. A long job is done in turns of some seconds, so what
goes on for minutes hangs, whichever kind it is of.
"""

from __future__ import annotations

import logging
import threading
import time

from app import jobs
from app.db import Database

_RENEW_S = 15.0
_LONGEST_S = 300.0

log = logging.getLogger(__name__)


class Performer:
    """Begins and ends jobs for all threads of a worker, and knows which ones run."""

    def __init__(self, job_db: Database, *, delay_us: int) -> None:
        self._job_db = job_db
        self._delay_us = delay_us
        self._lock = threading.Lock()
        self._running: dict[str, tuple[jobs.Lease, float]] = {}
        self._stopping = threading.Event()

    def perform(self, work: jobs.Work | jobs.InTurns, job_id: int, token: str) -> None:
        """Do the job if it is still ours; nothing it does wrong gets out of here."""
        with self._job_db.write() as session:
            lease = jobs.begin(session, job_id, token, delay_us=self._delay_us)
        if lease is None:
            log.info("job %s is no longer ours: an old message", job_id)
            return
        with self._lock:
            self._running[token] = (lease, time.monotonic())
        try:
            if isinstance(work, jobs.InTurns):
                jobs.take_turn(work.db, lease, work.do, stopping=self._stopping.is_set, turn_s=work.turn_s)
            else:
                work(lease)
        except jobs.LeaseLost as lost:
            log.info("%s", lost)
            with self._job_db.write() as session:
                jobs.drop(session, lease)
        except Exception as error:
            jobs.failed(self._job_db, lease, error)
        finally:
            with self._lock:
                self._running.pop(token, None)

    def stop(self) -> None:
        """Have long jobs hand themselves back with their next step."""
        self._stopping.set()

    def running(self) -> list[jobs.Lease]:
        """The jobs being worked on now."""
        with self._lock:
            return [lease for lease, _ in self._running.values()]

    def renew(self, stop: threading.Event) -> None:
        """Until `stop`: extend the leases of what runs long, but not of what seems to hang."""
        while not stop.wait(_RENEW_S):
            now = time.monotonic()
            with self._lock:
                long = [one for one, since in self._running.values() if _RENEW_S <= now - since < _LONGEST_S]
            for lease in long:
                try:
                    with self._job_db.write() as session:
                        jobs.extend(session, lease)
                except jobs.LeaseLost:
                    continue
                except Exception as error:
                    log.warning("cannot renew the lease of %s: %s", lease.key, error)

    def give_back(self, unbegun: list[tuple[int, str]]) -> None:
        """At a stop: hand back what was never begun and what did not get done in time."""
        unfinished = [(lease.job_id, lease.token) for lease in self.running()]
        with self._job_db.write() as session:
            for job_id, token in unbegun + unfinished:
                jobs.give_back(session, job_id, token)
