"""Errors of backups; each says what is wrong and what to do."""

from __future__ import annotations


class BackupError(Exception):
    """A backup cannot be made or restored; the text is one line for whoever asked for it."""


class Damaged(BackupError):
    """An archive is cut, changed or not one of HUD's."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The backup cannot be used: {what}. Nothing was restored; take another backup.")
