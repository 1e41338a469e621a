"""The check that forms meet through `app.web.human`: a picture's question, or the computer's work.

What is asked travels sealed in the form and is written down only when it is answered. Whether the
answer is right or wrong, it is used up by it: a guess never gets a second chance at one challenge.
"""

from __future__ import annotations

from typing import cast

import msgspec
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.captcha import field, verdict
from app.captcha.image.answers import plain
from app.captcha.keys import Keys
from app.captcha.limits import RECEIPT_LIFE
from app.captcha.seal import Receipt
from app.captcha.spent import is_spent, spend
from app.captcha.verdict import EXPIRED
from app.captcha.work import proof as work
from app.i18n import N_, gettext
from app.settings import Settings
from app.web.context import Hud
from app.web.errors import Unprocessable
from app.web.human import Kind
from app.web.request import HudRequest
from app.web.request.forms import RawForm

MISSING = N_("Answer the question, or verify automatically.")
FOREIGN = N_("This verification belongs to another form or network. Here is a new one.")
USED = N_("This answer has already been used. Here is a new question.")
IDLE = N_("Automatic verification failed. Try again, or answer the question.")
TWICE = N_("This form was sent twice. Only the first time counts.")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found; `nonce` is that of the receipt, which the form uses up when it succeeds."""

    error: str = ""
    receipt: str = ""
    nonce: str = ""
    expires_at: int = 0
    now: int = 0
    challenge: int = 0

    @property
    def passed(self) -> bool:
        """Whether the form may be acted upon."""
        return bool(self.receipt)

    def spend(self, session: Session) -> None:
        """Use up the receipt in the transaction of what it was asked for."""
        if not spend(session, self.nonce, self.expires_at, self.now):
            raise Unprocessable(TWICE)


class Captcha:
    """The check of an installation with captchas."""

    def __init__(self, settings: Settings) -> None:
        self.keys = Keys(settings)

    def field(self, request: HudRequest, form: str, kind: Kind = "image") -> Markup:
        """A new challenge, or the receipt of the one that was passed in this request and not used up."""
        found = _kept(request).get(form)
        if found is not None and found.passed and not self._is_used_up(request, found):
            return field.passed(request, form, found.receipt)
        error, but = (found.error, found.challenge) if found else ("", 0)
        return field.blank(self.keys, request, form, kind, error, but)

    def _is_used_up(self, request: HudRequest, found: Found) -> bool:
        # What was spent in a transaction that failed is not spent, so only the table knows.
        with request.hud.db.read() as session:
            return is_spent(session, found.nonce)

    def check(self, request: HudRequest, form: str, posted: RawForm) -> Found:
        """Look at the answer in a posted form, and use it up."""
        found = _kept(request)[form] = self._looked_at(request, form, posted.values)
        return found

    def _looked_at(self, request: HudRequest, form: str, values: dict[str, str]) -> Found:
        token, now = values.get("human", ""), request.hud.clock()
        receipt = self.keys.receipts.open(token)
        if receipt is not None:
            return self._received(request, form, token, *receipt)
        opened = self.keys.asked.open(token)
        if opened is None or opened[1].form != field.bound(request, form):
            return _refused(FOREIGN if token else MISSING)
        nonce, asked = opened
        if asked.expires_at < now:
            return _refused(EXPIRED)
        numbers, answer = values.get("human_work", ""), values.get("human_answer", "")
        if not numbers and not plain(answer):
            return _refused(MISSING)
        worked = bool(numbers) and work.is_done(token, asked.bits, numbers)
        with request.hud.db.write() as session:
            if not spend(session, nonce, asked.expires_at, now):
                return _refused(USED)
            tries, address = self.keys.tries, request.address
            if worked:
                error = verdict.on_work(tries, session, asked.bits, address, now)
            elif not plain(answer):
                error = IDLE
            else:
                error = verdict.on_answer(tries, session, asked.challenge, answer, address, now)
        if error:
            return _refused(error, asked.challenge)
        return self._passed(field.bound(request, form), now)

    def _received(self, request: HudRequest, form: str, token: str, nonce: str, receipt: Receipt) -> Found:
        now = request.hud.clock()
        if receipt.form != field.bound(request, form):
            return _refused(FOREIGN)
        if receipt.expires_at < now:
            return _refused(EXPIRED)
        with request.hud.db.read() as session:
            if is_spent(session, nonce):
                return _refused(USED)
        return Found(receipt=token, nonce=nonce, expires_at=receipt.expires_at, now=now)

    def _passed(self, bound: str, now: int) -> Found:
        expires_at = now + RECEIPT_LIFE
        nonce, receipt = self.keys.receipts.close(Receipt(bound, expires_at))
        return Found(receipt=receipt, nonce=nonce, expires_at=expires_at, now=now)


def join(hud: Hud) -> None:
    """Protect the forms of a web process."""
    hud.human = Captcha(hud.settings)


def _refused(error: str, challenge: int = 0) -> Found:
    return Found(error=gettext(error), challenge=challenge)


def _kept(request: HudRequest) -> dict[str, Found]:
    """What the checks of this request found, by form."""
    state = cast("dict[str, dict[str, Found]]", request.scope["state"])
    return state.setdefault("human", {})
