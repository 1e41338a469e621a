"""The installations of the row cache's tests: freshness is what they rely on."""

from tests.rowcache.conftest import memcached_server, other, patient, place, process, url

__all__ = ["memcached_server", "other", "patient", "place", "process", "url"]
