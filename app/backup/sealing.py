"""Encryption of an archive's entries with a passphrase: AES-256-GCM in pieces, under a key made by scrypt.

The pieces follow the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online
Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, 2015): number and end of an entry are part of
each nonce, so that pieces can be neither moved nor left out. The entry's name is authenticated with them.
"""

from __future__ import annotations

import io
import os
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.backup.errors import Damaged

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

PIECE = 1 << 18
_TAG = 16
_PREFIX = 7
COST = 1 << 16
"""Of scrypt: 64 MiB for each try of a passphrase."""


def key_of(passphrase: str, salt: bytes, cost: int = COST) -> bytes:
    """The key that a passphrase gives."""
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())


def _nonce(prefix: bytes, number: int, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


class Sealing(io.RawIOBase):
    """Written to like a file; `close` writes the last piece and leaves the file below open."""

    def __init__(self, below: IO[bytes], key: bytes, name: str) -> None:
        self._below, self._cipher, self._name = below, AESGCM(key), name.encode()
        self._prefix = os.urandom(_PREFIX)
        self._held = bytearray()
        self._number = 0
        below.write(self._prefix)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Take plain bytes."""
        plain = bytes(data)
        self._held += plain
        while len(self._held) > PIECE:
            self._seal(bytes(self._held[:PIECE]), is_last=False)
            del self._held[:PIECE]
        return len(plain)

    def close(self) -> None:
        """Write what is left as the last piece."""
        if not self.closed:
            self._seal(bytes(self._held), is_last=True)
        super().close()

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last)
        self._below.write(self._cipher.encrypt(nonce, plain, self._name))
        self._number += 1


class Opening(io.RawIOBase):
    """The plain bytes of what `Sealing` wrote, read from the file below. Raises `Damaged`."""

    def __init__(self, below: IO[bytes], key: bytes, name: str) -> None:
        self._below, self._cipher, self._name = below, AESGCM(key), name.encode()
        self._prefix = below.read(_PREFIX)
        self._next = below.read(PIECE + _TAG)
        self._number = 0
        self._plain = memoryview(b"")
        self._is_over = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill `buffer` with plain bytes; 0 at the end."""
        into = memoryview(buffer)
        while not self._plain and not self._is_over:
            self._open()
        count = min(len(into), len(self._plain))
        into[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _open(self) -> None:
        piece, self._next = self._next, self._below.read(PIECE + _TAG)
        self._is_over = not self._next
        nonce = _nonce(self._prefix, self._number, self._is_over)
        try:
            self._plain = memoryview(self._cipher.decrypt(nonce, piece, self._name))
        except (InvalidTag, ValueError):
            raise Damaged("the passphrase is another one, or its bytes were changed") from None
        self._number += 1
