"""Rows of the database kept in memcached, or in this process, and never older than the last commit.

Two functions carry the idea, so that caching code is not repeated: `fetch` gives one row by the fields
named, `fetch_all` all rows of a table. Both give detached objects with exactly what was asked for.
"""

from app.cache.cache import Cache, attach
from app.cache.opening import cache_of, counters, index_changes, open_cache, open_database
from app.cache.rows import fetch, fetch_all
from app.cache.writes import noting_commits, touch, touch_everything

__all__ = [
    "Cache",
    "attach",
    "cache_of",
    "counters",
    "fetch",
    "fetch_all",
    "index_changes",
    "noting_commits",
    "open_cache",
    "open_database",
    "touch",
    "touch_everything",
]
