"""A page as it is put together: what is the same for many, and a visitor's own in between."""

from __future__ import annotations

from app.text import fingerprint
from app.web.personal import Personal

PARTS = "parts"
"""Under this name a request's state holds the parts of its page."""


class Parts:
    """What stands before the hole, in it (None: there is none), and after it, in UTF-8."""

    def __init__(self, before: bytes, personal: Personal | None, after: bytes) -> None:
        self.before = before
        self.personal = personal
        self.after = after
        self.tag = fingerprint(before, after)
        """What stands for the bytes around the hole."""

    @property
    def whole(self) -> bytes:
        """The whole page."""
        return b"".join((self.before, self.personal.text, self.after)) if self.personal else self.before

    @property
    def etag(self) -> str:
        """The page's ETag."""
        return etag(self.tag, self.personal)


def etag(tag: str, personal: Personal | None) -> str:
    """A weak one, since the same page goes out compressed and plain."""
    return f'W/"{tag}{personal.digest}"' if personal else f'W/"{tag}"'


def holds(header: str, etag: str) -> bool:
    """Whether If-None-Match names the page; a tag is compared without the mark of a weak one."""
    tag = etag.removeprefix("W/")
    return tag in header and tag in {held.strip().removeprefix("W/") for held in header.split(",")}
