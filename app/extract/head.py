"""A page's statements about itself, cleaned: base, canonical address, robots directives and refresh.

All of it is a claim by a stranger: addresses are made absolute and bounded like any link, directives can only
make HUD keep less.
"""

import re
from typing import Final, NamedTuple

from app.extract.links import Resolver
from app.net.refresh import target

_ROBOTS: Final = frozenset({"robots", "hud"})
_VALUED: Final = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


class Head(NamedTuple):
    """What the claims come to, with those of X-Robots-Tag.

    `refresh`: the other address that the page sends its reader to, within seconds.
    """

    base: str
    canonical: str | None
    noindex: bool
    nofollow: bool
    noarchive: bool
    refresh: str | None


def read_head(
    *, url: str, x_robots_tag: str, base: str = "", canonical: str = "", refresh: str = "", robots: str = ""
) -> Head:
    """Make the page's addresses absolute and add up directives for robots."""
    directives = _header_directives(x_robots_tag) | _directives(robots)
    resolver = Resolver(url)
    if base:
        base = resolver.absolute(base) or url
        resolver = Resolver(base)
    there = target(refresh)
    refreshed = resolver.absolute(there) if there is not None else None
    return Head(
        base=base or url,
        canonical=resolver.absolute(canonical) if canonical else None,
        noindex=not directives.isdisjoint({"noindex", "none"}),
        nofollow=not directives.isdisjoint({"nofollow", "none"}),
        noarchive=not directives.isdisjoint({"noarchive", "nocache", "none"}),
        refresh=None if refreshed == url else refreshed,
    )


def _directives(content: str) -> set[str]:
    return {word for word in re.split(r"[\s,;]+", content.lower()) if word}


def _header_directives(header: str) -> set[str]:
    """Read X-Robots-Tag: directives for all, or after `hud:` for us; those for other crawlers are theirs.

    Several headers arrive joined by commas, and a crawler's name holds until the next one.
    """
    ours: set[str] = set()
    listening = True
    for part in header.lower().split(","):
        name, colon, said = part.partition(":")
        if colon and name.strip() in _VALUED:
            continue
        if colon:
            listening = name.strip() in _ROBOTS
        if listening:
            ours |= _directives(said if colon else part)
    return ours
