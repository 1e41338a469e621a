"""Feeds: RSS of all ages and Atom, an entry's title, date and summary in lines of their own.

When a feed was made stands in it anew each time it is asked for, and is no news.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from app.extract.forms.words import Words, stripped, words
from app.extract.forms.xml import local

ROOTS: Final = frozenset({"rss", "feed", "RDF"})

_ENTRIES: Final = frozenset({"item", "entry"})
_DATES: Final = ("published", "pubDate", "date", "issued", "updated", "modified")
_TEXTS: Final = ("encoded", "content", "description", "summary", "subtitle", "tagline")
_ABOUT: Final = ("author", "creator", "contributor", "category", "subject", "rights", "copyright")
_MEDIA: Final = ("search.yahoo.com/mrss", "itunes.com/dtds", "google.com/schemas/play-podcasts")


def read(root: etree._Element) -> Words:
    """What a feed says, newest or oldest first as it has it."""
    channel = next((child for child in root if local(child) == "channel"), root)
    own = _fields(channel)
    main = _longest(own)
    rest: list[str] = [text for name in _ABOUT for text in own.get(name, ())]
    links: list[str] = []
    for entry in root.iter():
        if local(entry) in _ENTRIES:
            said = _fields(entry)
            main += said.get("title", [])[:1]
            main += next((said[name][:1] for name in _DATES if name in said), [])
            main += _longest(said)
            rest += [text for name in _ABOUT for text in said.get(name, ())]
            links += said.get("link", [])[:1]
    title = next(iter(own.get("title", [])), "")
    language = next(iter(own.get("language", [])), "")
    return words(title, main, dict.fromkeys(rest), links, language)


def is_feed(root: etree._Element) -> bool:
    """Whether a document is a feed, by its root and what stands in it."""
    name = local(root)
    if name == "RDF":
        return any(local(child) in ("channel", "item") for child in root)
    return name in ROOTS


def _fields(parent: etree._Element) -> dict[str, list[str]]:
    """What a channel or an entry says of itself, by the names of its children."""
    found: dict[str, list[str]] = {}
    for child in parent:
        name = local(child)
        space = child.tag.partition("}")[0] if isinstance(child.tag, str) else ""
        if not name or name in _ENTRIES or any(media in space for media in _MEDIA):
            continue
        if name == "link":
            rel = child.get("rel", "alternate")
            texts = [child.get("href") or child.text or ""] if rel == "alternate" else []
        elif name in _TEXTS or name == "title":
            texts = [" ".join(paragraphs)] if (paragraphs := _text(child)) and name == "title" else paragraphs
        else:
            texts = [_flat(child) or child.get("term", "") or child.get("label", "")]
        found.setdefault(name, []).extend(text.strip() for text in texts if text.strip())
    return found


def _text(element: etree._Element) -> list[str]:
    """The paragraphs of a text that is plain, HTML in escaped form, or XHTML."""
    if len(element):
        inner = [element.text or "", *(etree.tostring(child, encoding="unicode") for child in element)]
        return stripped("".join(inner))
    text = element.text or ""
    return text.splitlines() if element.get("type") in ("text", "text/plain") else stripped(text)


def _flat(element: etree._Element) -> str:
    """A person's name, or a text without anything in it."""
    named = next((child for child in element if local(child) == "name"), element)
    return " ".join("".join(str(piece) for piece in named.itertext()).split())


def _longest(said: dict[str, list[str]]) -> list[str]:
    """The fullest of several texts of the same thing: many feeds have a summary and the whole."""
    texts = [said[name] for name in _TEXTS if name in said]
    return max(texts, key=lambda text: sum(map(len, text)), default=[])
