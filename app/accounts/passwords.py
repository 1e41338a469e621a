"""Keeps and compares passwords with argon2id, never more than two at a time.

Each hash takes 64 MiB; without the limit a few hundred sign-ins at once would take the machine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.i18n import N_
from app.web.errors import Busy

LONGEST = 1_024  # characters
AT_ONCE = 2
BUSY = N_("Many people are signing in right now. Try again in a few seconds.")
_WAITING = 2
_WAIT_S = 1.0
_hasher = PasswordHasher()
_places = threading.BoundedSemaphore(AT_ONCE)
_queue = threading.BoundedSemaphore(AT_ONCE + _WAITING)


def hash_password(password: str) -> str:
    """The password as it is kept. Raises `Busy` when too many are being made."""
    with _place():
        return _hasher.hash(password)


def verify(kept: str | None, password: str) -> bool:
    """Whether `password` is the kept one; with nobody's (None) it takes as long and is False."""
    with _place():
        try:
            _hasher.verify(kept or _nobodys(), password)
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


@contextmanager
def _place() -> Iterator[None]:
    # Only a few may wait: every one that does holds a thread that other pages need. Requests wait
    # before they have one, in `app.accounts.sign_in.queue`.
    if not _queue.acquire(blocking=False):
        raise Busy(BUSY)
    try:
        if not _places.acquire(timeout=_WAIT_S):
            raise Busy(BUSY)
        try:
            yield
        finally:
            _places.release()
    finally:
        _queue.release()
