"""Decides, in the transaction that uses a check up, whether what came back passes.

Apart from the check itself because everything here has to hold when many answers arrive at once, in
several processes: what is counted is counted first and given back when it was for nothing.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.captcha import limits
from app.captcha.image import pool
from app.captcha.image.answers import fits
from app.captcha.models import CaptchaChallenge
from app.captcha.spent import Tries
from app.i18n import N_

EXPIRED = N_("The question has expired. Here is a new one.")
WRONG = N_("Wrong answer. Here is another question.")
TAKEN = N_("Somebody else answered this image before you. Here is another one.")
DEARER = N_("There were many answers from your network in the meantime. Please verify once more.")
TOO_MANY = N_(
    "There were too many wrong answers from your network. Verify automatically, or wait 15 minutes."
)
PICTURES_OVER = N_(
    "Too many images were answered from your network. Verify automatically, or wait 15 minutes."
)


def on_work(tries: Tries, session: Session, bits: int, address: str, now: int) -> str:
    """Why work that was done rightly does not pass; empty when it does."""
    return "" if limits.pass_by_work(tries, session, address, bits, now) else DEARER


def on_answer(tries: Tries, session: Session, number: int, answer: str, address: str, now: int) -> str:
    """Why the answer to a challenge does not pass; empty when it does."""
    if not limits.pass_by_answer(tries, session, address, now):
        return PICTURES_OVER
    error = _looked_at(tries, session, number, answer, address, now)
    if error:
        limits.take_back_answer(tries, session, address)
    return error


def _looked_at(tries: Tries, session: Session, number: int, answer: str, address: str, now: int) -> str:
    if not limits.may_answer(tries, session, address, now):
        return TOO_MANY
    challenge = session.get(CaptchaChallenge, number)
    if challenge is None or limits.is_tired(tries, session, address, number, now):
        # Not looked at, yet a try: else it would be free to go on at what is tired.
        limits.note_wrong(tries, session, address, number, now)
        return EXPIRED
    if not pool.use_up(session, challenge.image_id, now):
        return TAKEN
    right = fits(challenge.answers, answer)
    counter = CaptchaChallenge.passed if right else CaptchaChallenge.failed
    session.execute(
        update(CaptchaChallenge).where(CaptchaChallenge.id == number).values({counter: counter + 1})
    )
    if not right:
        limits.note_wrong(tries, session, address, number, now)
    return "" if right else WRONG
