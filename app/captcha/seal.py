"""Values that travel through a browser unread and unchanged: sealed with AES-256-GCM.

Encrypted as well as authenticated, because the number of a challenge or a picture would let a robot
tell which ones it has met before. Each kind of value has a key of its own, derived from the
installation's secret.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Generic, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.settings import Settings
from app.web.secret import derived

T = TypeVar("T", bound=msgspec.Struct)
_NONCE = 12  # bytes; chance alone keeps them apart for 2^32 tokens of a key (NIST SP 800-38D, 8.3)
_TAG = 16
_MOST = 1_000  # characters of a token


class Asked(msgspec.Struct, array_like=True):
    """The check in a form: which challenge (0: none, work only), how many bits of work, until when (µs)."""

    form: str
    challenge: int
    bits: int
    expires_at: int


class Receipt(msgspec.Struct, array_like=True):
    """A form's check that was passed, for the next time the same form is sent."""

    form: str
    expires_at: int


class Shown(msgspec.Struct, array_like=True):
    """A picture to be shown, or to be spoken in a language."""

    image: int
    language: str
    expires_at: int


class Seal(Generic[T]):
    """Seals values of one type for one purpose; another purpose's token opens nothing."""

    def __init__(self, settings: Settings, kind: type[T]) -> None:
        self._kind = kind
        self._cipher = AESGCM(derived(settings, f"captcha {kind.__name__} AES-GCM"))

    def close(self, value: T) -> tuple[str, str]:
        """The token's own number, and the value as a token that fits in an address or a field."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher.encrypt(nonce, msgspec.msgpack.encode(value), None)
        return nonce.hex(), urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open(self, token: str) -> tuple[str, T] | None:
        """The token's own number and the value; None for what was not sealed here for this purpose."""
        if len(token) > _MOST or not token.isascii():
            return None
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        if len(raw) < _NONCE + _TAG:
            return None
        nonce, sealed = raw[:_NONCE], raw[_NONCE:]
        try:
            value = self._cipher.decrypt(nonce, sealed, None)
        except InvalidTag:
            return None
        return nonce.hex(), msgspec.msgpack.decode(value, type=self._kind)
