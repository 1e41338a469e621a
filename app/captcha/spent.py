"""Used check numbers and counted failures, kept in the database for all processes.

A number is written only when it is used, so that a page with a form that nobody fills in costs no
write, and a check can be used once however many posts arrive together.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, or_, select, update
from sqlalchemy.orm import Session

from app.captcha.models import CaptchaSpent, CaptchaTries
from app.clock import MINUTE
from app.db import Database
from app.db.insert import upsert
from app.freshness import names
from app.freshness.held import Held
from app.settings import Settings
from app.web.secret import derived

if TYPE_CHECKING:
    from app.web.context import Hud

WINDOW = 15 * MINUTE
MOST_HELD = 500

Counted = dict[str, tuple[int, int]]
"""How often, and until when that counts, by key."""

_NEVER = 0, 0


def spend(session: Session, nonce: str, expires_at: int, now: int) -> bool:
    """Use up a number; False when it is used up already."""
    session.execute(delete(CaptchaSpent).where(CaptchaSpent.expires_at < now))
    row = {"nonce": nonce, "expires_at": expires_at}
    made = upsert(session, CaptchaSpent).values(row).on_conflict_do_nothing()
    return session.scalar(made.returning(CaptchaSpent.nonce)) is not None


def is_spent(session: Session, nonce: str) -> bool:
    """Whether a number has been used up."""
    return session.get(CaptchaSpent, nonce) is not None


class Tries:
    """Counts by keys from which no address can be read back, each within its own window."""

    def __init__(self, settings: Settings) -> None:
        self._key = derived(settings, "captcha tries")
        self._held = Held[Counted | None](names.EVERYTHING, names.table(CaptchaTries))

    def number(self, session: Session, what: str, now: int) -> int:
        """How often `what` was counted within the window."""
        return self.numbers(session, [what], now)[0]

    def numbers(self, session: Session, several: Sequence[str], now: int) -> list[int]:
        """How often each was counted within the window, asked in one statement."""
        keys = [self._named(what) for what in several]
        wanted = select(CaptchaTries.key, CaptchaTries.number).where(
            CaptchaTries.key.in_(keys), CaptchaTries.expires_at >= now
        )
        found = {row.key: row.number for row in session.execute(wanted)}
        return [found.get(key, 0) for key in keys]

    def seen(self, hud: Hud, several: Sequence[str], now: int) -> list[int]:
        """The same for a page that shows it: asked only when something was counted since the last time."""
        held = self._held.get(hud.counters, lambda: _everything(hud.db, now))
        if held is None:
            with hud.db.read() as session:
                return self.numbers(session, several, now)
        if not held:
            return [0] * len(several)
        found = [held.get(self._named(what), _NEVER) for what in several]
        return [number if ends >= now else 0 for number, ends in found]

    def add(self, session: Session, what: str, now: int) -> int:
        """Count `what` once more, and how often that makes it; the window begins with the first time.

        Others that count the same wait until this transaction ends, so no two get the same number.
        """
        # What ends later than any window, a wrong clock has counted.
        over = or_(CaptchaTries.expires_at < now, CaptchaTries.expires_at > now + WINDOW)
        session.execute(delete(CaptchaTries).where(over))
        row = {"key": self._named(what), "number": 1, "expires_at": now + WINDOW}
        ended = CaptchaTries.expires_at < now
        counted = (
            upsert(session, CaptchaTries)
            .values(row)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "number": case((ended, 1), else_=CaptchaTries.number + 1),
                    "expires_at": case((ended, now + WINDOW), else_=CaptchaTries.expires_at),
                },
            )
        )
        return session.execute(counted.returning(CaptchaTries.number)).scalar_one()

    def take_back(self, session: Session, what: str) -> None:
        """Undo one `add` of the same transaction."""
        here = CaptchaTries.key == self._named(what)
        session.execute(update(CaptchaTries).where(here).values(number=CaptchaTries.number - 1))

    def _named(self, what: str) -> str:
        return urlsafe_b64encode(hmac.digest(self._key, what.encode(), "sha256")).decode().rstrip("=")


def _everything(db: Database, now: int) -> Counted | None:
    """All that is counted now, unless it is too much to be held."""
    wanted = select(CaptchaTries.key, CaptchaTries.number, CaptchaTries.expires_at)
    with db.read() as session:
        rows = session.execute(wanted.where(CaptchaTries.expires_at >= now).limit(MOST_HELD + 1)).all()
    return {key: (number, ends) for key, number, ends in rows} if len(rows) <= MOST_HELD else None
