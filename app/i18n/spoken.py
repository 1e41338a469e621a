"""`gettext` and its kin as templates call them: safe text, with the values in it escaped.

Jinja's own make and fill a template of text at every call. A page says fifty sentences, most without a value,
so what a sentence without values comes to is remembered by language.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from app.i18n.catalogues import catalogue, ngettext, npgettext
from app.i18n.reader import current
from app.memory import tables

_NONE: dict[str, object] = {}


def say(message: str, /, **values: object) -> Markup:
    """`message` in the reader's language; `%(name)s` in it stands for the value of that name."""
    locale = current().locale
    return _form(locale, message) % values if values else _sentence(locale, message)


def say_counted(singular: str, plural: str, number: int, /, **values: object) -> Markup:
    """The form of the message that fits `number`, which the message may call `%(num)s`."""
    count = values.get("count")
    if type(count) is str and len(values) == 1:
        return _counted(current().locale, singular, plural, number, count)
    values.setdefault("num", number)
    return Markup(ngettext(singular, plural, number)) % values  # from our catalogues, so no stranger's


def say_in(context: str, message: str, /, **values: object) -> Markup:
    """`message` where its English words mean two things: `context` tells translators which."""
    return _form_in(current().locale, context, message) % (values or _NONE)


def say_counted_in(context: str, singular: str, plural: str, number: int, /, **values: object) -> Markup:
    """The form that fits `number`, with a context."""
    values.setdefault("num", number)
    return Markup(npgettext(context, singular, plural, number)) % values


@tables.counted()
@lru_cache(maxsize=1_024)
def _counted(locale: str, singular: str, plural: str, number: int, count: str) -> Markup:
    """A sentence with no value but its number as it is written: lists have the same ones again and again."""
    return Markup(catalogue(locale).ngettext(singular, plural, number)) % {"count": count, "num": number}


@tables.counted()
@lru_cache(maxsize=2_048)
def _form(locale: str, message: str) -> Markup:
    # The empty string is the key of a catalogue's own header.
    return Markup(catalogue(locale).gettext(message)) if message else Markup("")


@tables.counted()
@lru_cache(maxsize=1_024)
def _form_in(locale: str, context: str, message: str) -> Markup:
    return Markup(catalogue(locale).pgettext(context, message))


@tables.counted()
@lru_cache(maxsize=4_096)
def _sentence(locale: str, message: str) -> Markup:
    return _form(locale, message) % _NONE
