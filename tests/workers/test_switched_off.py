"""Jobs of a feature that is switched off: nobody does them, and nothing of them is lost."""

from __future__ import annotations

from sqlalchemy import select

from app import jobs
from app.clock import HOUR
from app.db import Database
from app.features import wanted_jobs
from app.jobs.models import Job
from app.settings import Settings
from workers.broker import QUEUE, MemoryBroker
from workers.scheduler import Scheduler
from workers.serve import children
from workers.wakeup import WakeUp
from workers.worker import MemoryOutlet


def test_a_job_whose_feature_is_off_waits_and_is_done_when_it_is_back(db: Database) -> None:
    with db.write() as session:
        jobs.enqueue(session, "off", "of birds", lane="a.example")
        jobs.enqueue(session, "on", "of pages", lane="b.example")
    broker = MemoryBroker(10)
    broker.declare_queue(QUEUE)
    with WakeUp(db) as wakeup:
        outlet = MemoryOutlet(broker)
        Scheduler(db, wakeup, outlet, delay_us=0, actors=["on"]).step()
        assert [message.actor_name for message in broker.waiting(QUEUE)] == ["on"]
        with db.write() as session:
            now = jobs.now(session)
            job = session.scalars(select(Job).where(Job.actor == "off")).one()
            assert (job.token, job.attempts, job.set_aside) == (None, 0, None)
            assert job.due is not None
            assert 0 < job.due - now <= HOUR
            # Its lane is free for others meanwhile.
            jobs.enqueue(session, "on", "of another page", lane="a.example")
            job.due = now
        Scheduler(db, wakeup, outlet, delay_us=0, actors=["on", "off"]).step()
        assert {message.actor_name for message in broker.waiting(QUEUE)} <= {"on", "off"}
        with db.read() as session:
            taken = session.scalars(select(Job.actor).where(Job.token.is_not(None))).all()
        assert len(taken) == 2, "one of each lane"


def test_no_worker_is_started_where_nothing_can_be_asked_for() -> None:
    alone = Settings(apps=frozenset({"home"}))
    assert [child.role for child in children(alone, 1)] == ["web"]
    writes = Settings(apps=frozenset({"home"}), smtp_url="smtp://127.0.0.1", mail_from="hud@example.org")
    assert [job.name for job in wanted_jobs(writes)] == ["mail"]
    assert [child.role for child in children(writes, 1)] == ["web", "worker"]


def test_pictures_are_drawn_also_where_no_page_is_read() -> None:
    assert [child.role for child in children(Settings(apps=frozenset({"captcha"})), 1)] == ["web", "worker"]
