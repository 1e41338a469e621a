"""Languages of the interface: choosing the reader's, translating, and formatting times and numbers.

Text goes through `gettext` from the first template on, so that a catalogue is all that a new
language needs.
"""

from app.i18n.catalogues import gettext, ngettext, npgettext, pgettext
from app.i18n.formats import format_bytes, format_day, format_duration, format_number, format_time
from app.i18n.locales import DEFAULT, LANGUAGES, choose, direction, offered, split_prefix
from app.i18n.reader import Reader, current, reading_as
from app.mark import N_

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "N_",
    "Reader",
    "choose",
    "current",
    "direction",
    "format_bytes",
    "format_day",
    "format_duration",
    "format_number",
    "format_time",
    "gettext",
    "ngettext",
    "npgettext",
    "offered",
    "pgettext",
    "reading_as",
    "split_prefix",
]
