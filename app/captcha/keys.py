"""Keys of the checks: what seals, counts and remembers for one installation."""

from __future__ import annotations

import hmac

from app.captcha.image import stock
from app.captcha.seal import Asked, Receipt, Seal, Shown
from app.captcha.spent import Tries
from app.settings import Settings
from app.web.secret import derived


class Keys:
    """The seals of one installation, its counts, and the pictures that this process has at hand."""

    def __init__(self, settings: Settings) -> None:
        self.asked = Seal(settings, Asked)
        self.receipts = Seal(settings, Receipt)
        self.shown = Seal(settings, Shown)
        self.tries = Tries(settings)
        self.shelf = stock.Shelf()
        self._look = derived(settings, "captcha look")

    def look(self, token: str) -> str:
        """How the picture at an address differs from the kept one: the same each time, and no secret told."""
        return hmac.digest(self._look, token.encode(), "sha256").hex()
