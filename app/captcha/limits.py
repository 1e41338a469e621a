"""How long a check is good, and how often somebody may be wrong.

Wrong answers count against the network address, since there is nothing else to count them against;
the computer's work stays open to everybody, so a shared address locks nobody out.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.captcha.spent import Tries
from app.clock import MINUTE
from app.web.context import Hud
from app.web.hosts import network

LIFE = 15 * MINUTE
RECEIPT_LIFE = 30 * MINUTE
WRONG_MOST = 20  # answers from one address, within the window of app.captcha.spent
WRONG_EACH = 3  # answers to one challenge from one address


def may_answer(tries: Tries, session: Session, address: str, now: int) -> bool:
    """Whether an answer from this address is looked at."""
    return tries.number(session, _wrong(address), now) < WRONG_MOST


def is_tired(tries: Tries, session: Session, address: str, challenge: int, now: int) -> bool:
    """Whether this address has been wrong about a challenge too often to be asked it again."""
    return tries.number(session, _wrong(address, challenge), now) >= WRONG_EACH


def standing(
    tries: Tries, hud: Hud, address: str, challenges: Sequence[int], now: int
) -> tuple[int, set[int]]:
    """How often computers at this address passed by working, and the challenges it is tired of, at once."""
    counted = [_worked(address), *(_wrong(address, one) for one in challenges)]
    passes, *wrong = tries.seen(hud, counted, now)
    return passes, {one for one, number in zip(challenges, wrong, strict=True) if number >= WRONG_EACH}


def note_wrong(tries: Tries, session: Session, address: str, challenge: int, now: int) -> None:
    """An answer was wrong."""
    tries.add(session, _wrong(address), now)
    tries.add(session, _wrong(address, challenge), now)


def note_work(tries: Tries, session: Session, address: str, now: int) -> None:
    """A computer has done its work."""
    tries.add(session, _worked(address), now)


def _wrong(address: str, challenge: int = 0) -> str:
    return f"wrong {challenge} {network(address)}"


def _worked(address: str) -> str:
    return f"work {network(address)}"
