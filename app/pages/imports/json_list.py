"""Lists in JSON: every object that names an address is an item, whoever wrote it.

Chrome's bookmarks, Firefox's backups, Pinboard, Karakeep, Linkwarden, Readwise, Raindrop, Wallabag and
changedetection.io have the same things under other names, nested in other ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from app.mark import N_
from app.pages.imports.item import FOLDERS, NOT_READ, SHOWN, BadList, Item, is_no_page, item, refused
from app.pages.imports.table import split_tags

Value = object
_URL = (
    *("source_url", "original_url", "given_url", "resolved_url", "url", "href", "uri", "link"),
    *("htmlUrl", "site_url", "siteUrl", "bookmark_url", "page_url", "webUrl"),
)
"""Names under which objects have an address, the surest first: Readwise has its own page under `url`."""
_TITLE = ("title", "name", "description", "resolved_title", "given_title", "page_title", "text")
_TAGS = ("tags", "tag", "tag_names", "tagNames", "labels", "keywords", "categories")
_CHILDREN = ("children", "items", "bookmarks", "links", "list", "entries", "results")
_NO_PAGES = frozenset(
    [
        "image",
        "images",
        "icon",
        "favicon",
        "thumbnail",
        "thumb",
        "cover",
        "preview",
        "screenshot",
        "avatar",
        "author",
        "authors",
        "creator",
        "user",
        "owner",
        "media",
        "assets",
        "attachments",
        "enclosure",
        "enclosures",
        "highlights",
        "annotations",
        "meta_info",
        "proxy",
        "request",
        "settings",
        "sync_metadata",
        "notification_urls",
        "pagination",
        "next",
        "previous",
        "self",
        "_links",
        "domain",
        "feed",
        "logo",
        "photo",
        "video",
    ]
)
"""Names of what stands beside an address and has one of its own that is no page of the list."""
_HTTP = re.compile(r"\s*https?://", re.IGNORECASE)
_DEPTH = 900  # Chromium allows fewer
_DAMAGED = N_("This JSON is damaged or cut off.")
_TAG_FOLDER = "tagsFolder"


def looks_like_json(text: str) -> bool:
    """Whether a text begins as JSON does and as no list in lines does."""
    return re.match(r"""\s*(?:\{|\[\s*(?:[\[{"\]]|$))""", text) is not None


def from_json(text: str) -> Iterator[Item]:
    """The items of a list in JSON, or in lines of it. Raises `BadList` for what is neither."""
    found = False
    for value in _values(text):
        for one in _walk(value):
            found = True
            yield one
    if not found:
        raise BadList(NOT_READ)


def _values(text: str) -> Iterator[Value]:
    try:
        yield msgspec.json.decode(text)
        return
    except (msgspec.DecodeError, RecursionError):
        lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not all(line.lstrip()[:1] in "{[" for line in lines[:5]):
        raise BadList(_DAMAGED)
    for number, line in enumerate(lines):
        try:
            yield msgspec.json.decode(line)
        except (msgspec.DecodeError, RecursionError):
            if not number:
                raise BadList(_DAMAGED) from None
            yield {"url": "", "title": line[:SHOWN], _BROKEN: True}


_BROKEN = "\0broken"


def _walk(root: Value) -> Iterator[Item]:
    """Depth first, in the order of the file, without recursion: strangers' files may be deep."""
    names = _tag_names(root)
    stack: list[tuple[Value, tuple[str, ...]]] = [(root, ())]
    while stack:
        value, folders = stack.pop()
        if isinstance(value, list):
            stack += [(one, folders) for one in reversed(value)]
        elif isinstance(value, str):
            if _HTTP.match(value):
                yield item(value, folder=_path(folders))
        elif isinstance(value, dict) and len(folders) < _DEPTH:
            if value.get("root") == _TAG_FOLDER:
                continue  # the same bookmarks again, once for each tag
            found = _own(value, folders, names)
            yield from found
            within = (*folders, _text(value, _TITLE)) if _is_folder(value) else folders
            inside = [
                (child, within)
                for name, child in value.items()
                if isinstance(child, dict | list)
                and name not in _NO_PAGES
                and (not found or name in _CHILDREN)
                if not (isinstance(child, list) and name in _TAGS) and _holds_more(name, child)
            ]
            stack += reversed(inside)


def _holds_more(name: str, child: Value) -> bool:
    """A list of bare texts is a list of addresses only where its name says so, or at the root."""
    is_texts = isinstance(child, list) and bool(child) and all(isinstance(one, str) for one in child)
    return not is_texts or name.lower() in (
        "urls",
        "links",
        "bookmarks",
        "pages",
        "items",
        "sites",
        "watchlist",
    )


def _is_folder(value: Mapping[str, Value]) -> bool:
    return any(isinstance(value.get(name), list) and value[name] for name in _CHILDREN)


def _own(value: Mapping[str, Value], folders: tuple[str, ...], names: Mapping[str, str]) -> list[Item]:
    """The item that an object is, if it has an address."""
    if _BROKEN in value:
        return [refused(str(value["title"]), _DAMAGED)]
    holder = value
    url = _text(value, _URL)
    content = value.get("content")
    if not url and isinstance(content, dict):  # Karakeep
        holder, url = content, _text(content, _URL)
    if not url or is_no_page(url):
        return []
    tags = [names.get(tag, tag) for tag in _tags(value)]
    title = _text(value, _TITLE) or _text(holder, _TITLE)
    folder = _path(folders) or _folder(value)
    # An address that is none is refused with all that the list says of it.
    given = url if _HTTP.match(url) else f"{title} {url}".strip()
    return [item(url, given=given, title="" if title == url else title, folder=folder, tags=tags)]


def _folder(value: Mapping[str, Value]) -> str:
    for name in ("folder", "collection", "category"):
        found = value.get(name)
        if isinstance(found, dict):
            found = _text(found, _TITLE)
        if isinstance(found, str) and found:
            return found
    return ""


def _tags(value: Mapping[str, Value]) -> list[str]:
    for name in _TAGS:
        found = value.get(name)
        if isinstance(found, str) and found:
            # Pinboard separates them by blanks, others by marks.
            return split_tags(found) if re.search(r"[,;|]", found) else found.split()
        if isinstance(found, list):
            return [_tag(tag) for tag in found]
        if isinstance(found, dict):  # Pocket and Readwise: name → what is known of it
            return [str(name) for name in found]
    return []


def _tag(tag: Value) -> str:
    return _text(tag, ("name", "title", "label", "slug")) if isinstance(tag, dict) else str(tag)


def _tag_names(root: Value) -> dict[str, str]:
    """What the numbers of tags are called in a backup of changedetection.io."""
    here: Value = root
    for name in ("settings", "application", "tags"):
        here = here.get(name) if isinstance(here, dict) else None
    if not isinstance(here, dict):
        return {}
    return {key: _text(tag, ("title",)) or key for key, tag in here.items() if isinstance(tag, dict)}


def _text(value: Mapping[str, Value], names: tuple[str, ...]) -> str:
    for name in names:
        if isinstance(found := value.get(name), str) and found.strip():
            return found.strip()
    return ""


def _path(folders: tuple[str, ...]) -> str:
    return FOLDERS.join(name for name in folders if name)
