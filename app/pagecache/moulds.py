"""Templates rendered once, with holes where each page has something of its own.

Jinja needs about a microsecond for each expression. A page of results has a thousand of them, and all but a
few come out the same whatever was looked for. So its template is rendered with holes, `{{ hole("title") }}`,
and kept under all that it was rendered from. A page is then what stands between the holes, joined with what
belongs into them.
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Callable, Hashable, Mapping

from jinja2 import Environment

from app.i18n import current
from app.memory.bounded import Bounded
from app.memory.budget import Room
from app.memory.stats import Stats

_TOKEN = secrets.token_hex(12)
"""No text makes a hole by itself, because nobody knows it."""
# The bar tells how often an address with a hole in it was quoted on its way into the page.
_HOLE = re.compile(rf"{_TOKEN}(\||%7C|%257C)(\w+)\1")
_QUOTED = {"|": "", "%7C": "%", "%257C": "%%"}


def hole(name: str) -> str:
    """What stands in a template, or in an address that it shows, for what `name` will be."""
    return f"{_TOKEN}|{name}|"


class Mould:
    """A rendered text with holes. Those that were quoted are called `name%`, those quoted twice `name%%`.

    It is kept in UTF-8, as it goes out.
    """

    def __init__(self, text: str) -> None:
        self.size = sys.getsizeof(text) + 500
        parts = _HOLE.split(text)
        self._names = [name + _QUOTED[mark] for mark, name in zip(parts[1::3], parts[2::3], strict=True)]
        del parts[1::3]
        self._parts = [part.encode() for part in parts]

    def pieces(self, own: Mapping[str, bytes]) -> list[bytes | str]:
        """What it is made of: bytes, between them the names of the holes that nothing belongs into yet."""
        pieces: list[bytes | str] = []
        plain: list[bytes] = []
        for at, part in enumerate(self._parts):
            name = self._names[at // 2] if at % 2 else None
            if name is None or name in own:
                plain.append(part if name is None else own[name])
            else:
                pieces += [b"".join(plain), name]
                plain = []
        return [*pieces, b"".join(plain)]

    def fill(self, own: Mapping[str, bytes]) -> bytes:
        """The text with what belongs into each hole, which must be escaped already."""
        parts = self._parts.copy()
        parts[1::2] = [own[name] for name in self._names]
        return b"".join(parts)


class Moulds:
    """The moulds of one process; `on` False makes each anew every time. Safe for threads."""

    def __init__(self, templates: Environment, room: Room, *, on: bool = True) -> None:
        self._templates = templates
        # While templates are worked on, the same key may come out differently.
        self.on = on and not templates.auto_reload
        self.stats = Stats()
        self._held: Bounded[Hashable, Mould] = Bounded(room)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._held.size

    def get(self, template: str, key: Hashable, values: Callable[[], dict[str, object]]) -> Mould:
        """The mould of `template` for the current reader; `key` holds all that `values` is made from."""
        reader = current()
        whole = (template, reader.locale, reader.prefix, reader.zone.key, key)
        found = self._held.get(whole) if self.on else None
        if found is None:
            self.stats.count(template, "miss")
            found = Mould(self._templates.get_template(template).render(values()))
            if self.on:
                self._held.put(whole, found, found.size)
        else:
            self.stats.count(template, "hit")
        return found
