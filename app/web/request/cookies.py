"""Cookies of ours, read as they were sent, so that a planted second one of the same name is noticed."""

from __future__ import annotations

LANGUAGE_COOKIE = "hud_lang"
RECENT_WRITE_COOKIE = "hud_wrote"
"""Names the host through which its visitor has just changed something."""

_SESSION, _SECURE_SESSION = "hud", "__Host-hud"


def session_cookie(*, secure: bool) -> str:
    """The session cookie's name; on https the prefix binds it to this host and to https."""
    return _SECURE_SESSION if secure else _SESSION


def cookie_values(header: str, name: str) -> list[str]:
    """Every value sent under `name`, in order."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return [value.strip('"') for found, _, value in pairs if found == name]
