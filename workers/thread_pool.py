"""The worker threads of a process: Dramatiq's, over either broker.

At a stop they finish what they can within a time limit and hand the rest back, so that nothing waits
for a lease to run out.
"""

from __future__ import annotations

import logging
import os
import threading
from contextlib import ExitStack
from functools import partial

from dramatiq import Actor, Broker, Message, Worker

from app import jobs
from app.db import Database
from app.rowcache import open_database
from app.settings import Settings
from workers.broker import QUEUE, MemoryBroker
from workers.perform import Performer

STOP_S = 5.0
_LOOK_S = 1.0

log = logging.getLogger(__name__)


class ThreadPool:
    """The threads that work, from their start to an end that leaves no lease behind."""

    def __init__(
        self,
        stack: ExitStack,
        settings: Settings,
        job_db: Database,
        broker: Broker,
        actors: jobs.Actors,
        threads: int,
    ) -> None:
        self._performer = Performer(job_db, delay_us=delay_us(settings))
        self._broker = broker
        self._halt = threading.Event()
        db = opened(stack, open_database(settings))
        for name, make in actors.items():
            work = stack.enter_context(make(db, settings))
            function = partial(self._performer.perform, work)
            Actor(function, broker=broker, actor_name=name, queue_name=QUEUE, priority=0, options={})
        self._worker = Worker(broker, worker_threads=threads, worker_timeout=int(_LOOK_S * 1_000))
        # Little more than it can work on now, so that no worker sits on what another could do.
        self._worker.queue_prefetch = threads + 1

    def __enter__(self) -> ThreadPool:
        self._worker.start()
        renew = threading.Thread(target=self._performer.renew, args=(self._halt,), daemon=True)
        renew.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._halt.set()

    def stop(self) -> None:
        """Let running jobs finish within the limit, hand back the rest; may end the process."""
        self._performer.stop()
        self._worker.stop(timeout=int(STOP_S * 1_000))
        unbegun = self._broker.waiting(QUEUE) if isinstance(self._broker, MemoryBroker) else ()
        late = self._performer.running()
        self._performer.give_back([ticket(message) for message in unbegun])
        if late:
            log.warning("handed back unfinished: %s", ", ".join(lease.key for lease in late))
            logging.shutdown()
            os._exit(0)  # those threads can't be ended, and what they write is refused by now


def ticket(message: Message[object]) -> tuple[int, str]:
    """The job and the token that a message is about."""
    job_id, token = message.args
    return int(job_id), str(token)


def delay_us(settings: Settings) -> int:
    """How long a host rests after each fetch."""
    return int(settings.crawl_delay * 1_000_000)


def opened(stack: ExitStack, db: Database) -> Database:
    """The database, closed with `stack`."""
    stack.callback(db.dispose)
    return db
