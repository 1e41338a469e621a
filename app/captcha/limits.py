"""Limits on checks: how long one is valid, how often somebody may be wrong, what passing often costs.

Both count against the network address, since there is nothing else to count them against; the
computer's work stays open to everybody, so a shared address locks nobody out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy.orm import Session

from app.captcha.spent import Tries
from app.captcha.work import proof as work
from app.clock import MINUTE
from app.web.hosts import network

if TYPE_CHECKING:
    from app.web.context import Hud

LIFE = 15 * MINUTE
RECEIPT_LIFE = 30 * MINUTE
# All of these within the window of app.captcha.spent.
WRONG_MOST = 20  # answers from one network
WRONG_EACH = 3  # answers to one challenge from one network
PICTURES_OFFERED = 10  # right answers from one network until its forms show work alone
PICTURES_MOST = 15  # right answers that are taken, for the sake of forms that were open by then


class Standing(msgspec.Struct, frozen=True):
    """What is known of a network when it is shown a form."""

    passes: int  # by pictures and by work
    may_answer: bool  # whether pictures are offered
    tired: frozenset[int]  # challenges it was wrong about too often


def standing(tries: Tries, hud: Hud, address: str, challenges: Sequence[int], now: int) -> Standing:
    """All that a form depends on, at once."""
    counted = [_passed(address), _answered(address), _wrong(address)]
    counted += [_wrong(address, one) for one in challenges]
    passes, answered, missed, *each = tries.seen(hud, counted, now)
    tired = (one for one, number in zip(challenges, each, strict=True) if number >= WRONG_EACH)
    return Standing(passes, answered < PICTURES_OFFERED and missed < WRONG_MOST, frozenset(tired))


def may_answer(tries: Tries, session: Session, address: str, now: int) -> bool:
    """Whether an answer from this address is looked at."""
    return tries.number(session, _wrong(address), now) < WRONG_MOST


def is_tired(tries: Tries, session: Session, address: str, challenge: int, now: int) -> bool:
    """Whether this address has been wrong about a challenge too often to be asked it again."""
    return tries.number(session, _wrong(address, challenge), now) >= WRONG_EACH


def note_wrong(tries: Tries, session: Session, address: str, challenge: int, now: int) -> None:
    """An answer was wrong."""
    tries.add(session, _wrong(address), now)
    tries.add(session, _wrong(address, challenge), now)


def pass_by_answer(tries: Tries, session: Session, address: str, now: int) -> bool:
    """Count a pass by a picture, unless the network has had as many as it gets.

    Counted before the answer is looked at, so that of many answers at once no more than the most
    pass; `take_back_answer` when it was wrong.
    """
    if tries.add(session, _answered(address), now) > PICTURES_MOST:
        tries.take_back(session, _answered(address))
        return False
    tries.add(session, _passed(address), now)
    return True


def take_back_answer(tries: Tries, session: Session, address: str) -> None:
    """The answer was none after all."""
    tries.take_back(session, _answered(address))
    tries.take_back(session, _passed(address))


def pass_by_work(tries: Tries, session: Session, address: str, bits: int, now: int) -> bool:
    """Count a pass by work of `bits`, unless the price has risen too far since it was asked for.

    The price is that of the moment of the answer: forms fetched while it was low are no stock.
    """
    before = tries.add(session, _passed(address), now) - 1
    if work.is_enough(bits, before):
        return True
    tries.take_back(session, _passed(address))
    return False


def _wrong(address: str, challenge: int = 0) -> str:
    return f"wrong {challenge} {network(address)}"


def _answered(address: str) -> str:
    return f"answered {network(address)}"


def _passed(address: str) -> str:
    return f"passed {network(address)}"
