"""Rights to stored copies: who may read what a page said in full.

A public installation must not publish strangers' pages again. So full texts are for whoever `HUD_COPIES`
names, and others see of a change its sentences and a few around them.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.mark import N_
from app.pages.models import Version
from app.pages.timeline import current
from app.settings import Settings
from app.web.errors import Forbidden, Unauthorized


def may_read_copies(settings: Settings, role: str, *, noarchive: bool = False) -> bool:
    """Whether somebody may read stored copies, bytes, full texts and *since*; `role` is "" for a visitor.

    `noarchive`: the page asks that no copy of it be shown; it is then shown to people of this installation
    alone, as what they have collected, and to no visitor.
    """
    if settings.copies == "off":
        return False
    return bool(role) or (settings.copies == "read" and not noarchive)


def asks_for_no_copies(session: Session, *versions: Version | None) -> bool:
    """Whether one of a page's versions asks for that, or the one that stands now: it holds for the past."""
    there = [version for version in versions if version is not None]
    return any(version.noarchive for version in there) or any(
        newest.noarchive
        for newest in (current(session, page) for page in {version.page_id for version in there})
        if newest is not None
    )


def check_may_read_copies(session: Session, settings: Settings, role: str, version: Version) -> None:
    """Raise `Unauthorized` where signing in would help, else `Forbidden`, unless the copy may be read."""
    if may_read_copies(settings, role, noarchive=asks_for_no_copies(session, version)):
        return
    if settings.copies == "off":
        raise Forbidden(N_("This installation shows no stored copies of pages."))
    raise Unauthorized
