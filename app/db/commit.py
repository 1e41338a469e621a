"""The steps of a commit, in the one order in which they are taken.

Listeners on the session would run in the order in which their modules happened to be imported. So there are
none but those of this file: a module gives its function to a step, and the steps are in order here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum

from sqlalchemy import event
from sqlalchemy.orm import Session

log = logging.getLogger(__name__)

Hook = Callable[[Session], None]


class Before(Enum):
    """Inside the transaction, after what is pending has been flushed; one that fails undoes the transaction.

    Flushing comes first, so that a transaction locks its own rows before those that all writers share.
    """

    LANES = "lanes"
    """Lanes of jobs, locked in the order of their names: writers of the same ones never wait in a circle."""
    CHANGES = "changes"
    """Numbers of changes: every writer of pages waits for this one lock, so it is taken as late as can be."""
    MARKS = "marks"
    """Last, since it names what the steps before it wrote too. From here on nobody believes what they keep.

    On SQLite the COMMIT itself then notes what the log shows (`app.freshness.external_writes`).
    """


class After(Enum):
    """Once the transaction counts; each is taken whatever became of the others."""

    COUNTERS = "counters"
    """First, so that whoever is woken next finds nothing old."""
    WAKE_UP = "wake-up"
    """The scheduler looks for the jobs that came in."""


class Undone(Enum):
    """Once the whole transaction was rolled back; each is taken whatever became of the others."""

    LANES = "lanes"
    CHANGES = "changes"
    MARKS = "marks"
    """What was marked before the commit counts anew."""


Step = Before | After | Undone

_hooks: dict[Step, Hook] = {}


def register(step: Step, hook: Hook) -> None:
    """Have `hook` called at `step` of every session; raises ValueError when the step has one already."""
    if step in _hooks:
        raise ValueError(f"the step {step} of a commit already has {_hooks[step]}")
    _hooks[step] = hook


@event.listens_for(Session, "before_commit")
def _before(session: Session) -> None:
    # The event also fires when a savepoint is released; only the outermost commit takes the steps.
    if session.in_nested_transaction():
        return
    session.flush()
    for step in Before:
        if step in _hooks:
            _hooks[step](session)


@event.listens_for(Session, "after_commit")
def _after(session: Session) -> None:
    if not session.in_nested_transaction():
        _each(After, session)


@event.listens_for(Session, "after_soft_rollback")
def _undone(session: Session, _previous: object) -> None:
    if not session.in_transaction():
        _each(Undone, session)


def _each(steps: type[After] | type[Undone], session: Session) -> None:
    # What has been committed has been committed: an error here would tell the caller that it failed.
    for step in steps:
        hook = _hooks.get(step)
        try:
            if hook is not None:
                hook(session)
        except Exception:
            log.exception("a transaction is over, but its step %s failed", step)
