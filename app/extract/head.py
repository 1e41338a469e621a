"""What a page says of itself: canonical address, robots directives, refresh, a title of last resort.

All of it is a claim by a stranger: addresses are made absolute and bounded like any link, directives can only
make HUD keep less.
"""

import re
from typing import Final, NamedTuple

from lxml import etree

from app.extract.links import Resolver

_ROBOTS: Final = frozenset({"robots", "hud"})
_VALUED: Final = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_REFRESH = re.compile(r"""^\s*[\d.]+\s*[;,]?\s*(?:url\s*=\s*)?["']?\s*([^"']*?)\s*["']?\s*$""", re.I)


class Head(NamedTuple):
    """The claims of the meta, link and base elements and of X-Robots-Tag."""

    base: str
    canonical: str | None
    og_title: str
    language: str
    noindex: bool
    nofollow: bool
    refresh: str | None


def read_head(metas: list[etree._Element], *, url: str, x_robots_tag: str) -> Head:
    """Read the elements in order; the first base and canonical count, robots directives add up."""
    base = canonical = og_title = language = refresh = ""
    directives = _header_directives(x_robots_tag)
    for element in metas:
        if element.tag == "base":
            base = base or (element.get("href") or "").strip()
        elif element.tag == "link":
            if "canonical" in (element.get("rel") or "").lower().split():
                canonical = canonical or (element.get("href") or "").strip()
        else:
            content = element.get("content") or ""
            name = (element.get("name") or element.get("property") or "").strip().lower()
            equiv = (element.get("http-equiv") or "").strip().lower()
            if name in _ROBOTS:
                directives |= _directives(content)
            elif name == "og:title":
                og_title = og_title or content
            elif equiv == "content-language":
                language = language or content
            elif equiv == "refresh":
                refresh = refresh or content
    resolver = Resolver(url)
    if base:
        base = resolver.absolute(base) or url
        resolver = Resolver(base)
    target = _REFRESH.match(refresh)
    return Head(
        base=base or url,
        canonical=resolver.absolute(canonical) if canonical else None,
        og_title=og_title,
        language=language,
        noindex=not directives.isdisjoint({"noindex", "none"}),
        nofollow=not directives.isdisjoint({"nofollow", "none"}),
        refresh=resolver.absolute(target[1]) if target is not None and target[1] else None,
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
