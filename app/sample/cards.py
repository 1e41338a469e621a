"""Card of the sample: offered where nothing is watched yet, and remembered while it is there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.pages.models import Page, counted
from app.sample import service


def offer(session: Session) -> dict[str, object] | None:
    """Whether the sample is there; no card where something is watched and it is not."""
    is_there = service.is_there(session)
    if not is_there and session.scalar(select(Page.id).where(counted()).limit(1)) is not None:
        return None
    return {"is_there": is_there}
