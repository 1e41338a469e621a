"""The installation's own secret, from which its keys are derived.

It is made at the first start and never leaves the machine; several hosts share one by
HUD_SECRET_KEY.
"""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from app.settings import Settings


def secret(settings: Settings) -> bytes:
    """The secret: HUD_SECRET_KEY, else the one in the data folder, which is made when missing."""
    if settings.secret_key:
        return settings.secret_key.encode()
    return _kept(settings.data_dir / "secret")


def derived(settings: Settings, purpose: str) -> bytes:
    """A key for one purpose; knowing it tells nothing about the secret or any other key."""
    return hmac.digest(secret(settings), purpose.encode(), "sha256")


def put_back(settings: Settings, value: bytes) -> None:
    """Make `value`, from a backup, the secret in the data folder. One that HUD_SECRET_KEY sets goes before
    it."""
    path = settings.data_dir / "secret"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(draft, value)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, value: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())


def _kept(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written beside it and linked into place, so that of two processes starting at once one wins
    # and neither ever reads half a secret.
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            _write(draft, secrets.token_hex(32).encode())
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    return path.read_bytes()
