"""Made-up languages for whoever builds pages: longer accented text, and text from right to left.

A layout that holds in them holds in any translation. They are offered only while HUD_DEV is set.
"""

from __future__ import annotations

import os
import re
from gettext import NullTranslations

LANGUAGES = {"en-XA": "Ȧȧƈƈḗḗƞŧŧ", "ar-XB": "ʇɟǝl oʇ ʇɥƃᴉɹ"}
RIGHT_TO_LEFT = frozenset({"ar-XB"})
_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ACCENTED = "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž"
_TABLE = str.maketrans(_PLAIN, _ACCENTED)
# What a program fills in or reads stays as it is: %(name)s, and words such as site:example.org.
_KEPT = re.compile(r"%\(\w+\)[sd]|%%|\b\w+:\S+|<[^>]*>")


def offered() -> bool:
    """Whether the made-up languages can be chosen."""
    return bool(os.environ.get("HUD_DEV"))


def accented(message: str) -> str:
    """`message` with accents and about a third longer, its placeholders untouched."""
    parts: list[str] = []
    end = 0
    for kept in _KEPT.finditer(message):
        parts += [message[end : kept.start()].translate(_TABLE), kept[0]]
        end = kept.end()
    parts.append(message[end:].translate(_TABLE))
    more = " ".join(["one", "two", "three", "four", "five", "six", "seven"] * 9)
    return f"[{''.join(parts)} {more[: max(2, len(message) // 3)].strip()}]" if message else ""


class Catalogue(NullTranslations):
    """Every message, accented; made from the English one, so it is never incomplete."""

    def gettext(self, message: str) -> str:
        """`message`, accented."""
        return accented(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The English form that fits, accented."""
        return accented(msgid1 if n == 1 else msgid2)

    def pgettext(self, _context: str, message: str) -> str:
        """`message`, accented; its context is not shown."""
        return accented(message)

    def npgettext(self, _context: str, msgid1: str, msgid2: str, n: int) -> str:
        """The English form that fits, accented."""
        return self.ngettext(msgid1, msgid2, n)
