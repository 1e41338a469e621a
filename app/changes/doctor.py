"""Line of `hud doctor` that says who reads stored copies: it is a choice, and one to know of."""

from __future__ import annotations

from collections.abc import Iterator

from app.finding import Finding
from app.settings import Settings


def findings(made: Settings) -> Iterator[Finding]:
    """Who reads what pages said in full; nothing to mend."""
    if made.copies == "off":
        yield Finding("Stored copies of pages are shown to nobody (HUD_COPIES=off)")
    elif made.copies == "read" and made.public == "read":
        yield Finding("Stored copies of pages are shown to anybody (HUD_COPIES=read)")
    elif made.may_sign_up:
        yield Finding("Stored copies of pages are shown to members, and anybody may sign up")
    else:
        yield Finding("Stored copies of pages are shown to members")
