"""Addresses of a page made absolute: the common forms by string work, the rest by `urljoin`.

A page of documentation has hundreds of links and `urljoin` takes microseconds for each, more than parsing
the page; nearly all of them are a file name, a path or a full address.
"""

import re
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

MAX_LINKS: Final = 5_000
MAX_URL: Final = 2_000
_SCHEMES: Final = ("http://", "https://")
# A relative path without anything that needs care: no scheme, no dot segments, no escapes to add.
_PLAIN = re.compile(
    r"/?[\w\-~%+@,][\w\-~%+@,.=&;?!$*()]*(?:/[\w\-~%+@,=&;?!$*()][\w\-~%+@,.=&;?!$*()]*)*/?", re.A
)
_SAFE: Final = "%/:=&?~#+!$,;'@()*[]"


class Resolver:
    """Makes the addresses of one page absolute against its base."""

    def __init__(self, base: str) -> None:
        self.base = base
        try:
            parts = urlsplit(base)
            self._origin = f"{parts.scheme}://{parts.netloc}"
            self._folder = self._origin + (parts.path.rpartition("/")[0] or "") + "/"
        except ValueError:
            self._origin = self._folder = ""

    def absolute(self, href: str) -> str | None:
        """Answer the http(s) address without its fragment, or None if it is none, is bad or is too long."""
        href = href.partition("#")[0]
        if _PLAIN.fullmatch(href) and self._origin:
            url = (self._origin if href[0] == "/" else self._folder) + href
        else:
            url = self._slowly(href)
        return url if url and len(url) <= MAX_URL else None

    def _slowly(self, href: str) -> str | None:
        # Browsers drop line ends and tabs inside an address and blanks around it.
        href = href.strip().replace("\n", "").replace("\t", "").replace("\r", "")
        if not href or len(href) > MAX_URL:
            return None
        try:
            url = href if href.startswith(_SCHEMES) else urljoin(self.base, href)
            if not url.startswith(_SCHEMES) or not urlsplit(url).hostname:
                return None
            return url if url.isascii() and " " not in url else quote(url, safe=_SAFE)
        except ValueError:
            return None


def absolute_links(hrefs: list[str], resolver: Resolver) -> tuple[str, ...]:
    """Answer the addresses in order, each once, at most `MAX_LINKS`."""
    found: dict[str, None] = {}
    for href in dict.fromkeys(hrefs):
        url = resolver.absolute(href)
        if url is not None:
            found[url] = None
            if len(found) >= MAX_LINKS:
                break
    return tuple(found)
