"""Requests as the pipeline and the pages read them, and what is checked while they are read."""

from app.web.request.hud_request import HudRequest
from app.web.request.page_request import PageRequest

__all__ = ["HudRequest", "PageRequest"]
