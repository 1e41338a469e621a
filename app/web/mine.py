"""What every page says of its visitor: their name and picture. Kept apart from the pages, a person's own.

A shared page has a hole where it belongs. It is made once for a person, a language and an address prefix.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from app.cache.bounded import Bounded
from app.i18n import Reader, reading_as
from app.web import zipped
from app.web.visitor import Visitor

HOLE = Markup(f"<!--{secrets.token_hex(16)}-->")
"""Stands in a page for what is put in; no page can contain it by itself, because nobody knows it."""
MOST_BYTES = 4 << 20

Key = tuple[Visitor, str, str]


class Mine(msgspec.Struct, frozen=True):
    """A person's own piece of a page: its text, the same compressed, and a short digest of it."""

    text: bytes
    zipped: bytes
    digest: str


class Own:
    """The pieces of all people who were here."""

    def __init__(self, templates: Environment, *, on: bool = True) -> None:
        self._templates = templates
        self._on = on
        self._held: Bounded[Key, Mine] = Bounded(MOST_BYTES)

    def of(self, person: Visitor, reader: Reader) -> Mine:
        """The piece of `person`, in the reader's language."""
        key = (person, reader.locale, reader.prefix)
        found = self._held.get(key) if self._on else None
        if found is None:
            found = self._made(person, reader)
            if self._on:
                self._held.put(key, found, len(found.text) * 2 + 1_000)
        return found

    def _made(self, person: Visitor, reader: Reader) -> Mine:
        with reading_as(reader):
            text = self._templates.get_template("shared/_me.html").render(person=person).encode()
        return Mine(text, zipped.piece(text), sha256(text).hexdigest()[:8])
