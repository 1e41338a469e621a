"""Values that travel through a browser unread and unchanged: encrypted, then authenticated.

Encrypted as well as signed, because the number of a challenge or a picture would let a robot tell
which ones it has met before. Both halves are HMAC-SHA-256, as a keystream and as a tag.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Generic, TypeVar

import msgspec

from app.settings import Settings
from app.web.secret import derived

T = TypeVar("T", bound=msgspec.Struct)
_NONCE = 16
_TAG = 16
_MOST = 1_000  # characters of a token


class Asked(msgspec.Struct, array_like=True):
    """The check in a form: which challenge, how many bits of work, and until when (µs)."""

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
        purpose = f"captcha {kind.__name__}"
        self._stream_key = derived(settings, f"{purpose} stream")
        self._tag_key = derived(settings, f"{purpose} tag")

    def close(self, value: T) -> tuple[str, str]:
        """The token's own number, and the value as a token that fits in an address or a field."""
        nonce = secrets.token_bytes(_NONCE)
        body = self._turn(nonce, msgspec.msgpack.encode(value))
        token = urlsafe_b64encode(nonce + body + self._tag(nonce + body)).decode().rstrip("=")
        return nonce.hex(), token

    def open(self, token: str) -> tuple[str, T] | None:
        """The token's own number and the value; None for what was not sealed here for this purpose."""
        if len(token) > _MOST or not token.isascii():
            return None
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        sealed, tag = raw[:-_TAG], raw[-_TAG:]
        if not hmac.compare_digest(tag, self._tag(sealed)):
            return None
        nonce, body = sealed[:_NONCE], sealed[_NONCE:]
        return nonce.hex(), msgspec.msgpack.decode(self._turn(nonce, body), type=self._kind)

    def _tag(self, sealed: bytes) -> bytes:
        return hmac.digest(self._tag_key, sealed, "sha256")[:_TAG]

    def _turn(self, nonce: bytes, body: bytes) -> bytes:
        blocks = range(-(-len(body) // 32))
        stream = b"".join(
            hmac.digest(self._stream_key, nonce + block.to_bytes(4, "big"), "sha256") for block in blocks
        )
        return bytes(left ^ right for left, right in zip(body, stream, strict=False))
