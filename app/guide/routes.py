"""`/guide/`: one page in the reader's language."""

from __future__ import annotations

from app.i18n import DEFAULT, LANGUAGES
from app.web.pipeline.page import Page, page
from app.web.request import PageRequest


@page("/guide/", depends_on=[])
def guide(request: PageRequest) -> Page:
    """What HUD is and how to search."""
    return Page(f"guide/{request.language if request.language in LANGUAGES else DEFAULT}.html")


handlers = [guide]
