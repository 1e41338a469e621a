"""One line of a list: the address it names with what the list says of it, or why it names none."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from app.mark import N_

MOST = 100_000
"""Items of one list; who has more has several lists."""
MOST_BYTES = 50_000_000
"""Of a list when it is unpacked; as many as a sitemap may have (sitemaps.org)."""
MOST_PACKED = 20_000_000
"""Of a list as it is sent."""

SHOWN = 500  # characters of what is kept to be shown
MOST_TAGS = 50
FOLDERS = " / "  # between a folder and one inside it
TAG_MOST = 100  # characters
_URL_MOST = 8_000

NO_ADDRESS = N_("There is no web address here.")
NOT_READ = N_(
    "This is not a list of addresses that HUD can read: plain text, CSV, JSON, bookmarks, OPML, RSS, Atom,"
    " XBEL or a sitemap."
)
TOO_LARGE = N_("The list is too large. Split it into smaller ones.")
EMPTY = N_("The list contains no addresses.")

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_SAFE = re.compile(r"[\x00\ud800-\udfff]")


class BadList(ValueError):
    """What was given cannot be understood; the text is for the reader, in English, to be translated."""


class Item(msgspec.Struct, array_like=True, frozen=True):
    """An address as the list has it, or a `refusal`: why there is none.

    `place` is the line of the list, from 1; 0 where lines mean nothing. `given` is what stands there, to be
    shown. `is_list`: the address is that of another list, whose addresses are meant.
    """

    place: int
    given: str
    url: str
    title: str = ""
    folder: str = ""
    tags: tuple[str, ...] = ()
    refusal: str = ""
    is_list: bool = False


def item(
    url: str,
    *,
    place: int = 0,
    given: str = "",
    title: str = "",
    folder: str = "",
    tags: Iterable[str] = (),
    is_list: bool = False,
) -> Item:
    """An item with an address, everything else brought to one line and a length that can be kept."""
    address = _SAFE.sub("", url).strip()[:_URL_MOST]
    return Item(
        place,
        line(given or address),
        address,
        line(title),
        line(folder),
        tidy_tags(tags),
        "" if address else NO_ADDRESS,
        is_list,
    )


def refused(given: str, why: str, *, place: int = 0) -> Item:
    """An item that names no address."""
    return Item(place, line(given), "", refusal=why)


def line(text: str) -> str:
    """A text as one line, and no longer than what is shown."""
    return _BLANKS.sub(" ", _SAFE.sub("", text[: 4 * SHOWN])).strip()[:SHOWN]


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags without blanks around them, each once, not too many."""
    found: dict[str, None] = {}
    for tag in tags:
        if (tidy := line(tag).lstrip("#").strip()[:TAG_MOST]) and len(found) < MOST_TAGS:
            found[tidy] = None
    return tuple(found)


_NO_PAGES = ("javascript:", "place:", "data:", "about:", "chrome:", "edge:", "vivaldi:", "brave:", "opera:")


def is_no_page(url: str) -> bool:
    """Whether it is a script, a folder of the browser or a place in it, as bookmarks hold them."""
    return url.lstrip().lower().startswith((*_NO_PAGES, "moz-extension:", "chrome-extension:", "mailto:"))
