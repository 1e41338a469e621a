"""Reads cookies as they were sent, so that a planted second one of the same name is noticed."""

from __future__ import annotations

LANGUAGE_COOKIE = "hud_lang"
RECENT_WRITE_COOKIE = "hud_wrote"
"""Names the host through which its visitor has just changed something."""


def cookie_values(header: str, name: str) -> list[str]:
    """Every value sent under `name`, in order."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return [value.strip('"') for found, _, value in pairs if found == name]
