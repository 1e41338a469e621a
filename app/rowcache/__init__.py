"""Rows of the database kept in memcached, or in this process, and never older than the last commit.

Two functions carry the idea, so that caching code is not repeated: `fetch` gives one row by the fields
named, `fetch_all` all rows of a table. Both give detached objects with exactly what was asked for.
"""

from app.rowcache.cache import Cache, attach
from app.rowcache.opening import cache_of, open_cache, open_database
from app.rowcache.rows import fetch, fetch_all

__all__ = ["Cache", "attach", "cache_of", "fetch", "fetch_all", "open_cache", "open_database"]
