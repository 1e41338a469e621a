"""Digests by which texts are told apart: the first half of SHA-256, since each version has two of them."""

from __future__ import annotations

import hashlib
from typing import Final

SHORT: Final = 16
"""Bytes of such a digest: to make a text with that of another one takes 2^128 tries."""


def short(data: bytes) -> bytes:
    """The digest of these bytes."""
    return hashlib.sha256(data).digest()[:SHORT]
