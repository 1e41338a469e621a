"""The piece of every page about its visitor: name and picture. Kept apart from the pages, a person's own.

To an admin it says too when the disk is full. A page has a slot where it belongs. It is made once for
a person, a language and an address prefix.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import sha256

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from app.disk import DiskState
from app.i18n import Reader, reading_as
from app.memory.bounded import Bounded
from app.memory.budget import Room
from app.web.response import zipped
from app.web.visitor import Visitor

SLOT = Markup(f"<!--{secrets.token_hex(16)}-->")
"""Stands in a page for what is put in; no page can contain it by itself, because nobody knows it."""

Key = tuple[Visitor, str, str, DiskState]


class Personal(msgspec.Struct, frozen=True):
    """A person's own piece of a page: its text, the same compressed, and a short digest of it."""

    text: bytes
    zipped: bytes
    digest: bytes


class PersonalSlots:
    """The pieces of all people who were here; `disk` says how the disk is now."""

    def __init__(
        self,
        templates: Environment,
        room: Room,
        *,
        on: bool = True,
        disk: Callable[[], DiskState] = lambda: "ok",
    ) -> None:
        self._templates = templates
        self._disk = disk
        self._on = on
        self._held: Bounded[Key, Personal] = Bounded(room)

    def of(self, person: Visitor, reader: Reader) -> Personal:
        """The piece of `person`, in the reader's language."""
        # Asked each time, so that the notice is there with the next page, and gone with the next after.
        disk = self._disk() if person.role == "admin" else "ok"
        key = (person, reader.locale, reader.prefix, disk)
        found = self._held.get(key) if self._on else None
        if found is None:
            found = self._made(person, reader, disk)
            if self._on:
                self._held.put(key, found, len(found.text) * 2 + 1_000)
        return found

    def _made(self, person: Visitor, reader: Reader, disk: DiskState) -> Personal:
        with reading_as(reader):
            text = self._templates.get_template("shared/_me.html").render(person=person, disk=disk).encode()
        return Personal(text, zipped.piece(text), sha256(text).hexdigest()[:8].encode())
