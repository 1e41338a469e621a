"""Links of bookmarks as every browser exports them, with their names, folders and tags.

Only a few tags are looked at, in one pass. A parser of HTML takes what follows an unclosed `<script>` in
somebody's description for a script, to the end of the file, as the standard asks; the bookmarks behind it
would be lost. Python's own begins again at each `<` of what is not closed: 80 KB of `<!--` took it 19
seconds.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from app.pages.imports.item import FOLDERS, Item, is_no_page, item
from app.pages.imports.table import split_tags

_TAG = re.compile(r"<(?:(!--)|(/?)(a|h[1-6]|dl|dt|dd)(?=[\s/>]))", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=]+)(?:\s*=\s*)?")
_WORD = re.compile(r"[^\s>]*")
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_ENDS_NAME = re.compile(r"</?(?:a|h[1-6]|d[ltd]|li|[uo]l|tr|table)(?=[\s/>])", re.IGNORECASE)
_WANTED = frozenset(("href", "tags", "tag", "labels"))
_TITLE_MOST = 2_000  # characters of HTML up to the end of a name
_DEEPEST = 100  # folders


def from_html(text: str) -> Iterator[Item]:
    """The items of a file of bookmarks, or of any page with links."""
    reader = _Reader(text)
    folders: list[str] = []
    heading = ""
    place = 0
    while (tag := _TAG.search(text, place)) is not None:
        place = tag.end()
        name, closes = (tag[3] or "").lower(), bool(tag[2])
        if tag[1]:
            end = reader.find("-->", place)
            place = place if end < 0 else end + 3
        elif name == "a" and not closes:
            attributes, place = reader.attributes(place)
            title, place = reader.words(place)
            if (found := _item(attributes, title, folders)) is not None:
                yield found
        elif name[0] == "h" and not closes:
            _, place = reader.attributes(place)
            heading, place = reader.words(place)
        elif name == "dl" and not closes and len(folders) < _DEEPEST:
            folders.append(heading)
            heading = ""
        elif name == "dl" and closes and folders:
            folders.pop()


def _item(attributes: dict[str, str], title: str, folders: list[str]) -> Item | None:
    """A link, if it is to a page: bookmarks hold scripts, folders of the browser and places in it, too.

    So do links within the page, and to other pages beside it, which have no address outside it.
    """
    href = attributes.get("href", "").strip()
    if is_no_page(href) or not re.match(r"[a-z][a-z0-9+.-]*:|//", href, re.IGNORECASE):
        return None
    tags = split_tags(attributes.get("tags") or attributes.get("tag") or attributes.get("labels") or "")
    # The first heading is that of the whole file.
    folder = FOLDERS.join(name for name in folders[1:] if name)
    return item(href, given=href, title="" if title == href else title, folder=folder, tags=tags)


class _Reader:
    """Looks ahead in a text, and finds out but once that something does not come any more."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._none_after: dict[str, int] = {}

    def find(self, what: str, place: int) -> int:
        """Where `what` comes next, or -1."""
        if place >= self._none_after.get(what, len(self._text) + 1):
            return -1
        found = self._text.find(what, place)
        if found < 0:
            self._none_after[what] = place
        return found

    def attributes(self, place: int) -> tuple[dict[str, str], int]:
        """Some attributes of the tag that goes on at `place`, the first of each name, and where it ends."""
        text, found = self._text, dict[str, str]()
        while (named := _ATTRIBUTE.match(text, place)) is not None:
            place = named.end()
            value = ""
            if "=" in named[0]:
                end = self.find(text[place], place + 1) if text[place : place + 1] in ("'", '"') else -1
                if end >= 0:
                    value, place = text[place + 1 : end], end + 1
                elif (word := _WORD.match(text, place)) is not None:
                    value, place = word[0], word.end()
            if (name := named[1].lower()) in _WANTED:
                found.setdefault(name, html.unescape(value))
        return found, place

    def words(self, place: int) -> tuple[str, int]:
        """What is said from the end of a tag at `place` to the next that ends a name, and where that is."""
        start = place + 1 if self._text[place : place + 1] == ">" else place
        ending = _ENDS_NAME.search(self._text, start, start + _TITLE_MOST)
        end = ending.start() if ending else start + self._text[start : start + _TITLE_MOST].find("\n") + 1
        return _words(self._text[start:end]), end


def _words(text: str) -> str:
    return html.unescape(_ANY_TAG.sub(" ", text)).strip()
