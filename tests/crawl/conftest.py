"""The hostile server of the net's tests."""

from tests.net.conftest import fetcher, hasty, server

__all__ = ["fetcher", "hasty", "server"]
