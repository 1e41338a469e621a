"""Addresses of a page made absolute: the common forms by string work, the rest by `urljoin`.

A page of documentation has hundreds of links and `urljoin` takes microseconds for each, more than parsing
the page; nearly all of them are a file name, a path or a full address.
"""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from trie_core import Html

MAX_LINKS: Final = 5_000
MAX_URL: Final = 2_000
_SCHEMES: Final = ("http://", "https://")
# A relative path without anything that needs care: no scheme, no dot segments, no escapes to add.
_PLAIN = re.compile(
    r"/?[\w\-~%+@,][\w\-~%+@,.=&;?!$*()]*(?:/[\w\-~%+@,=&;?!$*()][\w\-~%+@,.=&;?!$*()]*)*/?", re.A
)
_FULL = re.compile(r"https?://[a-z\d][a-z\d.\-]*(?::\d+)?(?:/[\w\-~%+@,.=&;?!$*()/:]*)?", re.A)
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z\d+.\-]*:", re.I)
_SAFE: Final = "%/:=&?~#+!$,;'@()*[]"


class Resolver:
    """Makes the addresses of one page absolute against its base."""

    def __init__(self, base: str, codec: str = "utf-8") -> None:
        self.base = base
        self._codec = codec
        self._parents: dict[str, str] = {}
        try:
            parts = urlsplit(base)
            self.origin = f"{parts.scheme}://{parts.netloc}"
            self.folder = self.origin + (parts.path.rpartition("/")[0] or "") + "/"
        except ValueError:
            self.origin = self.folder = ""

    def absolute(self, href: str) -> str | None:
        """Answer the http(s) address without its fragment, or None if it is none, is bad or is too long."""
        href = given = href.partition("#")[0]
        folder = self.folder
        while href.startswith("../"):
            href = href[3:]
            folder = self._parents.get(folder) or self._parent(folder)
        if not self.origin or _PLAIN.fullmatch(href) is None:
            url = self._full(href) or self._slowly(href if href is given else folder + href)
        else:
            url = (self.origin if href[0] == "/" else folder) + href
        return url if url and len(url) <= MAX_URL else None

    def _parent(self, folder: str) -> str:
        above = folder.rpartition("/")[0].rpartition("/")[0] + "/"
        self._parents[folder] = above = above if len(above) > len(self.origin) else folder
        return above

    @staticmethod
    def _full(href: str) -> str | None:
        return href if _FULL.fullmatch(href) else None

    def _slowly(self, href: str) -> str | None:
        # Browsers drop line ends and tabs inside an address and blanks around it; in a path \\ is / to them.
        href = href.strip().replace("\n", "").replace("\t", "").replace("\r", "")
        if not href or len(href) > MAX_URL:
            return None
        path, mark, query = href.partition("?")
        if "\\" in path and not _OTHER_SCHEME.match(path):
            path = path.replace("\\", "/")
        href = path + mark + (query if query.isascii() else self._encoded(query))
        try:
            url = href if href.startswith(_SCHEMES) else urljoin(self.base, href)
            if not url.startswith(_SCHEMES) or not urlsplit(url).hostname:
                return None
            return url if url.isascii() and " " not in url else quote(url, safe=_SAFE)
        except ValueError:
            return None

    def _encoded(self, query: str) -> str:
        """A query in the page's own charset, as browsers send it; what it has no sign for as a reference."""
        codec = "utf-8" if self._codec.startswith("utf-16") else self._codec
        return "".join(sign if sign.isascii() else _escaped(sign, codec) for sign in query)


def _escaped(sign: str, codec: str) -> str:
    try:
        return quote(sign.encode(codec))
    except UnicodeEncodeError:
        return f"%26%23{ord(sign)}%3B"


def absolute_all(hrefs: Iterable[str], resolver: Resolver) -> tuple[str, ...]:
    """The same of any addresses."""
    found = dict.fromkeys(url for href in hrefs if (url := resolver.absolute(href)) is not None)
    return tuple(found)[:MAX_LINKS]


def absolute_links(page: Html, resolver: Resolver) -> tuple[str, ...]:
    """Answer the addresses in order, each once, at most `MAX_LINKS`."""
    found: dict[str, None] = {}
    for href, done in page.links(resolver.origin, resolver.folder):
        url = href if done else resolver.absolute(href)
        if url is not None:
            found[url] = None
            if len(found) >= MAX_LINKS:
                break
    return tuple(found)
