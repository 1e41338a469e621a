"""The worker process of one machine: Dramatiq's threads over our own queue, the scheduler beside them.

Nothing else needs to be installed for it. That it holds a lock tells it that its predecessor is dead,
so what that one left undone is taken up at once.
"""

from __future__ import annotations

import logging
import socket
import threading
from contextlib import ExitStack
from hashlib import blake2b

from app import jobs
from app.settings import Settings
from workers.broker import MemoryBroker
from workers.job_database import open_job_database
from workers.locks import hold
from workers.scheduler import Scheduler, message
from workers.thread_pool import STOP_S, ThreadPool, delay_us, opened
from workers.wakeup import WakeUp

log = logging.getLogger(__name__)


def owner(settings: Settings) -> str:
    """The name of this data folder's embedded worker, the same after every restart."""
    place = f"{socket.gethostname()}:{settings.data_dir.absolute()}"
    return blake2b(place.encode(), digest_size=6).hexdigest()


class MemoryOutlet:
    """Into the queue of this process."""

    def __init__(self, broker: MemoryBroker) -> None:
        self.broker = broker

    def room(self) -> int:
        """What the queue has left."""
        return self.broker.room()

    def send(self, lease: jobs.Lease) -> None:
        """Into the queue."""
        self.broker.enqueue(message(lease))


def embedded(settings: Settings, actors: jobs.Actors, threads: int, stop: threading.Event) -> None:
    """Worker and scheduler in this process until `stop`."""
    with ExitStack() as stack:
        stack.enter_context(hold(settings.data_dir / "worker.lock", wait=30.0))
        job_db = opened(stack, open_job_database(settings))
        wakeup = stack.enter_context(WakeUp(job_db))
        broker = MemoryBroker(2 * threads, wakeup.wake)
        me = owner(settings)
        with job_db.write() as session:
            # We hold the lock, so whoever had these leases is dead.
            lost = jobs.reclaim(session, me)
        if lost:
            log.warning("%d jobs were under way when the last worker ended; they start again", lost)
        scheduler = Scheduler(
            job_db, wakeup, MemoryOutlet(broker), delay_us=delay_us(settings), owner=me, actors=actors
        )
        halt = threading.Event()
        thread = threading.Thread(target=scheduler.run, args=(halt,), name="scheduler", daemon=True)
        with ThreadPool(stack, settings, job_db, broker, actors, threads) as pool:
            thread.start()
            stop.wait()
            halt.set()
            wakeup.wake()
            thread.join(STOP_S)
            pool.stop()
