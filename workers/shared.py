"""Workers and scheduler on the Redis queue: any number of each, on any number of hosts."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import ExitStack

from app import jobs
from app.settings import Settings
from workers.job_database import open_job_database
from workers.redis import SharedBroker
from workers.scheduler import Scheduler, message
from workers.thread_pool import ThreadPool, delay_us, opened
from workers.wakeup import WakeUp


class SharedOutlet:
    """Into Redis, keeping a short queue there for any number of workers."""

    def __init__(self, broker: SharedBroker, target: int) -> None:
        self.broker = broker
        self.target = target

    def room(self) -> int:
        """What is missing from the wanted length of the queue."""
        return self.target - self.broker.waiting_count()

    def send(self, lease: jobs.Lease) -> None:
        """Into Redis."""
        self.broker.enqueue(message(lease))


def shared(settings: Settings, actors: jobs.Actors, threads: int, stop: threading.Event) -> None:
    """A worker of the Redis queue until `stop`."""
    with ExitStack() as stack:
        job_db = opened(stack, open_job_database(settings))
        broker = SharedBroker(settings.broker_url)
        stack.callback(broker.close)
        with ThreadPool(stack, settings, job_db, broker, actors, threads) as pool:
            stop.wait()
            pool.stop()


def schedule(settings: Settings, actors: Iterable[str], stop: threading.Event) -> None:
    """A scheduler alone, for workers on the Redis queue that have these actors, until `stop`."""
    with ExitStack() as stack:
        job_db = opened(stack, open_job_database(settings))
        wakeup = stack.enter_context(WakeUp(job_db))
        broker = SharedBroker(settings.broker_url)
        stack.callback(broker.close)
        outlet = SharedOutlet(broker, target=4 * settings.crawl_concurrency)

        def wake_at_stop() -> None:
            stop.wait()
            wakeup.wake()

        threading.Thread(target=wake_at_stop, daemon=True).start()
        Scheduler(job_db, wakeup, outlet, delay_us=delay_us(settings), actors=actors).run(stop)
