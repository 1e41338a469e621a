"""Translated text: `gettext` and its kin in the language of the current reader.

The build compiles `messages.po` to `messages.mo`. Where that has not been done, or the text has been
changed since, the text itself is read: a page is slower once, and never shows an old sentence. A
language without a catalogue shows English.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.i18n import pseudo
from app.i18n.reader import current

LOCALE_DIR = Path(__file__).parents[2] / "locale"
_MOMENT_S = 5


def gettext(message: str) -> str:
    """`message` in the reader's language."""
    # The empty string is the key of a catalogue's own header.
    return catalogue(current().locale).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that fits `number`, in the reader's language."""
    return catalogue(current().locale).ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """`message` in the reader's language, where one English word stands for two of another language.

    `context` says which use is meant ("version", "user"), and is for translators alone.
    """
    return catalogue(current().locale).pgettext(context, message)


def npgettext(context: str, singular: str, plural: str, number: int) -> str:
    """The form of the message that fits `number`, with a context."""
    return catalogue(current().locale).npgettext(context, singular, plural, number)


@cache
def catalogue(locale: str) -> NullTranslations:
    """The catalogue of a language, read once."""
    if locale in pseudo.LANGUAGES:
        return pseudo.Catalogue()
    text = LOCALE_DIR / locale / "LC_MESSAGES" / "messages.po"
    compiled = text.with_suffix(".mo")
    if not text.is_file():
        return NullTranslations()
    # An installer writes both within a moment, in any order.
    if compiled.is_file() and compiled.stat().st_mtime + _MOMENT_S >= text.stat().st_mtime:
        return GNUTranslations(BytesIO(compiled.read_bytes()))
    return GNUTranslations(BytesIO(compile_catalogue(text)))


def compile_catalogue(text: Path) -> bytes:
    """What stands in a .mo file for this .po file."""
    made = BytesIO()
    with text.open("rb") as file:
        write_mo(made, read_po(file, locale=text.parts[-3], domain="messages"))
    return made.getvalue()
