"""The pool of drawn pictures: each is answered once, and others are drawn where nobody waits for them.

Asking writes nothing and draws nothing, so who only looks costs no picture. An answer, right or wrong,
takes its picture out of the pool and asks for a job that draws others. The job rests between batches,
so that nobody can keep the processor busy by answering; while the pool is empty, forms ask for work.
"""

from __future__ import annotations

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from app import jobs
from app.captcha.image import stock
from app.captcha.image.letters import OWN
from app.captcha.limits import LIFE
from app.captcha.models import CaptchaChallenge, CaptchaImage, CaptchaTotal
from app.clock import DAY, SECOND
from app.clock import now as clock
from app.db import Database
from app.db.insert import upsert
from app.settings import Settings

LEVELS = {"": 60, **dict.fromkeys(OWN, 8)}
"""How many pictures there shall be to choose from, by whose letters they have."""

BATCH = 10
REST = 10 * SECOND
"""Sixty pictures a minute at most, at 24 ms each: one fortieth of a processor."""

AGE = 7 * DAY
KEPT = 200
"""Answered pictures that stay for an admin to look at, besides those that a form may still show."""

_AT_ONCE = 1_000  # pictures put away in one transaction
ACTOR = KEY = LANE = "captcha"

_DRAWN = CaptchaImage.source == "drawn"
_AT_HAND = _DRAWN, CaptchaImage.retired.is_(False)


def use_up(session: Session, image_id: int, now: int) -> bool:
    """Whether a picture may be answered: an uploaded one always, a drawn one once, by whoever is first."""
    this = CaptchaImage.id == image_id
    unanswered = update(CaptchaImage).where(this, _DRAWN, CaptchaImage.answered_at.is_(None))
    changed = unanswered.values(answered_at=now, retired=True).returning(CaptchaImage.id)
    if session.scalar(changed) is not None:
        ask_for_more(session)
        return True
    return session.scalar(select(CaptchaImage.source).where(this)) == "uploaded"


def ask_for_more(session: Session) -> None:
    """Have the pool filled by a worker, unless that has been asked for already."""
    jobs.enqueue(session, ACTOR, KEY, lane=LANE)


def begin(db: Database, _settings: Settings) -> None:
    """Before the first page is served: pictures for the first forms, and a job for the others."""
    with db.read() as session:
        empty = session.scalar(select(CaptchaImage.id).where(*_AT_HAND).limit(1)) is None
    if empty:
        stock.first_set(db, clock())
    with db.write() as session:
        ask_for_more(session)


def refill(db: Database, lease: jobs.Lease) -> None:
    """The worker's job: one batch at most, then a rest. Raises `jobs.LeaseLost`."""
    with db.read() as session:
        now = jobs.now(session)
    full = fill(db, now) < BATCH
    with db.write() as session:
        due = now + DAY if full else now
        jobs.finish(session, lease, next_due=due, lane_delay_us=REST)


def fill(db: Database, now: int) -> int:
    """Draw up to a batch of what is missing, and put away what is over; how many were drawn."""
    with db.write() as session:
        _retire_old(session, now)
        _put_away(session, now)
    with db.read() as session:
        wanted = _missing(session)[:BATCH]
    # Drawn between the transactions, so that nobody waits for the database meanwhile.
    drawings = [stock.draw(language) for language in wanted]
    if drawings:
        with db.write() as session:
            for drawing in drawings:
                stock.add(session, drawing, now)
    return len(drawings)


def _missing(session: Session) -> list[str]:
    """The languages to draw for, those first of which the smallest part is there."""
    counted = select(CaptchaImage.language, func.count()).where(*_AT_HAND).group_by(CaptchaImage.language)
    there = {language: number for language, number in session.execute(counted) if language in LEVELS}
    places = [
        (place / level, language)
        for language, level in LEVELS.items()
        for place in range(there.get(language, 0), level)
    ]
    return [language for _, language in sorted(places)]


def _retire_old(session: Session, now: int) -> None:
    """Ask pictures no more that have been looked at for long; a form that shows one can be answered."""
    old = update(CaptchaImage).where(*_AT_HAND, CaptchaImage.added_at < now - AGE)
    session.execute(old.values(retired=True))


def _put_away(session: Session, now: int) -> None:
    """Drop old drawn pictures that no form can show any more; their figures are added up."""
    newest = (
        select(CaptchaImage.id)
        .where(_DRAWN, CaptchaImage.answered_at.is_not(None))
        .order_by(CaptchaImage.answered_at.desc(), CaptchaImage.id.desc())
        .limit(KEPT)
    )
    unseen = CaptchaImage.answered_at < now - LIFE
    past = CaptchaImage.added_at < now - AGE - LIFE
    over = or_(
        unseen & CaptchaImage.id.not_in(newest),
        past & CaptchaImage.retired & (CaptchaImage.answered_at.is_(None) | unseen),
    )
    numbers = session.scalars(select(CaptchaImage.id).where(_DRAWN, over).limit(_AT_ONCE)).all()
    if not numbers:
        return
    gone = delete(CaptchaChallenge).where(CaptchaChallenge.image_id.in_(numbers))
    figures = gone.returning(CaptchaChallenge.kind, CaptchaChallenge.passed, CaptchaChallenge.failed)
    for kind, passed, failed in session.execute(figures).all():
        _add_up(session, kind, passed, failed)
    session.execute(delete(CaptchaImage).where(CaptchaImage.id.in_(numbers)))


def _add_up(session: Session, kind: str, passed: int, failed: int) -> None:
    if passed or failed:
        row = upsert(session, CaptchaTotal).values(kind=kind, passed=passed, failed=failed)
        more = {
            "passed": CaptchaTotal.passed + row.excluded.passed,
            "failed": CaptchaTotal.failed + row.excluded.failed,
        }
        session.execute(row.on_conflict_do_update(index_elements=["kind"], set_=more))
