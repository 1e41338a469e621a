"""The worker process: Dramatiq's threads over our broker, and beside them, when embedded, the scheduler.

At a stop it finishes what it can within a time limit and hands the rest back, so that nothing waits
for a lease to run out; a second signal ends it on the spot, which the leases survive as well.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from hashlib import blake2b

from dramatiq import Actor, Worker

from app import jobs
from app.db import Database
from app.settings import Settings
from workers.bell import Bell
from workers.broker import QUEUE, MemoryBroker, SharedBroker
from workers.ledger import open_ledger
from workers.locks import hold
from workers.perform import Performer, Work
from workers.scheduler import HereOutlet, Scheduler, SharedOutlet

Actors = Mapping[str, Callable[[Database, Settings], AbstractContextManager[Work]]]

STOP_S = 5.0
_LOOK_S = 1.0

log = logging.getLogger(__name__)


def owner(settings: Settings) -> str:
    """The name of this data folder's embedded worker, the same after every restart."""
    place = f"{socket.gethostname()}:{settings.data_dir.absolute()}"
    return blake2b(place.encode(), digest_size=6).hexdigest()


def embedded(settings: Settings, actors: Actors, threads: int, stop: threading.Event) -> bool:
    """Worker and scheduler in this process until `stop`; says whether all that ran got finished."""
    with ExitStack() as stack:
        stack.enter_context(hold(settings.data_dir / "worker.lock", wait=30.0))
        ledger = _opened(stack, open_ledger(settings.database))
        bell = stack.enter_context(Bell(ledger))
        broker = MemoryBroker(2 * threads, bell.ring)
        me = owner(settings)
        with ledger.write() as session:
            # We hold the lock, so whoever had these leases is dead.
            lost = jobs.reclaim(session, me)
        if lost:
            log.warning("%d jobs were under way when the last worker ended; they start again", lost)
        scheduler = Scheduler(ledger, bell, HereOutlet(broker), delay_us=_delay(settings), owner=me)
        halt = threading.Event()
        thread = threading.Thread(target=scheduler.run, args=(halt,), name="scheduler", daemon=True)
        with _Crew(stack, settings, ledger, broker, actors, threads) as crew:
            thread.start()
            stop.wait()
            halt.set()
            bell.ring()
            thread.join(STOP_S)
            return crew.stop([_ticket(message.args) for message in broker.waiting(QUEUE)])


def shared(settings: Settings, actors: Actors, threads: int, stop: threading.Event) -> bool:
    """A worker of the Redis queue until `stop`; says whether all that ran got finished."""
    with ExitStack() as stack:
        ledger = _opened(stack, open_ledger(settings.database))
        broker = SharedBroker(settings.broker_url)
        stack.callback(broker.close)
        with _Crew(stack, settings, ledger, broker, actors, threads) as crew:
            stop.wait()
            return crew.stop([])


def schedule(settings: Settings, stop: threading.Event) -> None:
    """A scheduler alone, for workers on the Redis queue, until `stop`."""
    with ExitStack() as stack:
        ledger = _opened(stack, open_ledger(settings.database))
        bell = stack.enter_context(Bell(ledger))
        broker = SharedBroker(settings.broker_url)
        stack.callback(broker.close)
        outlet = SharedOutlet(broker, target=4 * settings.crawl_concurrency)

        def ring_at_stop() -> None:
            stop.wait()
            bell.ring()

        threading.Thread(target=ring_at_stop, daemon=True).start()
        Scheduler(ledger, bell, outlet, delay_us=_delay(settings)).run(stop)


class _Crew:
    """The threads that work, from their start to an end that leaves no lease behind."""

    def __init__(
        self,
        stack: ExitStack,
        settings: Settings,
        ledger: Database,
        broker: MemoryBroker | SharedBroker,
        actors: Actors,
        threads: int,
    ) -> None:
        self._performer = Performer(ledger, delay_us=_delay(settings))
        self._broker = broker
        self._halt = threading.Event()
        db = _opened(stack, Database(settings.database))
        for name, make in actors.items():
            work = stack.enter_context(make(db, settings))
            function = partial(self._performer.perform, work)
            Actor(function, broker=broker, actor_name=name, queue_name=QUEUE, priority=0, options={})
        self._worker = Worker(broker, worker_threads=threads, worker_timeout=int(_LOOK_S * 1_000))
        # Little more than it can work on now, so that no worker sits on what another could do.
        self._worker.queue_prefetch = threads + 1

    def __enter__(self) -> _Crew:
        self._worker.start()
        renew = threading.Thread(target=self._performer.renew, args=(self._halt,), daemon=True)
        renew.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._halt.set()

    def stop(self, unbegun: list[tuple[int, str]]) -> bool:
        """Let running jobs finish within the limit, hand back the rest."""
        self._worker.stop(timeout=int(STOP_S * 1_000))
        if isinstance(self._broker, MemoryBroker):
            unbegun += [_ticket(message.args) for message in self._broker.waiting(QUEUE)]
        self._performer.give_back(unbegun)
        late = self._performer.running()
        if late:
            log.warning("handed back unfinished: %s", ", ".join(lease.key for lease in late))
            logging.shutdown()
            os._exit(0)  # those threads can't be ended, and what they write is refused by now
        return True


def _ticket(args: tuple[object, ...]) -> tuple[int, str]:
    job_id, token = args
    assert isinstance(job_id, int)
    assert isinstance(token, str)
    return job_id, token


def _delay(settings: Settings) -> int:
    return int(settings.crawl_delay * 1_000_000)


def _opened(stack: ExitStack, db: Database) -> Database:
    stack.callback(db.dispose)
    return db
