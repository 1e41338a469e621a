"""Translated text: `gettext` and `ngettext` in the language of the current reader.

A language without a catalogue shows the English text, so pages never wait for a translation.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from app.i18n.reader import current

LOCALE_DIR = Path(__file__).parents[2] / "locale"


def gettext(message: str) -> str:
    """`message` in the reader's language."""
    return _catalogue(current().locale).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that fits `number`, in the reader's language."""
    return _catalogue(current().locale).ngettext(singular, plural, number)


@cache
def _catalogue(locale: str) -> NullTranslations:
    return translation("messages", LOCALE_DIR, [locale], fallback=True)
