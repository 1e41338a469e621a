"""A site to read and the means to read it, as the tests of pages have them."""

from tests.pages.conftest import crawl, site, tools

__all__ = ["crawl", "site", "tools"]
