"""A page as it is put together: what is the same for many, and a visitor's own in between."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256

from app.web.mine import Mine

PARTS = "parts"
"""Under this name a request's state holds the parts of its page."""


class Parts:
    """The text before the hole, what stands in it (None: there is none), and the text after it."""

    def __init__(self, before: str, mine: Mine | None, after: str) -> None:
        self.before = before
        self.mine = mine
        self.after = after

    @property
    def text(self) -> str:
        """The whole page."""
        return f"{self.before}{self.mine.text.decode()}{self.after}" if self.mine else self.before

    @cached_property
    def tag(self) -> str:
        """What stands for the bytes around the hole."""
        return sha256(f"{self.before}\0{self.after}".encode()).hexdigest()[:24]

    @property
    def etag(self) -> str:
        """The page's ETag."""
        return etag(self.tag, self.mine)


def etag(tag: str, mine: Mine | None) -> str:
    """A weak one, since the same page goes out compressed and plain."""
    return f'W/"{tag}{mine.digest}"' if mine else f'W/"{tag}"'


def holds(header: str, etag: str) -> bool:
    """Whether If-None-Match names the page; a tag is compared without the mark of a weak one."""
    tag = etag.removeprefix("W/")
    return tag in header and tag in {held.strip().removeprefix("W/") for held in header.split(",")}
