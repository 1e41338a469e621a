"""Lists of one address a line, with whatever else people write there.

A line gives its address if it has one with http:// or https://, or is itself one; the rest is the title, or
tags as changedetection.io writes them. A line that gives none is refused, so that nothing is lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.net.typed import is_plain_name, unwrapped
from app.pages.imports.item import NO_ADDRESS, Item, item, refused

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]|$)")
_COMMENT = re.compile(r"(?:#|//|;)(?:\s|$)|#(?![!/])|(?:-{3,}|={3,}|\*{3,}|_{3,})$")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"(?:[-*+•–‣◦·>]|\d{1,6}[.):]|\[[ xX]?\])\s+")
_LINK = re.compile(
    r"!?\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\]){0,1000})\]\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?[^()]{0,500}\)"
)
_REFERENCE = re.compile(r"\[([^\]]{1,500})\]:\s*<?(\S+?)>?(?:\s+[\"'(](.*)[\"')])?$")
_ADDRESS = re.compile(r"https?:/{1,2}[^\s<>\"“”«»|]+", re.IGNORECASE)
_KEY = re.compile(r"(?:url|baseurl|link|href|loc|sitemap)\s*[:=]\s*(?=\S)", re.IGNORECASE)
_SECTION = re.compile(r"\[[A-Za-z.{}0-9-]{4,60}\]$")
_AROUND_TITLE = " \t|,;:-–—·•\"'“”()[]<>*"
_FIELD = re.compile(r"\t+|\s+\|\s+|\s*\|\s*")


def from_lines(text: str) -> Iterator[Item]:
    """The items of a list in lines."""
    is_markdown = _LINK.search(text) is not None
    folder = ""
    place = 0
    for found in _LINE.finditer(text):
        place += 1
        line = found[0].strip()
        if not line:
            continue
        if is_markdown and (heading := _HEADING.match(line)):
            folder = heading[1]
            continue
        if _COMMENT.match(line) or _SECTION.match(line):
            continue
        yield from _of_line(line, place, folder)


def _of_line(given: str, place: int, folder: str) -> Iterator[Item]:
    line = _KEY.sub("", _stripped(given), count=1)
    if reference := _REFERENCE.match(line):
        yield item(reference[2], place=place, given=given, title=reference[3] or reference[1], folder=folder)
        return
    links = [link for link in _LINK.finditer(line) if not link[0].startswith("!")]
    if links:
        for link in links:
            yield _linked(link, line, given, place, folder, alone=len(links) == 1)
        return
    addresses = list(_ADDRESS.finditer(line))
    if not addresses:
        yield _without_scheme(line, given, place, folder)
    elif addresses[0].start() == 0 or not line[: addresses[0].start()].strip(_AROUND_TITLE):
        yield from _begins_with_address(line, addresses, given, place, folder)
    elif len(addresses) == 1:
        before, behind = line[: addresses[0].start()], line[addresses[0].end() :]
        title = f"{before.strip(_AROUND_TITLE)} {behind.strip(_AROUND_TITLE)}"
        yield item(_within(addresses[0][0]), place=place, given=given, title=title, folder=folder)
    else:
        for address in addresses:
            yield item(_within(address[0]), place=place, given=given, folder=folder)


def _within(address: str) -> str:
    """An address among words, whose sentence the full stop behind it ends."""
    return unwrapped(address).rstrip(".!?:")


def _stripped(line: str) -> str:
    """The line without what begins an entry of a list."""
    place = 0
    while bullet := _BULLET.match(line, place):
        place = bullet.end()
    return line[place:]


def _linked(link: re.Match[str], line: str, given: str, place: int, folder: str, *, alone: bool) -> Item:
    if not link[2]:
        return refused(given, NO_ADDRESS, place=place)
    title = re.sub(r"\\(.)", r"\1", link[1]).strip("*_`")
    return item(link[2], place=place, given=given if alone else link[0], title=title or line, folder=folder)


def _begins_with_address(
    line: str, addresses: list[re.Match[str]], given: str, place: int, folder: str
) -> Iterator[Item]:
    """An address with words behind it; or several with none."""
    first = addresses[0]
    between = _ADDRESS.sub(" ", line).strip(_AROUND_TITLE)
    if not between and len(addresses) > 1:
        for address in addresses:
            yield item(unwrapped(address[0]), place=place, given=given, folder=folder)
        return
    url, rest = (
        _within(first[0]) if between else unwrapped(first[0]),
        line[first.end() :].strip(_AROUND_TITLE),
    )
    tags = _tags(line[first.end() :])
    yield item(url, place=place, given=given, title="" if tags else rest, folder=folder, tags=tags)


def _tags(rest: str) -> list[str]:
    """What follows an address, if it is tags: short, and separated by commas."""
    if "\t" in rest or "|" in rest or not rest.startswith(" "):
        return []
    parts = [part.strip() for part in rest.split(",")]
    if all(part.startswith("#") and " " not in part for part in rest.split()):
        return rest.split()
    return parts if len(parts) > 1 and all(0 < len(part.split()) <= 2 for part in parts) else []


def _without_scheme(line: str, given: str, place: int, folder: str) -> Item:
    """A line that is an address without its scheme, with a title in a field of its own if any."""
    for field in _FIELD.split(line) if _FIELD.search(line) else [line]:
        word = unwrapped(field)
        if len(word.split()) == 1 and (
            is_plain_name(word.removeprefix("//")) or "://" in word or _is_mistyped(word)
        ):
            title = line.replace(field, "").strip(_AROUND_TITLE)
            return item(word, place=place, given=given, title=title, folder=folder)
    first, _, rest = line.partition(" ")
    # A path, or www: no word looks like that.
    if (
        (is_plain_name(first) and ("/" in first or first.lower().startswith("www.")))
        or "://" in first
        or _is_mistyped(first)
    ):
        return item(
            unwrapped(first), place=place, given=given, title=rest.strip(_AROUND_TITLE), folder=folder
        )
    return refused(given, NO_ADDRESS, place=place)


def _is_mistyped(word: str) -> bool:
    return re.match(r"h\w{1,6}[:;.,]*//|(?:localhost|\d+(?:\.\d+){3}|\[)(?::\d+)?(?:/|$)", word) is not None
