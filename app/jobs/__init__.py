"""Job queue in the database: jobs are asked for in the caller's own transaction, leased, and finished exactly
once.

The broker behind the workers may be emptied at any time and a worker may die at any point; these
rows decide what is done and what is not.
"""

from app.jobs import long
from app.jobs.actors import Actor, Actors, InTurns, Work, actors, ask_after_upgrade, failed, in_turns, short
from app.jobs.ahead import Misdated, misdated, redate
from app.jobs.clock import db_now, now
from app.jobs.handout import lease, next_look_in
from app.jobs.lease import (
    ATTEMPTS,
    LEASE_US,
    Lease,
    LeaseLost,
    advance,
    begin,
    drop,
    extend,
    fail,
    finish,
    give_back,
    reclaim,
)
from app.jobs.queue import (
    JobState,
    Wish,
    cancel,
    count_due,
    enqueue,
    enqueue_all,
    hasten,
    move,
    states,
)
from app.jobs.turns import Cancelled, Long, LongWork, TurnOver, take_turn

__all__ = [
    "ATTEMPTS",
    "LEASE_US",
    "Actor",
    "Actors",
    "Cancelled",
    "InTurns",
    "JobState",
    "Lease",
    "LeaseLost",
    "Long",
    "LongWork",
    "Misdated",
    "TurnOver",
    "Wish",
    "Work",
    "actors",
    "advance",
    "ask_after_upgrade",
    "begin",
    "cancel",
    "count_due",
    "db_now",
    "drop",
    "enqueue",
    "enqueue_all",
    "extend",
    "fail",
    "failed",
    "finish",
    "give_back",
    "hasten",
    "in_turns",
    "lease",
    "long",
    "misdated",
    "move",
    "next_look_in",
    "now",
    "reclaim",
    "redate",
    "short",
    "states",
    "take_turn",
]
