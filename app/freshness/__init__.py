"""Freshness: each commit raises the counters of what it changed, so nothing that is kept is out of date.

Everything that keeps something made from the database (rows, pages, sessions, texts) asks here whether it is
still true; `docs/cache.md` says how.
"""

from app.freshness.invalidator import counters, index_changes
from app.freshness.writes import noting_commits, touch, touch_everything

__all__ = ["counters", "index_changes", "noting_commits", "touch", "touch_everything"]
